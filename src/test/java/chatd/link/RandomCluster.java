package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.link.NameReplica.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Three nodes that a seed starts, stops, kills and cuts off, with an engine that it delays, stops and restarts, and
 * that loses and doubles blocks and messages. Checks what must hold at any time, and then what must hold once all is
 * quiet.
 */
final class RandomCluster {

    /** A position in one of the streams that the engine had. */
    private record Position(long stream, long sequence) implements Comparable<Position> {
        @Override
        public int compareTo(Position other) {
            return stream != other.stream
                    ? Long.compare(stream, other.stream) : Long.compare(sequence, other.sequence);
        }
    }

    private static final String[] NAMES = {"east", "north", "west"};
    private static final int TURNS = 600;
    private static final long FIRST_MILLIS = 1_700_000_000_000L;
    private static final long HOUR_MILLIS = 3_600_000;

    private final Random random;
    private final boolean isTraced;
    private final Cluster cluster;
    private final Map<String, LinkedNode> alive = new TreeMap<>();
    private final Map<LinkedNode, List<String>> written = new HashMap<>();
    /** When each node may be continued, connected or started again, in turns. */
    private final Map<String, Integer> away = new TreeMap<>();
    private int engineIsAwayUntil;
    private int turn;
    private int lines;

    RandomCluster(long seed, boolean isTraced) {
        random = new Random(seed);
        this.isTraced = isTraced;
        cluster = new Cluster(random.nextLong());
    }

    void run() {
        cluster.engine.setMaxBytes(random.nextBoolean() ? 1 << 20 : 1000);
        for (turn = 0; turn < TURNS; turn++) {
            comeBack();
            act();
            cluster.pass(Duration.ofMillis(random.nextInt(8) == 0 ? random.nextInt(3000) : random.nextInt(100)));
        }
        trace("quiet");
        calmDown();
        checkEach();
        checkOrder();
        checkAgreement();
    }

    private void trace(String text) {
        if (isTraced) {
            System.out.println(turn + " " + text + " " + alive.values().stream()
                    .map(node -> node.name + ' ' + node.link.state()).toList());
        }
    }

    private void act() {
        LinkedNode node = alive.get(NAMES[random.nextInt(NAMES.length)]);
        int dice = random.nextInt(100);
        if (dice < 2) {
            disturb();
        } else if (dice < 3 && engineIsAwayUntil == 0) {
            trace("engine stops");
            engineIsAwayUntil = turn + random.nextInt(100);
            cluster.engine.stop();
        } else if (node == null || node.isStopped()) {
            return;
        } else if (dice < 8 && !away.containsKey(node.name)) {
            sendAway(node);
        } else if (dice < 50) {
            String line = node.name + '-' + ++lines;
            written.computeIfAbsent(node, key -> new ArrayList<>()).add(line);
            node.replica.say(random.nextBoolean() ? "lobby" : "hall", line);
        } else if (dice < 75) {
            node.replica.arrive(node.name + "'s " + ++lines);
        } else if (!node.replica.own.isEmpty()) {
            node.replica.leave(node.replica.own.first());
        }
    }

    private void disturb() {
        trace("other faults");
        cluster.engine.setFaults(random.nextInt(4) == 0 ? SimulatedEngine.Faults.NONE : new SimulatedEngine.Faults(
                Duration.ofMillis(random.nextInt(300)), share(), share(), share(), share(), share()));
    }

    private double share() {
        return random.nextInt(3) == 0 ? random.nextDouble() / 2 : 0;
    }

    private void sendAway(LinkedNode node) {
        away.put(node.name, turn + random.nextInt(80));
        switch (random.nextInt(4)) {
            case 0 -> {
                trace("kill " + node.name);
                node.kill();
                alive.remove(node.name);
            }
            case 1 -> {
                trace("bye " + node.name);
                node.link.stop();
                node.turn();
                node.kill();
                alive.remove(node.name);
            }
            case 2 -> {
                trace("stop " + node.name);
                node.setStopped(true);
            }
            default -> {
                trace("cut " + node.name);
                cluster.engine.setCut(node.name, true);
            }
        }
    }

    private void comeBack() {
        if (engineIsAwayUntil != 0 && engineIsAwayUntil <= turn) {
            boolean loses = random.nextInt(3) == 0;
            trace("engine restarts" + (loses ? " without its stream" : ""));
            cluster.engine.restart(loses);
            engineIsAwayUntil = 0;
        }
        for (String name : NAMES) {
            if (away.containsKey(name) ? away.get(name) <= turn : !alive.containsKey(name)) {
                comeBack(name);
            }
        }
    }

    private void comeBack(String name) {
        trace("back " + name);
        away.remove(name);
        cluster.engine.setCut(name, false);
        LinkedNode node = alive.get(name);
        if (node == null) {
            long clock = FIRST_MILLIS + random.nextLong(HOUR_MILLIS);
            LinkSettings settings = new LinkSettings(name, Cluster.PATIENCE, random.nextInt(4) == 0, "1");
            alive.put(name, cluster.start(settings, clock));
        } else {
            node.setStopped(false);
        }
    }

