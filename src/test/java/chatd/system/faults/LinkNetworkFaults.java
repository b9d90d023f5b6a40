package chatd.system.faults;

import chatd.system.NatsServer;
import chatd.system.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Faults of the network between a node and the engine. */
final class LinkNetworkFaults {

    static final Map<String, Fault> FAULTS = Map.of("link-cut", LinkNetworkFaults::cut);

    private static final int EAST = 0;
    private static final int NORTH = 2;
    /** Names of its own, since other runs may be on this machine. */
    private static final String ID = Long.toString(ProcessHandle.current().pid());
    private static final String SPACE = "chatd" + ID;
    private static final String ENGINE = "203.0.113.2";
    private static final String ENGINE_OF_NORTH = "203.0.113.6";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALONE = "The other nodes cannot be reached: only people on this node can read you.";

    /** Two cables to a network namespace: one for most nodes, and one that can be cut. */
    private static final String CONNECT = """
            ip netns add chatd$1 &&
            ip link add ca$1 type veth peer name ca2 netns chatd$1 &&
            ip link add cb$1 type veth peer name cb2 netns chatd$1 &&
            ip addr add 203.0.113.1/30 dev ca$1 && ip link set ca$1 up &&
            ip addr add 203.0.113.5/30 dev cb$1 && ip link set cb$1 up &&
            ip -n chatd$1 link set lo up &&
            ip -n chatd$1 addr add 203.0.113.2/30 dev ca2 && ip -n chatd$1 link set ca2 up &&
            ip -n chatd$1 addr add 203.0.113.6/30 dev cb2 && ip -n chatd$1 link set cb2 up
            """;
    private static final String DISCONNECT = "ip link del ca$1; ip link del cb$1; ip netns del chatd$1";
    private static final String CUT = "ip -n chatd$1 link set cb2 down";
    private static final String MEND = "ip -n chatd$1 link set cb2 up";

    private LinkNetworkFaults() {
    }

    /**
     * All packets between one node and the engine are dropped, without a word to either. The others are told that the
     * node is down, and its own members that it is alone. Then the packets arrive again.
     */
    private static String cut(FaultFixture faults) throws Exception {
        LinkFixture.requireEngine();
        try {
            if (!isDone(CONNECT)) {
                throw new FaultSkipped("no network namespace can be made here: needs root and iproute2");
            }
            return cutNorth(faults);
        } finally {
            isDone(DISCONNECT);
        }
    }

    private static String cutNorth(FaultFixture faults) throws Exception {
        NatsServer engine = NatsServer.startIn(SPACE, ENGINE);
        String url = engine.url();
        try (LinkFixture link = new LinkFixture(faults, List.of(engine),
                List.of(url, url, engine.url(ENGINE_OF_NORTH)), "--history", "100", "--link-patience", "3s")) {
            link.talk();
            Waiting.sleep(faults.seconds(3, 1));
            faults.check(link.members.settle(PATIENCE), "not all members have received all lines");
            link.members.excuse(link.port(NORTH));
            link.members.speak(LinkFixture.PACE);
            long cut = System.nanoTime();
            must(CUT);
            double told = LinkNodeFaults.awaitDeath(faults, link, cut);
            link.mustSee(NORTH, ALONE, PATIENCE);
            link.members.send(link.port(NORTH), "only north");
            link.mustSee(NORTH, "only north", PATIENCE);
            Waiting.sleep(faults.seconds(10, 1));
            must(MEND);
            link.mustSee(EAST, LinkNodeFaults.NORTH_BACK, PATIENCE);
            double mended = (System.nanoTime() - cut) / 1e9;
            faults.check(link.members.timesSeen(link.port(EAST), "only north") == 0,
                    "a line that was said to one node was received on another");
            link.members.readmit(link.port(NORTH));
            Waiting.sleep(faults.seconds(5, 2));
            return String.format("a node without a network for %.0f s: told after %.1f s, its members missed %,d "
                    + "lines; %s", mended, told, link.members.missed(), link.settle());
        }
    }

    private static void must(String command) throws IOException, InterruptedException {
        if (!isDone(command)) {
            throw new IOException("cannot be done: " + command);
        }
    }

    private static boolean isDone(String commands) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", commands, "sh", ID).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }
}
