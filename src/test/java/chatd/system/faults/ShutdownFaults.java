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

/** Faults that end the daemon. */
final class ShutdownFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("sigterm", ShutdownFaults::terminate);
        FAULTS.put("sigkill", ShutdownFaults::kill);
    }

    private static final String FAREWELL = "The server is shutting down.\n";
    private static final int SENDERS = 4;
    private static final int STALLED = 20;
    /** A shutdown takes 3 s. More is allowed, as the machine may be busy. */
    private static final Duration MOST = Duration.ofSeconds(20);

    private ShutdownFaults() {
    }

    /** SIGTERM while some clients send at full speed: all lines sent before, and the notice, reach everybody. */
    private static String terminate(FaultFixture fixture) throws IOException, InterruptedException {
        int count = fixture.scaled(500, 100);
        fixture.open(fixture.launch("--rate", "0"));
        List<Client> senders = fixture.clients.join("sender", SENDERS);
        List<Client> readers = fixture.clients.join("reader", count);
        fixture.clients.join("stalled", STALLED).forEach(client -> client.read(false));
        ByteBuffer lines = ClientGroup.floodLines();
        senders.forEach(sender -> sender.flood(lines));
        fixture.clients.pollFor(fixture.seconds(5, 1));
        long signalled = System.nanoTime();
        fixture.daemon.signal("TERM");
        boolean ended = fixture.clients.pollUntil(() -> !fixture.daemon.isAlive(), MOST);
        Duration taken = Duration.ofNanos(System.nanoTime() - signalled);
        fixture.witnesses.stopSending();
        fixture.check(ended, "the daemon has not ended after " + MOST.toSeconds() + " s");
        fixture.check(!ended || fixture.daemon.exitStatus() == 0, "the daemon's exit status is not 0");
        fixture.clients.pollUntil(
                () -> readers.stream().allMatch(Client::hasEnded) && fixture.witnesses.haveEnded(), MOST);
        fixture.check(fixture.witnesses.haveReceivedFarewell(), "a witness did not receive the shutdown notice");
        long notified = readers.stream().filter(reader -> reader.receivedEnd().endsWith(FAREWELL)).count();
        fixture.check(notified == count, count - notified + " readers did not receive the shutdown notice");
        fixture.compareWitnesses(signalled);
        return String.format("SIGTERM at full load, %d readers, %d stalled: ended after %.2f s", count, STALLED,
                taken.toMillis() / 1000.0);
    }

    /** SIGKILL while clients send, and another daemon on the same port at once. */
    private static String kill(FaultFixture fixture) throws IOException {
        int count = fixture.scaled(500, 100);
        Launch launch = fixture.launch();
        fixture.open(launch);
        fixture.clients.join("client", count);
        fixture.clients.pollFor(fixture.seconds(2, 0.5));
        long killed = System.nanoTime();
        fixture.daemon.kill();
        fixture.clients.poll(1);
        // The last lines may have reached no one; up to there, all must have received the same.
        fixture.compareWitnesses(0);
        fixture.reopen(launch.at(fixture.daemon.port));
        Duration taken = Duration.ofNanos(System.nanoTime() - killed);
        fixture.clients.pollFor(fixture.seconds(2, 0.5));
        fixture.settle();
        return String.format("SIGKILL with %d clients; %d ms later another daemon serves that port", count,
                taken.toMillis());
    }
}