    private void calmDown() {
        turn = Integer.MAX_VALUE;
        cluster.engine.setFaults(SimulatedEngine.Faults.NONE);
        comeBack();
        cluster.await(() -> alive.values().stream().allMatch(LinkedNode::isLinked));
        cluster.pass(Duration.ofSeconds(15));
        for (LinkedNode node : alive.values()) {
            assertTrue(node.isLinked(), () -> node.name + " is " + node.link.state() + ' ' + node.replica.told);
            node.replica.say("lobby", "last of " + node.name);
        }
        cluster.pass(Duration.ofSeconds(1));
    }

    /** Each node has applied its own lines in their order, each once, and no line is both of the past and applied. */
    private void checkEach() {
        for (LinkedNode node : cluster.nodes) {
            assertEquals(List.of(), node.refusals);
            List<String> own = written.getOrDefault(node, List.of());
            Set<String> mine = new HashSet<>(own);
            List<String> applied = node.replica.log.stream().map(Said::text).filter(mine::contains).toList();
            assertEquals(node.isDead() ? own.subList(0, applied.size()) : own, applied, node.name);
            Set<Said> once = new HashSet<>();
            for (Said said : node.replica.log) {
                assertTrue(said.sequence() == 0 || once.add(said), () -> node.name + " has applied twice " + said);
            }
            for (Said said : node.replica.pastLog) {
                assertTrue(once.add(said), () -> node.name + " has twice " + said);
                assertFalse(own.contains(said.text()), () -> node.name + " has its own line from the past: " + said);
            }
        }
    }

    /** All nodes apply the same at a position, and between two positions none applies what another does not. */
    private void checkOrder() {
        Map<Position, List<String>> all = new TreeMap<>();
        for (LinkedNode node : cluster.nodes) {
            addLines(all, node, node.replica.log);
            addLines(all, node, node.replica.pastLog);
        }
        for (LinkedNode node : cluster.nodes) {
            Set<Position> known = new HashSet<>(linesOf(node.replica.pastLog).keySet());
            known.addAll(linesOf(node.replica.log).keySet());
            for (Map<Position, List<String>> part : parts(node.replica.log)) {
                TreeSet<Position> positions = new TreeSet<>(part.keySet());
                for (Position between : new TreeMap<>(all).subMap(positions.first(), positions.last()).keySet()) {
                    assertTrue(known.contains(between), () -> node.name + " has missed " + between + all.get(between));
                }
            }
        }
        int last = cluster.engine.losses();
        for (LinkedNode node : alive.values()) {
            Set<String> known = new HashSet<>(written.getOrDefault(node, List.of()));
            node.replica.log.forEach(said -> known.add(said.text()));
            node.replica.pastLog.forEach(said -> known.add(said.text()));
            all.forEach((position, texts) -> assertTrue(position.stream() != last || known.containsAll(texts),
                    () -> node.name + " does not know " + position + texts));
        }
    }

    /** Adds the lines of a node, and checks that they are those of the others. */
    private static void addLines(Map<Position, List<String>> all, LinkedNode node, List<Said> log) {
        linesOf(log).forEach((position, texts) -> assertEquals(all.computeIfAbsent(position, key -> texts), texts,
                () -> node.name + " at " + position));
    }

    private static Map<Position, List<String>> linesOf(List<Said> log) {
        Map<Position, List<String>> lines = new TreeMap<>();
        for (Said said : log) {
            if (said.sequence() != 0) {
                lines.computeIfAbsent(new Position(said.stream(), said.sequence()), key -> new ArrayList<>())
                        .add(said.text());
            }
        }
        return lines;
    }

    private static List<Map<Position, List<String>>> parts(List<Said> log) {
        List<Map<Position, List<String>>> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= log.size(); i++) {
            if (i == log.size() || log.get(i).equals(NameReplica.BREAK)) {
                Map<Position, List<String>> part = linesOf(log.subList(begin, i));
                begin = i + 1;
                if (!part.isEmpty()) {
                    parts.add(part);
                }
            }
        }
        return parts;
    }

    /** All nodes know the same people, who are all people of all nodes. */
    private void checkAgreement() {
        Map<String, String> people = new TreeMap<>();
        alive.values().forEach(node -> node.replica.own.forEach(name -> people.put(name, node.name)));
        for (LinkedNode node : alive.values()) {
            assertEquals(people, node.replica.shared, node.name);
            assertEquals(alive.keySet(), node.replica.nodes, node.name);
            assertEquals(List.copyOf(alive.keySet()), node.link.nodes().stream().map(NodeInfo::name).toList());
            for (LinkedNode other : alive.values()) {
                assertTrue(node.replica.said.contains("lobby: last of " + other.name),
                        () -> node.name + " has not applied the last line of " + other.name);
            }
        }
    }
}
