package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import chatd.system.Launch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Faults by which the daemon ends. */
final class Endings {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("sigterm", Endings::terminate);
        FAULTS.put("sigkill", Endings::kill);
    }

    private static final String FAREWELL = "The server is shutting down.\n";
    private static final int SENDERS = 4;
    private static final int STALLED = 20;
    /** It is to take 3 s. More is allowed, for the machine may have other things to do. */
    private static final Duration MOST = Duration.ofSeconds(20);

    private Endings() {
    }

    /** SIGTERM while some say as much as is taken: all that was said before reaches everybody, and so do last words. */
    private static String terminate(Stage stage) throws IOException, InterruptedException {
        int count = stage.scaled(500, 100);
        stage.open(stage.launch("--rate", "0"));
        List<Client> senders = stage.crowd.join("sender", SENDERS);
        List<Client> readers = stage.crowd.join("reader", count);
        stage.crowd.join("stalled", STALLED).forEach(client -> client.read(false));
        ByteBuffer lines = ClientGroup.floodLines();
        senders.forEach(sender -> sender.flood(lines));
        stage.crowd.playFor(stage.seconds(5, 1));
        long signalled = System.nanoTime();
        stage.daemon.signal("TERM");
        boolean ended = stage.crowd.playUntil(() -> !stage.daemon.isAlive(), MOST);
        Duration taken = Duration.ofNanos(System.nanoTime() - signalled);
        stage.witnesses.hush();
        stage.check(ended, "it has not ended after " + MOST.toSeconds() + " s");
        stage.check(!ended || stage.daemon.exitStatus() == 0, "it has not ended with status 0");
        stage.crowd.playUntil(() -> readers.stream().allMatch(Client::hasEnded) && stage.witnesses.haveEnded(), MOST);
        stage.check(stage.witnesses.haveHeardFarewell(), "a witness did not hear the farewell");
        long parted = readers.stream().filter(reader -> reader.lastWords().endsWith(FAREWELL)).count();
        stage.check(parted == count, count - parted + " of the readers did not hear the farewell");
        stage.reckon(signalled);
        return String.format("SIGTERM at full load, %d readers, %d stalled: ended after %.2f s", count, STALLED,
                taken.toMillis() / 1000.0);
    }

    /** SIGKILL while people talk, and another daemon at the same port at once. */
    private static String kill(Stage stage) throws IOException {
        int count = stage.scaled(500, 100);
        Launch launch = stage.launch();
        stage.open(launch);
        stage.crowd.join("client", count);
        stage.crowd.playFor(stage.seconds(2, 0.5));
        long killed = System.nanoTime();
        stage.daemon.kill();
        stage.crowd.play(1);
        // Nobody could still hear what was said last; before that, all must have heard the same.
        stage.reckon(0);
        stage.reopen(launch.at(stage.daemon.port));
        Duration taken = Duration.ofNanos(System.nanoTime() - killed);
        stage.crowd.playFor(stage.seconds(2, 0.5));
        stage.settle();
        return String.format("SIGKILL with %d clients; %d ms later, another has witnesses at the same port", count,
                taken.toMillis());
    }
}
