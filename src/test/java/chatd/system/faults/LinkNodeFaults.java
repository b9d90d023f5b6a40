package chatd.system.faults;

import chatd.system.Client;
import chatd.system.ClientGroup;
import chatd.system.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Faults of single nodes among linked ones. */
final class LinkNodeFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("link-node", LinkNodeFaults::kill);
        FAULTS.put("link-node-stop", LinkNodeFaults::stop);
        FAULTS.put("link-slow", LinkNodeFaults::slow);
        FAULTS.put("link-arrivals", LinkNodeFaults::arrivals);
    }

    private static final int EAST = 0;
    private static final int WEST = 1;
    private static final int NORTH = 2;
    private static final String NORTH_DOWN = "3 people have left: node north is down";
    static final String NORTH_BACK = "node north can be reached";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BURST = Duration.ofMillis(1500);

    private LinkNodeFaults() {
    }

    /** SIGKILL of a node while all speak, and a new one. */
    private static String kill(FaultFixture faults) throws Exception {
        try (LinkFixture link = LinkFixture.withOneEngine(faults)) {
            link.talk();
            Waiting.sleep(faults.seconds(5, 0.5));
            link.members.excuse(link.port(NORTH));
            long killed = System.nanoTime();
            link.nodes.get(NORTH).kill();
            link.members.remove(link.port(NORTH));
            double told = awaitDeath(faults, link, killed);
            checkNameIsFree(faults, link);
            link.restart(NORTH);
            link.members.join(List.of(link.port(NORTH)), LinkFixture.ON_EACH);
            Waiting.sleep(faults.seconds(5, 0.5));
            return String.format("SIGKILL of a node: told after %.1f s; a new one; %s", told, link.settle());
        }
    }

    /** Returns after how many seconds the members on the other nodes were told that node north is down. */
    static double awaitDeath(FaultFixture faults, LinkFixture link, long sinceNanos) throws IOException {
        link.mustSee(EAST, NORTH_DOWN, PATIENCE);
        link.mustSee(WEST, NORTH_DOWN, PATIENCE);
        double told = (System.nanoTime() - sinceNanos) / 1e9;
        faults.check(told <= LinkFixture.DEATH_TIME.toSeconds(), String.format("told only after %.1f s", told));
        faults.check(link.members.timesSeen(link.port(EAST), "node north") == 1, "told more than once");
        return told;
    }

    /** The names of the members of node north, m2, m5 and m8, are free. */
    private static void checkNameIsFree(FaultFixture faults, LinkFixture link) throws IOException {
        try (ClientGroup clients = new ClientGroup(link.port(EAST))) {
            Client client = clients.connect("m2");
            client.send("m2\n");
            faults.check(clients.pollUntil(client::hasJoined, PATIENCE), "the name of a node that is down is not free");
        }
    }

    /** SIGSTOP of a node: the others go on, and its members are still connected when it goes on. */
    private static String stop(FaultFixture faults) throws Exception {
        Duration down = Duration.ofSeconds(20);
        try (LinkFixture link = LinkFixture.withOneEngine(faults, "--history", "100")) {
            link.talk();
            Waiting.sleep(faults.seconds(3, 1));
            faults.check(link.members.settle(PATIENCE), "not all members have received all lines");
            link.members.excuse(link.port(NORTH));
            link.members.speak(LinkFixture.PACE);
            long stopped = System.nanoTime();
            link.signal(NORTH, "STOP");
            double told = awaitDeath(faults, link, stopped);
            Waiting.sleep(down.minusNanos(System.nanoTime() - stopped));
            link.members.forget();
            link.signal(NORTH, "CONT");
            link.mustSee(EAST, NORTH_BACK, PATIENCE);
            link.members.readmit(link.port(NORTH));
            Waiting.sleep(faults.seconds(5, 2));
            return String.format("SIGSTOP of a node for %d s: told after %.1f s, its members missed %,d lines; %s",
                    down.toSeconds(), told, link.members.missed(), link.settle());
        }
    }

    /** SIGSTOP of a node again and again, each time for less than makes it dead. */
    private static String slow(FaultFixture faults) throws Exception {
        int bursts = faults.scaled(10, 2);
        try (LinkFixture link = LinkFixture.withOneEngine(faults)) {
            link.talk();
            for (int i = 0; i < bursts; i++) {
                link.signal(NORTH, "STOP");
                Waiting.sleep(BURST);
                link.signal(NORTH, "CONT");
                Waiting.sleep(BURST);
            }
            faults.check(link.members.timesSeen(link.port(EAST), NORTH_DOWN) == 0, "a slow node was taken for dead");
            return String.format("a node stands still for 1.5 s, %d times; %s", bursts, link.settle());
        }
    }

    /** Very many people arrive on one node. */
    private static String arrivals(FaultFixture faults) throws Exception {
        int count = faults.affordable(faults.scaled(10_000, 500));
        String most = Integer.toString(count + FaultFixture.OTHERS);
        try (LinkFixture link = LinkFixture.withOneEngine(faults, "--max-clients", most);
                ClientGroup clients = new ClientGroup(link.port(EAST))) {
            link.talk();
            long began = System.nanoTime();
            List<Client> crowd = clients.join("client", count);
            double joined = (System.nanoTime() - began) / 1e9;
            // One order: whoever sees the last arrival has seen all.
            String last = crowd.get(count - 1).name + " has arrived";
            faults.check(clients.pollUntil(() -> link.members.haveSeen(link.port(WEST), last)
                    && link.members.haveSeen(link.port(NORTH), last), PATIENCE), "not all arrivals were seen");
            double seen = (System.nanoTime() - began) / 1e9;
            link.members.stopSpeaking();
            clients.closeAll();
            String lastLeft = crowd.get(count - 1).name + " has left";
            link.mustSee(WEST, lastLeft, PATIENCE);
            return String.format("%,d arrivals on one node in %.1f s, seen by the others after %.1f s; %s", count,
                    joined, seen, link.settle());
        }
    }
}
