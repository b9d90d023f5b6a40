package chatd.system.faults;

import chatd.system.NatsServer;
import chatd.system.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Faults of the engine between linked nodes. */
final class LinkFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("link-engine", LinkFaults::killEngine);
        FAULTS.put("link-engine-stop", LinkFaults::stopEngine);
        FAULTS.put("link-alone", LinkFaults::goOnAlone);
        FAULTS.put("link-leader", LinkFaults::killLeader);
    }

    private static final String STREAM = "chatd_chatd";
    private static final int SERVERS = 3;
    /** Talk must be whole so long after the engine is back. */
    private static final Duration WHOLE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ALONE = "The other nodes cannot be reached: only people on this node can read you.";
    private static final String BACK = "The other nodes can be reached again.";

    private LinkFaults() {
    }

    /** SIGKILL of the engine while all speak, and a new one on its store. */
    private static String killEngine(FaultFixture faults) throws Exception {
        Duration down = faults.seconds(3, 1);
        try (LinkFixture link = LinkFixture.withOneEngine(faults)) {
            link.talk();
            Waiting.sleep(faults.seconds(5, 0.5));
            link.engine().kill();
            Waiting.sleep(down);
            link.engine().restart();
            Waiting.sleep(faults.seconds(5, 2));
            double after = link.members.delayMillis(1) - down.toMillis();
            faults.check(after <= WHOLE.toMillis(), String.format("talk was whole only after %,.0f ms", after));
            return String.format("SIGKILL of the engine, restarted after %d s; %s", down.toSeconds(), link.settle());
        }
    }

    /** SIGSTOP of the engine while all speak: their lines wait. */
    private static String stopEngine(FaultFixture faults) throws Exception {
        Duration down = faults.seconds(20, 2);
        try (LinkFixture link = LinkFixture.withOneEngine(faults, "--link-patience", "60s")) {
            link.talk();
            Waiting.sleep(faults.seconds(3, 0.5));
            link.engine().signal("STOP");
            Waiting.sleep(down);
            link.engine().signal("CONT");
            Waiting.sleep(faults.seconds(10, 2));
            return String.format("SIGSTOP of the engine for %d s; %s", down.toSeconds(), link.settle());
        }
    }

    /** The engine is away for longer than the nodes wait: each goes on alone, and they find each other again. */
    private static String goOnAlone(FaultFixture faults) throws Exception {
        try (LinkFixture link = LinkFixture.withOneEngine(faults, "--link-patience", "2s", "--history", "100")) {
            link.talk();
            Waiting.sleep(faults.seconds(3, 0.5));
            faults.check(link.members.settle(PATIENCE), "not all members have received all lines");
            link.engine().kill();
            for (int node = 0; node < LinkFixture.NAMES.size(); node++) {
                link.mustSee(node, ALONE, PATIENCE);
                link.members.send(link.port(node), "only " + LinkFixture.NAMES.get(node));
                link.mustSee(node, "only " + LinkFixture.NAMES.get(node), PATIENCE);
            }
            link.engine().restart();
            for (int node = 0; node < LinkFixture.NAMES.size(); node++) {
                link.mustSee(node, BACK, PATIENCE);
            }
            checkNobodyElseHasRead(faults, link);
            link.members.speak(LinkFixture.PACE);
            Waiting.sleep(faults.seconds(3, 1));
            return "the engine is away for longer than --link-patience; " + link.settle();
        }
    }

    private static void checkNobodyElseHasRead(FaultFixture faults, LinkFixture link) {
        for (int reader = 0; reader < LinkFixture.NAMES.size(); reader++) {
            for (int speaker = 0; speaker < LinkFixture.NAMES.size(); speaker++) {
                long times = link.members.timesSeen(link.port(reader), ": only " + LinkFixture.NAMES.get(speaker));
                faults.check(times == (reader == speaker ? 1 : 0), "a line that was said to one node was received "
                        + times + " times on node " + LinkFixture.NAMES.get(reader));
            }
        }
    }

    /** SIGKILL of the one of three servers that leads the stream's replicas. The others elect a new one in some 9 s. */
    private static String killLeader(FaultFixture faults) throws Exception {
        LinkFixture.requireEngine();
        try (LinkFixture link = new LinkFixture(faults, NatsServer.startCluster(SERVERS),
                "--link-patience", "30s")) {
            link.talk();
            Waiting.sleep(faults.seconds(5, 1));
            NatsServer leader = leader(link.engines);
            leader.kill();
            Waiting.sleep(faults.seconds(15, 5));
            leader.restart();
            Waiting.sleep(faults.seconds(10, 2));
            return "SIGKILL of the leader of three servers, restarted later; " + link.settle();
        }
    }

    private static NatsServer leader(List<NatsServer> servers) throws IOException {
        for (NatsServer server : servers) {
            if (server.leads(STREAM)) {
                return server;
            }
        }
        throw new IOException("no server leads the stream");
    }
}
