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

/** Faults of connecting and disconnecting: too many clients, too fast, without notice, or without ever a line. */
final class ConnectionFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("descriptors", ConnectionFaults::descriptors);
        FAULTS.put("resets", ConnectionFaults::resets);
        FAULTS.put("half-open", ConnectionFaults::halfOpen);
        FAULTS.put("slow-loris", ConnectionFaults::slowLoris);
        FAULTS.put("port-scan", ConnectionFaults::portScan);
        FAULTS.put("browser", ConnectionFaults::browser);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ConnectionFaults() {
    }

    /** More clients than descriptors: the others wait, and are accepted when clients leave. */
    private static String descriptors(FaultFixture fixture) throws IOException {
        int count = 200;
        fixture.open(fixture.launch().by("ulimit -n 64; exec \"$@\""));
        List<Client> waiting = new ArrayList<>(fixture.clients.beginJoining("client", count));
        fixture.clients.pollUntil(() -> waiting.stream().anyMatch(Client::hasJoined), PATIENCE);
        fixture.clients.pollFor(fixture.seconds(3, 0.5));
        long first = waiting.stream().filter(Client::hasJoined).count();
        fixture.check(first > 0 && first < count, first + " clients joined at once");
        fixture.check(fixture.clients.pollUntil(() -> {
            List<Client> inside = waiting.stream().filter(Client::hasJoined).toList();
            inside.forEach(Client::close);
            waiting.removeAll(inside);
            return waiting.isEmpty();
        }, PATIENCE), waiting.size() + " clients never joined");
        fixture.settle();
        return count + " clients, 64 descriptors: " + first + " joined at once, the others later";
    }

    /** Many connections are reset at once, as after a power failure of the clients' machine. */
    private static String resets(FaultFixture fixture) throws IOException {
        int count = fixture.scaled(1000, 500);
        fixture.open(fixture.launch());
        fixture.clients.join("client", count);
        fixture.resetClients();
        fixture.settle();
        return count + " connections reset at once";
    }

    /** Clients that vanish without closing their connection, and clients that close their sending half but read. */
    private static String halfOpen(FaultFixture fixture) throws IOException {
        int third = fixture.scaled(1000, 300) / 3;
        Duration silence = fixture.seconds(3, 1.5);
        fixture.open(fixture.launch("--idle", silence.toMillis() + "ms", "--name-timeout", silence.toMillis() + "ms"));
        int before = fixture.daemon.descriptors();
        List<Client> halves = fixture.clients.beginJoining("half", third);
        halves.forEach(Client::endOutput);
        fixture.check(fixture.clients.pollUntil(() -> halves.stream().allMatch(Client::hasEnded), PATIENCE),
                "clients that closed their half are not disconnected");
        fixture.check(halves.stream().allMatch(Client::hasJoined),
                "clients that closed their half did not receive their backlog");
        try (ClientGroup vanished = new ClientGroup(fixture.daemon.port)) {
            double arrivals = fixture.daemon.statistics().get("arrivals_total") + 2 * third;
            vanished.join("vanished", third);
            for (int i = 0; i < third; i++) {
                vanished.connect("nameless" + i);
            }
            fixture.check(fixture.clients.pollUntil(() -> fixture.daemon.statistics().get("arrivals_total") >= arrivals,
                    PATIENCE), "the clients that vanish did not connect");
            // This group is not polled any more: its clients neither read nor write nor close.
            fixture.check(fixture.clients.pollUntil(() -> fixture.daemon.descriptors() <= before, PATIENCE),
                    "clients that vanished are not disconnected");
        }
        fixture.settle();
        return String.format("%d in the room and %d nameless vanish; %d close their half", third, third, third);
    }

    /** Clients that send a byte a second and no line ending; in the end they complete their lines. */
    private static String slowLoris(FaultFixture fixture) throws IOException {
        int count = fixture.scaled(1000, 200);
        int bytes = fixture.scaled(20, 3);
        Duration pause = fixture.seconds(1, 0.3);
        fixture.open(fixture.launch());
        List<Client> members = fixture.clients.join("loris", count / 2);
        for (int i = 0; i < count / 2; i++) {
            members.add(fixture.clients.connect("slow" + i));
        }
        for (int i = 0; i < bytes; i++) {
            char next = i == 0 ? ClientGroup.MARK.charAt(0) : 'a';
            members.subList(0, count / 2).forEach(client -> client.send(String.valueOf(next)));
            members.subList(count / 2, count).forEach(client -> client.send("n"));
            fixture.clients.pollFor(pause);
        }
        long received = fixture.witnesses.clientLines();
        fixture.check(received == 0, "half a line was delivered");
        members.subList(0, count / 2).forEach(client -> client.send("\n"));
        long all = (long) count / 2 * FaultFixture.WITNESSES;
        fixture.check(fixture.clients.pollUntil(() -> fixture.witnesses.clientLines() == all, PATIENCE),
                "not all of their lines were delivered in the end");
        fixture.settle();
        return String.format("%d clients sending a byte every %d ms, %d times", count, pause.toMillis(), bytes);
    }

    /** Connections opened and closed as fast as possible, by a reset and by a normal close in turn. */
    private static String portScan(FaultFixture fixture) throws IOException {
        fixture.open(fixture.launch());
        Duration time = fixture.seconds(10, 1);
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), fixture.daemon.port);
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
        fixture.settle();
        return String.format("%,d connections opened and closed in %d s", count, time.toSeconds());
    }

    /** Clients of other protocols: requests whose bodies are lines, at once and byte by byte. */
    private static String browser(FaultFixture fixture) throws IOException {
        int rounds = fixture.scaled(200, 40);
        List<String> beginnings = List.of("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /?q HTTP/1.0\r\n",
                "PROPFIND / HTTP/1.1\r\n", "POST /" + "x".repeat(4000) + " HTTP/1.1\r\n", "SSH-2.0-OpenSSH_9.9\r\n",
                "\u0016\u0003\u0001\u0002\0\n");
        String body = "boss\n/name boss\n" + ClientGroup.MARK + "we meet at 5\n";
        fixture.open(fixture.launch());
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            for (String beginning : beginnings) {
                Client client = fixture.clients.connect("browser");
                clients.add(client);
                String request = beginning + body;
                if (i % 2 == 0) {
                    client.send(request);
                } else {
                    for (int j = 0; j < beginning.length() && j < 16; j++) {
                        client.send(request.substring(j, j + 1));
                        fixture.clients.poll(0);
                    }
                    client.send(request.substring(Math.min(beginning.length(), 16)));
                }
            }
            fixture.clients.poll(0);
        }
        fixture.check(fixture.clients.pollUntil(() -> clients.stream().allMatch(Client::hasEnded), PATIENCE),
                "not all of them are disconnected");
        fixture.check(clients.stream().filter(client -> client.hasReceived("HTTP/1.1 400 Bad Request")).count()
                == 4L * rounds, "not all HTTP clients are answered");
        fixture.check(fixture.witnesses.clientLines() == 0, "a line of theirs was delivered");
        double refused = fixture.daemon.statistics().get("refused_total{reason=\"not_chat\"}");
        fixture.check(refused == clients.size(), refused + " of them are counted");
        fixture.settle();
        return String.format("%,d clients of HTTP, SSH and TLS, whose requests have lines in them", clients.size());
    }
}
