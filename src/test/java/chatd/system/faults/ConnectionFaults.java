package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Faults of those who come and go: too many, too fast, without a word, or never quite. */
final class Arrivals {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("descriptors", Arrivals::descriptors);
        FAULTS.put("resets", Arrivals::resets);
        FAULTS.put("half-open", Arrivals::halfOpen);
        FAULTS.put("slow-loris", Arrivals::slowLoris);
        FAULTS.put("port-scan", Arrivals::portScan);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Arrivals() {
    }

    /** More clients than descriptors: the others wait, and come in when somebody leaves. */
    private static String descriptors(Stage stage) throws IOException {
        int count = 200;
        stage.open(stage.launch().by("ulimit -n 64; exec \"$@\""));
        List<Client> outside = new ArrayList<>(stage.crowd.come("client", count));
        stage.crowd.playUntil(() -> outside.stream().anyMatch(Client::isInside), PATIENCE);
        stage.crowd.playFor(stage.seconds(3, 0.5));
        long first = outside.stream().filter(Client::isInside).count();
        stage.check(first > 0 && first < count, first + " of them were inside at once");
        stage.check(stage.crowd.playUntil(() -> {
            List<Client> inside = outside.stream().filter(Client::isInside).toList();
            inside.forEach(Client::close);
            outside.removeAll(inside);
            return outside.isEmpty();
        }, PATIENCE), outside.size() + " of them never came in");
        stage.settle();
        return count + " clients for 64 descriptors: " + first + " inside at once, then the others";
    }

    /** All of a crowd are killed at once, as by a machine that is switched off and on again. */
    private static String resets(Stage stage) throws IOException {
        int count = stage.scaled(1000, 500);
        stage.open(stage.launch());
        stage.crowd.join("client", count);
        stage.dismissCrowd();
        stage.settle();
        return count + " connections reset at once";
    }

    /** Clients whose other end is gone, who will never say so; and clients who close their half, but read. */
    private static String halfOpen(Stage stage) throws IOException {
        int third = stage.scaled(1000, 300) / 3;
        Duration silence = stage.seconds(3, 1.5);
        stage.open(stage.launch("--idle", silence.toMillis() + "ms", "--name-timeout", silence.toMillis() + "ms"));
        int before = stage.daemon.descriptors();
        List<Client> halves = stage.crowd.come("half", third);
        halves.forEach(Client::endOutput);
        stage.check(stage.crowd.playUntil(() -> halves.stream().allMatch(Client::hasEnded), PATIENCE),
                "who closed their half are not let go");
        stage.check(halves.stream().allMatch(Client::isInside),
                "who closed their half did not get what waited for them");
        try (ClientGroup vanished = new ClientGroup(stage.daemon.port)) {
            double arrivals = stage.daemon.statistics().get("arrivals_total") + 2 * third;
            vanished.join("vanished", third);
            for (int i = 0; i < third; i++) {
                vanished.connect("nameless" + i);
            }
            stage.check(stage.crowd.playUntil(() -> stage.daemon.statistics().get("arrivals_total") >= arrivals,
                    PATIENCE), "those who vanish were never there");
            // Nobody plays for them any more: they neither read nor write nor close.
            stage.check(stage.crowd.playUntil(() -> stage.daemon.descriptors() <= before, PATIENCE),
                    "who has vanished is not let go");
        }
        stage.settle();
        return String.format("%d in the room and %d nameless vanish; %d close their half", third, third, third);
    }

    /** A byte every second from each, never a line; in the end the lines are whole. */
    private static String slowLoris(Stage stage) throws IOException {
        int count = stage.scaled(1000, 200);
        int bytes = stage.scaled(20, 3);
        Duration pause = stage.seconds(1, 0.3);
        stage.open(stage.launch());
        List<Client> crowd = stage.crowd.join("loris", count / 2);
        for (int i = 0; i < count / 2; i++) {
            crowd.add(stage.crowd.connect("slow" + i));
        }
        for (int i = 0; i < bytes; i++) {
            char next = i == 0 ? ClientGroup.MARK.charAt(0) : 'a';
            crowd.subList(0, count / 2).forEach(client -> client.send(String.valueOf(next)));
            crowd.subList(count / 2, count).forEach(client -> client.send("n"));
            stage.crowd.playFor(pause);
        }
        long heard = stage.witnesses.crowdLines();
        stage.check(heard == 0, "half a line was heard");
        crowd.subList(0, count / 2).forEach(client -> client.send("\n"));
        long all = (long) count / 2 * Stage.WITNESSES;
        stage.check(stage.crowd.playUntil(() -> stage.witnesses.crowdLines() == all, PATIENCE),
                "not all of their lines were heard in the end");
        stage.settle();
        return String.format("%d clients, each a byte every %d ms, %d times", count, pause.toMillis(), bytes);
    }

    /** Connections that are opened and closed as fast as can be, by a reset and in order in turn. */
    private static String portScan(Stage stage) throws IOException {
        stage.open(stage.launch());
        Duration time = stage.seconds(10, 1);
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.daemon.port);
        long end = System.nanoTime() + time.toNanos();
        int count = 0;
        while (System.nanoTime() - end < 0) {
            try (Socket socket = new Socket()) {
                if (count % 2 == 0) {
                    socket.setSoLinger(true, 0);
                }
                socket.connect(server);
                count++;
            }
        }
        stage.settle();
        return String.format("%,d connections opened and closed in %d s", count, time.toSeconds());
    }
}
