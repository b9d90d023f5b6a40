package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import chatd.system.Stunnel;
import chatd.system.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Clients that come by TLS, through stunnel and a socket for proxies. */
final class TlsFaults {

    static final Map<String, Fault> FAULTS = Map.of("tls-clients", TlsFaults::clients);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BYTES_PER_KIB = 1024;

    private TlsFaults() {
    }

    /** Many clients connect by TLS; one half ends its output, and the other half is cut off with stunnel. */
    private static String clients(FaultFixture fixture) throws Exception {
        if (!Stunnel.isInstalled()) {
            throw new FaultSkipped("stunnel or openssl is missing");
        }
        // Each client takes two descriptors of stunnel.
        int count = fixture.affordable(2 * fixture.scaled(1000, 100)) / 2;
        try (Stunnel stunnel = new Stunnel()) {
            fixture.open(fixture.launch("--proxy-listen", "unix:" + stunnel.socket()));
            stunnel.start();
            long memory = stunnel.residentBytes();
            Duration cpu = stunnel.cpuTime();
            long start = System.nanoTime();
            String figures;
            try (TlsClients clients = new TlsClients(stunnel)) {
                clients.connect(count);
                double seconds = (System.nanoTime() - start) / 1e9;
                figures = String.format(Locale.ROOT, "in %.1f s; stunnel: %.1f ms of CPU and %d KB each", seconds,
                        stunnel.cpuTime().minus(cpu).toNanos() / 1e6 / count,
                        (stunnel.residentBytes() - memory) / count / BYTES_PER_KIB);
                fixture.check(clients.join() == count, "not all of them have become members");
                Client speaker = fixture.clients.join("speaker", 1).get(0);
                speaker.send(ClientGroup.MARK + "everybody\n");
                fixture.check(clients.receive(speaker.name + ": " + ClientGroup.MARK + "everybody") == count,
                        "not all of them have received a line");
                fixture.check(clients.sayAndEnd(count / 2) == count / 2,
                        "not all of those that ended their output have received their last line");
                stunnel.kill();
            }
            fixture.clients.closeAll();
            fixture.check(Waiting.until(() -> fixture.daemon.statistics().get("clients") == FaultFixture.WITNESSES,
                    PATIENCE), "clients are left that stunnel has disconnected");
            fixture.settle();
            return String.format(Locale.ROOT, "%,d clients connect by TLS %s; then it is killed", count, figures);
        }
    }
}
