package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.link.Replica.State;
import chatd.link.SimulatedEngine.Faults;
import chatd.os.LogCapture;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Nodes that are linked, while this or that goes wrong. */
class LinkFailureTest {

    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Faults ALL_BLOCKS_LOST = new Faults(Duration.ZERO, 1, 0, 0, 0, 0);
    private static final Faults ALL_MESSAGES_LOST = new Faults(Duration.ZERO, 0, 0, 1, 0, 0);

    private final Cluster cluster = new Cluster(1);

    private static LinkSettings waiting(String node) {
        return new LinkSettings(node, Cluster.PATIENCE, true, "1.0");
    }

    private static List<String> toldSince(LinkedNode node, int from) {
        return node.replica.told.subList(from, node.replica.told.size());
    }

    @Test
    void linesSaidWhileTheEngineIsAwayAreDeliveredOnceInOrder() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        cluster.engine.stop();
        cluster.step();
        assertEquals(State.WAITING, nodes.get(0).link.state());
        nodes.get(0).replica.say("lobby", "one");
        cluster.step();
        nodes.get(0).replica.say("lobby", "two");
        cluster.pass(Duration.ofSeconds(3));
        assertEquals(List.of(), nodes.get(0).replica.said);
        assertEquals(Refusal.NONE, nodes.get(0).link.refusal());
        cluster.engine.restart(false);
        cluster.pass(MOMENT);
        for (LinkedNode node : nodes) {
            assertEquals(List.of("lobby: one", "lobby: two"), node.replica.said);
            assertTrue(node.isLinked());
            assertEquals(1, node.replica.told.stream().filter("install"::equals).count());
        }
    }

    @Test
    void aLineThatTheEngineHasLostIsSentAgain() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        cluster.engine.setFaults(ALL_BLOCKS_LOST);
        nodes.get(0).replica.say("lobby", "one");
        cluster.step();
        nodes.get(0).replica.say("lobby", "two");
        cluster.pass(MOMENT);
        cluster.engine.setFaults(Faults.NONE);
        assertEquals(0, nodes.get(0).link.counters().retries());
        cluster.pass(Duration.ofSeconds(1));
        assertEquals(1, nodes.get(0).link.counters().retries());
        assertEquals(List.of("lobby: one", "lobby: two"), nodes.get(1).replica.said);
    }

    @Test
    void aLostLineIsSentAgainEverMoreSeldom() {
        LinkedNode east = cluster.startLinked("east").get(0);
        cluster.engine.setFaults(ALL_BLOCKS_LOST);
        east.replica.say("lobby", "one");
        cluster.pass(Duration.ofMillis(1200));
        assertEquals(1, east.link.counters().retries());
        cluster.pass(Duration.ofSeconds(2));
        assertEquals(2, east.link.counters().retries());
        cluster.pass(Duration.ofSeconds(4));
        assertEquals(3, east.link.counters().retries());
        cluster.pass(Duration.ofSeconds(2));
        assertEquals(3, east.link.counters().retries());
    }

    @Test
    void aBlockThatIsStoredTwiceCountsOnce() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        cluster.engine.setFaults(new Faults(Duration.ZERO, 0, 1, 0, 0, 0));
        nodes.get(0).replica.say("lobby", "one");
        cluster.step();
        nodes.get(0).replica.say("lobby", "two");
        cluster.pass(MOMENT);
        nodes.forEach(node -> assertEquals(List.of("lobby: one", "lobby: two"), node.replica.said));
    }

    @Test
    void afterThePatienceIsOverANodeGoesOnAlone() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        LinkedNode east = nodes.get(0);
        east.replica.arrive("ann");
        nodes.get(1).replica.arrive("bob");
        cluster.pass(MOMENT);
        cluster.engine.setCut("east", true);
        cluster.step();
        east.replica.say("lobby", "waits");
        cluster.pass(Duration.ofMillis(9900));
        assertEquals(State.WAITING, east.link.state());
        assertEquals(List.of(), east.replica.said);
        cluster.pass(Duration.ofMillis(300));
        assertEquals(State.ALONE, east.link.state());
        assertEquals(List.of("lobby: waits"), east.replica.said);
        east.replica.say("lobby", "at once");
        cluster.step();
        assertEquals(List.of("lobby: waits", "lobby: at once"), east.replica.said);
        assertEquals(0, east.replica.log.get(east.replica.log.size() - 1).sequence());
        assertEquals(1, east.link.nodes().size());
    }

    @Test
    void aNodeThatWasAloneLearnsWhatItHasMissed() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        LinkedNode east = nodes.get(0);
        LinkedNode west = nodes.get(1);
        east.replica.arrive("ann");
        west.replica.say("lobby", "before");
        cluster.pass(MOMENT);
        cluster.engine.setCut("east", true);
        cluster.pass(Duration.ofSeconds(12));
        east.replica.say("lobby", "east only");
        west.replica.say("lobby", "west only");
        west.replica.arrive("bob");
        cluster.pass(MOMENT);
        int told = east.replica.told.size();
        cluster.engine.setCut("east", false);
        cluster.await(east::isLinked);
        cluster.pass(MOMENT);
        assertEquals(List.of("lobby: west only"), east.replica.past);
        assertEquals(List.of("lobby: before", "lobby: east only"), east.replica.said);
        assertEquals(List.of("lobby: before", "lobby: west only"), west.replica.said);
        assertEquals(List.of("install", "installed", "WAITING", "joined east", "LINKED"), toldSince(east, told));
        assertEquals(Map.of("ann", "east", "bob", "west"), east.replica.shared);
        assertEquals(east.replica.shared, west.replica.shared);
    }

    @Test
    void whatIsSaidWhileANodeRejoinsIsAppliedWhenItHas() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        LinkedNode east = nodes.get(0);
        east.replica.own.add("ann");
        cluster.engine.setCut("east", true);
        cluster.pass(Duration.ofSeconds(12));
        cluster.engine.setFaults(new Faults(Duration.ofMillis(800), 0, 0, 0, 0, 0));
        cluster.engine.setCut("east", false);
        cluster.await(() -> east.link.state() == State.WAITING);
        east.replica.say("lobby", "hello");
        cluster.step();
        assertEquals(List.of(), east.replica.said);
        cluster.await(() -> nodes.get(1).replica.said.size() == 1);
        assertEquals(Map.of("ann", "east"), nodes.get(1).replica.shared);
        assertEquals(List.of("ann", "hello"), nodes.get(1).replica.applied);
    }

    @Test
    void aLineThatWasLostWithTheConnectionIsSentAgainAtOnce() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        cluster.engine.setFaults(ALL_BLOCKS_LOST);
        nodes.get(0).replica.say("lobby", "one");
        cluster.step();
        cluster.engine.setCut("east", true);
        cluster.step();
        cluster.engine.setFaults(Faults.NONE);
        cluster.engine.setCut("east", false);
        cluster.pass(Duration.ofMillis(100));
        assertEquals(List.of("lobby: one"), nodes.get(1).replica.said);
    }

    @Test
    void aStreamThatIsLostAndHasGrownAgainIsNotTakenForTheOldOne() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        LinkedNode west = nodes.get(1);
        long last = cluster.engine.last();
        cluster.engine.setCut("west", true);
        cluster.step();
        cluster.engine.stop();
        cluster.engine.restart(true);
        cluster.pass(Duration.ofSeconds(3));
        for (int i = 0; cluster.engine.last() < last + 5; i++) {
            nodes.get(0).replica.say("lobby", "line " + i);
            cluster.step();
        }
        int told = west.replica.told.size();
        cluster.engine.setCut("west", false);
        cluster.pass(Duration.ofSeconds(1));
        assertEquals(List.of("install", "installed", "joined west", "LINKED"), toldSince(west, told));
        assertEquals(nodes.get(0).replica.said, west.replica.past);
    }

    @Test
    void withWhenCutWaitEventsOfUsersAreRefusedButNothingIsLost() {
        LinkedNode east = cluster.start(waiting("east"));
        LinkedNode west = cluster.startLinked("west").get(0);
        cluster.engine.stop();
        cluster.step();
        east.replica.say("lobby", "one");
        cluster.pass(Duration.ofSeconds(11));
        assertEquals(State.CUT, east.link.state());
        assertEquals(Refusal.CUT, east.link.refusal());
        assertEquals(List.of(), east.replica.said);
        cluster.engine.restart(false);
        cluster.await(() -> east.isLinked() && west.isLinked());
        cluster.pass(Duration.ofSeconds(5));
        assertEquals(Refusal.NONE, east.link.refusal());
        assertEquals(List.of("lobby: one"), east.replica.said);
    }

    @Test
    void aConnectedNodeWhoseBlocksDoNotComeBackIsCutOff() {
        LinkedNode east = cluster.startLinked("east").get(0);
        cluster.engine.setFaults(ALL_BLOCKS_LOST);
        east.replica.say("lobby", "one");
        cluster.pass(Duration.ofMillis(10_300));
        assertEquals(State.ALONE, east.link.state());
        assertEquals(List.of("lobby: one"), east.replica.said);
        cluster.engine.setFaults(Faults.NONE);
        cluster.await(east::isLinked);
        cluster.pass(MOMENT);
        assertEquals(List.of("lobby: one"), east.replica.said);
    }

    @Test
    void aNodeThatWaitsIsLinkedAgainOnceItsBlocksComeBack() {
        LinkedNode east = cluster.start(waiting("east"));
        cluster.await(east::isLinked);
        cluster.engine.setFaults(ALL_BLOCKS_LOST);
        east.replica.say("lobby", "one");
        cluster.pass(Duration.ofSeconds(20));
        assertEquals(State.CUT, east.link.state());
        cluster.engine.setFaults(Faults.NONE);
        cluster.pass(Duration.ofSeconds(5));
        assertEquals(State.LINKED, east.link.state());
        assertEquals(List.of("lobby: one"), east.replica.said);
    }

    @Test
    void aNodeThatFindsNoEngineGoesOnAlone() {
        cluster.engine.stop();
        LinkedNode east = cluster.start("east");
        east.replica.say("lobby", "one");
        cluster.pass(Duration.ofMillis(10_300));
        assertEquals(List.of("ALONE"), east.replica.told);
        assertEquals(List.of("lobby: one"), east.replica.said);
        cluster.engine.restart(false);
        cluster.await(east::isLinked);
    }

    @Test
    void aNodeThatCannotJoinTriesEverMoreSeldom() {
        LinkedNode west = cluster.startLinked("west").get(0);
        west.replica.writesBadStock = true;
        long before = cluster.engine.last();
        LinkedNode east = cluster.start("east");
        cluster.pass(Duration.ofSeconds(120));
        // After 0, 1, 3, 7 s, and from 10 s on, when the node goes on alone, after 18, 34, 64, 94 s: HELLO and STOCK.
        long blocks = cluster.engine.last() - before;
        assertTrue(blocks >= 12 && blocks <= 20, "blocks: " + blocks);
        west.replica.writesBadStock = false;
        cluster.pass(Duration.ofSeconds(31));
        assertTrue(east.isLinked());
    }

    @Test
    void aNodeWithMorePeopleThanAreHeldBackCanBeJoined() {
        LinkedNode west = cluster.startLinked("west").get(0);
        String name = "x".repeat(100_000);
        for (int i = 0; i * name.length() <= Join.MAX_HELD_BYTES; i++) {
            west.replica.arrive(name + i);
            cluster.step();
        }
        LinkedNode east = cluster.start("east");
        cluster.pass(Duration.ofSeconds(3));
        assertEquals(west.replica.shared, east.replica.shared);
        assertTrue(east.isLinked());
    }

    @Test
    void whatWaitsIsKeptIfThePeopleOfThisNodeCannotBeWritten() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        LinkedNode east = nodes.get(0);
        cluster.engine.setCut("east", true);
        cluster.pass(Duration.ofSeconds(7));
        east.replica.say("lobby", "waits");
        east.replica.own.add("x".repeat(2 << 20));
        cluster.engine.setCut("east", false);
        cluster.pass(Duration.ofSeconds(10));
        assertTrue(east.isLinked());
        assertEquals(List.of("lobby: waits"), nodes.get(1).replica.said);
        assertEquals(2, nodes.get(1).link.nodes().size());
    }

    @Test
    void aNodeThatStopsSendsWhatWaitsBehindABlockThatIsOnItsWay() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        LinkedNode east = nodes.get(0);
        east.replica.say("lobby", "one");
        east.link.flush();
        east.replica.say("lobby", "two");
        east.link.flush();
        east.link.stop();
        cluster.pass(MOMENT);
        assertEquals(List.of("lobby: one", "lobby: two"), nodes.get(1).replica.said);
        assertEquals("left east STOPPED", nodes.get(1).replica.told.get(nodes.get(1).replica.told.size() - 1));
    }

    @Test
    void aNodeThatStopsWhileTheEngineIsAwayLogsHowMuchTheOthersMiss() {
        LinkedNode east = cluster.startLinked("east").get(0);
        cluster.engine.stop();
        cluster.step();
        east.replica.say("lobby", "one");
        east.replica.say("games", "two");
        List<String> log = LogCapture.by(Link.class, Level.WARN, () -> {
            east.link.stop();
            east.link.stop();
        });
        assertEquals(1, log.stream().filter(line -> line.contains("they do not receive 2 of its events")).count());
    }

    @Test
    void aNodeWhoseBeatsWereDroppedHereIsNotReported() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        cluster.pass(MOMENT);
        long blocks = cluster.engine.last();
        cluster.engine.setFaults(ALL_MESSAGES_LOST);
        for (int i = 0; i < 10; i++) {
            cluster.pass(Duration.ofSeconds(1));
            nodes.forEach(node -> node.link.messagesDropped());
        }
        assertEquals(blocks, cluster.engine.last());
        cluster.pass(Duration.ofSeconds(6));
        assertTrue(cluster.engine.last() > blocks);
    }

    @Test
    void anEngineThatNeedsLongDoesNotGetEachBlockAgain() {
        LinkedNode east = cluster.startLinked("east").get(0);
        cluster.engine.setTransit(Duration.ofMillis(750));
        for (int i = 0; i < 10; i++) {
            east.replica.say("lobby", "line " + i);
            cluster.pass(Duration.ofSeconds(2));
        }
        assertEquals(10, east.replica.said.size());
        assertEquals(1, east.link.counters().retries());
    }

    @Test
    void aStockThatFailsIsTriedAgain() {
        LinkedNode west = cluster.startLinked("west").get(0);
        LinkedNode east = cluster.start("east");
        east.replica.failsToInstall = true;
        cluster.pass(Duration.ofSeconds(2));
        assertFalse(east.isLinked());
        east.replica.failsToInstall = false;
        cluster.pass(Duration.ofSeconds(3));
        assertTrue(east.isLinked());
        assertTrue(west.isLinked());
    }

    @Test
    void tooMuchThatWaitsIsReported() {
        LinkedNode east = cluster.startLinked("east").get(0);
        cluster.engine.stop();
        cluster.step();
        String text = "x".repeat(1000);
        int said = 0;
        for (; east.link.refusal() == Refusal.NONE; said++) {
            east.replica.say("lobby", text);
        }
        assertEquals(Refusal.FULL, east.link.refusal());
        assertTrue(said >= Outgoing.FULL_BYTES / 1010 && said <= Outgoing.FULL_BYTES / 1000, "lines: " + said);
        east.replica.leave("ann");
        cluster.engine.restart(false);
        cluster.pass(Duration.ofSeconds(2));
        assertEquals(Refusal.NONE, east.link.refusal());
        assertEquals(said, east.replica.said.size());
    }

    @Test
    void aNodeThatWasStoppedForAWhileRejoins() {
        List<LinkedNode> nodes = cluster.startLinked("east", "north", "west");
        LinkedNode west = nodes.get(2);
        west.replica.arrive("bob");
        cluster.pass(MOMENT);
        west.setStopped(true);
        west.replica.say("lobby", "from the sleeper");
        cluster.pass(Duration.ofSeconds(20));
        assertEquals(Map.of(), nodes.get(0).replica.shared);
        west.setStopped(false);
        cluster.pass(Duration.ofSeconds(3));
        assertTrue(west.isLinked());
        assertFalse(west.replica.told.contains("ALONE"));
        for (LinkedNode node : nodes) {
            assertEquals(Set.of("east", "north", "west"), node.replica.nodes);
            assertEquals(Map.of("bob", "west"), node.replica.shared);
            assertEquals(List.of("lobby: from the sleeper"), node.replica.said);
        }
    }

    @Test
    void aNodeThatWasStoppedDoesNotTakeTheOthersForDead() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        LinkedNode east = nodes.get(0);
        cluster.engine.setFaults(ALL_MESSAGES_LOST);
        cluster.pass(Duration.ofMillis(3900));
        east.setStopped(true);
        nodes.get(1).setStopped(true);
        cluster.pass(Duration.ofSeconds(3));
        long blocks = cluster.engine.last();
        nodes.forEach(node -> node.setStopped(false));
        cluster.pass(Duration.ofSeconds(4));
        assertEquals(blocks, cluster.engine.last());
        cluster.pass(Duration.ofSeconds(3));
        assertTrue(cluster.engine.last() > blocks);
    }

    @Test
    void aNodeWhoseBeatsAreLostIsDownAndJoinsAgain() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(1).replica.arrive("bob");
        cluster.engine.setFaults(ALL_MESSAGES_LOST);
        cluster.pass(Duration.ofSeconds(8));
        cluster.engine.setFaults(Faults.NONE);
        cluster.pass(Duration.ofSeconds(8));
        for (LinkedNode node : nodes) {
            assertTrue(node.isLinked());
            assertEquals(Set.of("east", "west"), node.replica.nodes);
            assertEquals(Map.of("bob", "west"), node.replica.shared);
        }
    }

    @Test
    void aDownThatIsLostIsReportedAgain() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(1).kill();
        cluster.engine.setFaults(ALL_BLOCKS_LOST);
        cluster.pass(Duration.ofSeconds(7));
        assertEquals(Set.of("east", "west"), nodes.get(0).replica.nodes);
        cluster.engine.setFaults(Faults.NONE);
        cluster.pass(Duration.ofSeconds(2));
        assertEquals(Set.of("east"), nodes.get(0).replica.nodes);
    }

    @Test
    void aNodeThatRestartsAtOnceTakesTheFormerOnesPlace() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(1).replica.arrive("bob");
        nodes.get(1).replica.say("lobby", "before");
        cluster.pass(MOMENT);
        nodes.get(1).kill();
        LinkedNode again = cluster.start("west");
        cluster.await(again::isLinked);
        assertTrue(nodes.get(0).replica.told.contains("left west REJOINS"));
        assertEquals("joined west", nodes.get(0).replica.told.get(nodes.get(0).replica.told.size() - 1));
        assertEquals(Map.of(), nodes.get(0).replica.shared);
        assertEquals(List.of("lobby: before"), again.replica.past);
    }

    @Test
    void aStreamThatIsLostIsBegunAnew() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(0).replica.arrive("ann");
        nodes.get(1).replica.say("lobby", "before");
        cluster.pass(MOMENT);
        cluster.engine.stop();
        cluster.step();
        nodes.get(1).replica.say("lobby", "waits");
        cluster.pass(MOMENT);
        cluster.engine.restart(true);
        cluster.pass(Duration.ofSeconds(5));
        for (LinkedNode node : nodes) {
            assertTrue(node.isLinked());
            assertEquals(Map.of("ann", "east"), node.replica.shared);
        }
        assertEquals(List.of("lobby: before", "lobby: waits"), nodes.get(1).replica.said);
    }

    @Test
    void aNodeThatMissesBlocksJoinsAnew() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        cluster.engine.setCut("west", true);
        cluster.step();
        for (int i = 0; i < 10; i++) {
            nodes.get(0).replica.arrive("person " + i);
            cluster.step();
        }
        cluster.engine.keep(3);
        cluster.engine.setCut("west", false);
        cluster.pass(Duration.ofSeconds(2));
        assertTrue(nodes.get(1).isLinked());
        assertEquals(10, nodes.get(1).replica.shared.size());
        assertTrue(nodes.get(0).replica.told.contains("left west REJOINS"));
    }

    @Test
    void aBlockThatIsGoneBeforeItIsReadMakesTheNodeJoinAnew() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(0).replica.arrive("ann");
        cluster.pass(MOMENT);
        nodes.get(1).link.block(cluster.engine.last() + 2, 0, new byte[0]);
        cluster.engine.store(new byte[0]);
        cluster.engine.store(new byte[0]);
        cluster.pass(Duration.ofSeconds(2));
        assertTrue(nodes.get(1).isLinked());
        assertEquals(Map.of("ann", "east"), nodes.get(1).replica.shared);
        assertTrue(nodes.get(0).replica.told.contains("left west REJOINS"));
    }

    @Test
    void aConnectionThatIsReplacedWithoutAWordIsANewOne() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(0).link.connected(1, cluster.engine.last());
        cluster.pass(MOMENT);
        assertTrue(nodes.get(0).isLinked());
        nodes.get(0).replica.say("lobby", "hello");
        cluster.pass(MOMENT);
        assertEquals(List.of("lobby: hello"), nodes.get(1).replica.said);
    }

    @Test
    void aNodeThatJoinsWaitsUntilADeadMemberIsDown() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(0).replica.arrive("ann");
        nodes.get(1).replica.arrive("bob");
        nodes.get(1).replica.say("lobby", "last words");
        cluster.pass(MOMENT);
        nodes.get(1).kill();
        LinkedNode north = cluster.start("north");
        cluster.pass(Duration.ofSeconds(4));
        assertEquals(State.STARTING, north.link.state());
        cluster.await(north::isLinked);
        assertEquals(Map.of("ann", "east"), north.replica.shared);
        assertEquals(Set.of("east", "north"), north.replica.nodes);
        assertEquals(List.of("lobby: last words"), north.replica.past);
        assertEquals(List.of("install", "installed", "joined north", "LINKED"), north.replica.told);
    }

    @Test
    void aNodeThatJoinsBeginsAgainOnceAMemberWithoutStockIsDown() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        Node east = node(nodes.get(0).link.nodes().get(0));
        Node west = node(nodes.get(0).link.nodes().get(1));
        nodes.get(1).kill();
        LinkedNode north = cluster.start("north");
        cluster.pass(Duration.ofMillis(100));
        long hello = cluster.engine.last();
        nodes.get(0).replica.say("lobby", "of a member");
        RecordWriter event = new RecordWriter().number(NameReplica.SAY).text("of the dead");
        cluster.engine.store(Frame.write(new RecordWriter(), FrameType.EVENTS, west, 1, null)
                .text("lobby").bytes(event.toBytes(), 0, event.length()).toBytes());
        cluster.pass(Duration.ofSeconds(1));
        assertEquals(State.STARTING, north.link.state());
        cluster.engine.store(Frame.write(new RecordWriter(), FrameType.DOWN, east, 0, west).toBytes());
        cluster.pass(Duration.ofMillis(100));
        assertTrue(north.isLinked());
        assertTrue(LongStream.rangeClosed(hello + 1, cluster.engine.last())
                .anyMatch(i -> Frame.read(cluster.engine.block(i)).type() == FrameType.HELLO));
        assertEquals(List.of("lobby: of a member", "lobby: of the dead"),
                north.replica.past.stream().sorted().toList());
        assertEquals(List.of(), north.replica.said);
        assertEquals(List.of("install", "installed", "joined north", "LINKED"), north.replica.told);
        assertEquals(List.of("lobby: of the dead", "lobby: of a member"),
                nodes.get(0).replica.said.stream().sorted(Comparator.reverseOrder()).toList());
    }

    @Test
    void aMemberThatIsDownBeforeAnyStockArrivesIsNotWaitedFor() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        Node east = node(nodes.get(0).link.nodes().get(0));
        Node west = node(nodes.get(0).link.nodes().get(1));
        nodes.get(1).kill();
        nodes.get(0).setStopped(true);
        LinkedNode north = cluster.start("north");
        cluster.pass(Duration.ofMillis(100));
        cluster.engine.store(Frame.write(new RecordWriter(), FrameType.DOWN, east, 0, west).toBytes());
        cluster.pass(MOMENT);
        nodes.get(0).setStopped(false);
        cluster.pass(MOMENT);
        assertTrue(north.isLinked());
        assertEquals(Set.of("east", "north"), north.replica.nodes);
    }

    private static Node node(NodeInfo info) {
        return new Node(info.name(), info.term());
    }

    @Test
    void aNodeThatIsLateDoesNotStayBesideTheFirstOne() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        cluster.engine.setFaults(new Faults(Duration.ofSeconds(3), 0, 0, 0, 0, 0));
        cluster.start("north");
        cluster.pass(Duration.ofSeconds(20));
        cluster.engine.setFaults(Faults.NONE);
        cluster.pass(Duration.ofSeconds(15));
        cluster.nodes.forEach(node -> assertEquals(Set.of("east", "north", "west"), node.replica.nodes));
        cluster.nodes.forEach(node -> assertTrue(node.isLinked()));
        assertEquals(2, nodes.size());
    }

    @Test
    void aLostStockIsSentAgain() {
        LinkedNode east = cluster.startLinked("east").get(0);
        east.replica.arrive("ann");
        cluster.pass(MOMENT);
        LinkedNode west = cluster.start("west");
        cluster.await(() -> last(cluster).type() == FrameType.HELLO);
        cluster.engine.setFaults(ALL_BLOCKS_LOST);
        cluster.pass(Duration.ofMillis(300));
        cluster.engine.setFaults(Faults.NONE);
        cluster.pass(Duration.ofMillis(600));
        assertTrue(west.isLinked());
        assertEquals(Map.of("ann", "east"), west.replica.shared);
    }

    private static Frame last(Cluster cluster) {
        return Frame.read(cluster.engine.block(cluster.engine.last()));
    }

    @Test
    void aNodeThatIsAloneWithoutTheEngineIsNeverWokenUp() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        cluster.engine.setFaults(ALL_BLOCKS_LOST);
        nodes.get(0).replica.say("lobby", "one");
        cluster.start("north");
        cluster.pass(MOMENT);
        cluster.engine.stop();
        cluster.pass(Duration.ofSeconds(12));
        for (LinkedNode node : cluster.nodes) {
            assertEquals(State.ALONE, node.link.state());
            assertFalse(node.loop.hasTimers(), node.name);
        }
    }

    @Test
    void aNodeThatJoinsReadsOnlyTheLastBlocks() {
        LinkedNode east = cluster.startLinked("east").get(0);
        for (int i = 0; i < 5000; i++) {
            east.replica.say("lobby", "line " + i);
            cluster.step();
        }
        cluster.step();
        long last = cluster.engine.last();
        LinkedNode west = cluster.startLinked("west").get(0);
        assertEquals(Link.PAST_BLOCKS + cluster.engine.last() - last, west.link.counters().blocks());
        assertEquals(east.replica.said.subList(5000 - Link.PAST_BLOCKS, 5000), west.replica.past);
        assertEquals(List.of(), west.replica.said);
    }

    @Test
    void aLinkThatIsStoppedDoesNothingAnyMore() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        LinkedNode east = nodes.get(0);
        east.link.stop();
        int told = east.replica.told.size();
        cluster.engine.stop();
        cluster.pass(MOMENT);
        cluster.engine.restart(false);
        cluster.pass(MOMENT);
        nodes.get(1).replica.say("lobby", "hello");
        east.replica.say("lobby", "too late");
        cluster.pass(Duration.ofSeconds(20));
        assertEquals(List.of(), toldSince(east, told));
        assertEquals(List.of(), east.replica.said);
        assertFalse(east.loop.hasTimers());
    }

    @Test
    void aNodeThatStopsWhileTheEngineIsAwaySaysNothing() {
        LinkedNode east = cluster.startLinked("east").get(0);
        cluster.engine.stop();
        cluster.step();
        long blocks = cluster.engine.last();
        east.link.stop();
        cluster.engine.restart(false);
        cluster.pass(MOMENT);
        assertEquals(blocks, cluster.engine.last());
    }
}
