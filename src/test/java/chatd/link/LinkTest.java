package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.link.Replica.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes that are linked, while nothing goes wrong. */
class LinkTest {

    private final Cluster cluster = new Cluster(1);
    private final List<String> answers = new ArrayList<>();

    @Test
    void theFirstNodeIsLinkedWithItself() {
        LinkedNode east = cluster.startLinked("east").get(0);
        east.replica.say("lobby", "hello");
        cluster.step();
        cluster.step();
        assertEquals(List.of("lobby: hello"), east.replica.said);
        assertEquals(List.of("install", "installed", "joined east", "LINKED"), east.replica.told);
    }

    @Test
    void nodesThatStartTogetherFindEachOther() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west", "north");
        nodes.forEach(node -> assertEquals(Set.of("east", "west", "north"), node.replica.nodes));
    }

    @Test
    void aNodeThatJoinsLearnsThePeopleOfTheOthers() {
        LinkedNode east = cluster.startLinked("east").get(0);
        east.replica.arrive("ann");
        east.replica.say("lobby", "before");
        cluster.pass(Duration.ofSeconds(1));
        LinkedNode west = cluster.startLinked("west").get(0);
        west.replica.arrive("bob");
        cluster.pass(Duration.ofSeconds(1));
        assertEquals(Map.of("ann", "east", "bob", "west"), east.replica.shared);
        assertEquals(east.replica.shared, west.replica.shared);
        assertEquals(List.of("lobby: before"), west.replica.past);
        assertEquals(List.of(), west.replica.said);
    }

    @Test
    void allNodesApplyLinesInOneOrder() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        engineWithDelays();
        for (int i = 0; i < 100; i++) {
            nodes.get(0).replica.say("lobby", "east " + i);
            nodes.get(1).replica.say("hall", "west " + i);
            cluster.step();
        }
        cluster.pass(Duration.ofSeconds(1));
        assertEquals(200, nodes.get(0).replica.said.size());
        assertEquals(nodes.get(0).replica.said, nodes.get(1).replica.said);
        assertEquals(nodes.get(0).replica.log, nodes.get(1).replica.log);
    }

    private void engineWithDelays() {
        cluster.engine.setFaults(new SimulatedEngine.Faults(Duration.ofMillis(100), 0, 0, 0, 0, 0));
    }

    @Test
    void theEventsOfATurnAreOneBlock() {
        LinkedNode east = cluster.startLinked("east").get(0);
        cluster.step();
        long before = cluster.engine.last();
        east.replica.say("lobby", "one");
        east.replica.say("hall", "two");
        east.replica.say("lobby", "three");
        cluster.step();
        cluster.step();
        assertEquals(before + 1, cluster.engine.last());
        assertEquals(List.of("lobby: one", "hall: two", "lobby: three"), east.replica.said);
    }

    @Test
    void aNodeThatStopsIsReportedAsStopped() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(1).link.stop();
        cluster.pass(Duration.ofSeconds(1));
        assertEquals(Set.of("east"), nodes.get(0).replica.nodes);
        assertEquals("left west STOPPED", last(nodes.get(0)));
    }

    @Test
    void aNodeThatDiesIsDownWithinSixSeconds() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(1).kill();
        cluster.pass(Duration.ofSeconds(6));
        assertEquals("left west DOWN", last(nodes.get(0)));
        assertEquals(State.LINKED, nodes.get(0).link.state());
    }

    @Test
    void whatIsWrittenWhileBlocksAreOnTheirWaySharesBlocks() {
        LinkedNode east = cluster.startLinked("east").get(0);
        cluster.engine.setFaults(new SimulatedEngine.Faults(Duration.ofMillis(900), 0, 0, 0, 0, 0));
        long before = cluster.engine.last();
        for (int i = 0; i < 1000; i++) {
            east.replica.say("lobby", "line " + i);
            east.turn();
        }
        cluster.pass(Duration.ofSeconds(5));
        assertEquals(1000, east.replica.said.size());
        assertTrue(cluster.engine.last() - before < 100, () -> "blocks: " + cluster.engine.last());
    }

    @Test
    void noBlockIsLongerThanTheEngineAllows() {
        cluster.engine.setMaxBytes(1000);
        LinkedNode east = cluster.startLinked("east").get(0);
        String text = "x".repeat(300);
        for (int i = 0; i < 10; i++) {
            east.replica.say("lobby", text);
        }
        cluster.pass(Duration.ofSeconds(1));
        assertEquals(10, east.replica.said.size());
        assertThrows(IllegalArgumentException.class, () -> east.replica.say("lobby", "x".repeat(800)));
    }

    @Test
    void peopleThatDoNotFitOneBlockAreSentInParts() {
        cluster.engine.setMaxBytes(1000);
        LinkedNode east = cluster.startLinked("east").get(0);
        for (int i = 0; i < 500; i++) {
            east.replica.arrive("person " + i);
        }
        cluster.pass(Duration.ofSeconds(1));
        LinkedNode west = cluster.startLinked("west").get(0);
        assertEquals(500, west.replica.shared.size());
        assertEquals(east.replica.shared, west.replica.shared);
    }

    @Test
    void anUnknownKindOfEventIsSkippedAndCounted() {
        LinkedNode east = cluster.startLinked("east").get(0);
        east.link.begin("lobby", 77).text("from the future");
        east.link.end();
        east.replica.say("lobby", "now");
        cluster.pass(Duration.ofMillis(100));
        assertEquals(List.of("lobby: now"), east.replica.said);
        assertEquals(1, east.link.counters().skipped());
        assertEquals(2, east.link.counters().events());
        assertEquals(cluster.engine.last(), east.link.counters().blocks());
    }

    @Test
    void aLetterIsAnswered() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        ask(nodes.get(0), "west");
        cluster.pass(Duration.ofMillis(100));
        assertEquals(List.of("to east: hello"), answers);
    }

    private void ask(LinkedNode from, String to) {
        from.link.ask(to, new RecordWriter().text("hello").toBytes(),
                answer -> answers.add(answer == null ? null : new String(answer, StandardCharsets.UTF_8)));
    }

    @Test
    void aLetterWithoutAnAnswerIsReportedAfterTwoSeconds() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(1).kill();
        ask(nodes.get(0), "west");
        cluster.pass(Duration.ofMillis(500));
        ask(nodes.get(0), "west");
        cluster.pass(Duration.ofMillis(1400));
        assertEquals(List.of(), answers);
        cluster.pass(Duration.ofMillis(300));
        assertEquals(Collections.singletonList(null), answers);
        cluster.pass(Duration.ofMillis(400));
        assertEquals(Arrays.asList(null, null), answers);
    }

    @Test
    void aLateAnswerIsIgnored() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(1).setStopped(true);
        ask(nodes.get(0), "west");
        cluster.pass(Duration.ofSeconds(3));
        nodes.get(1).setStopped(false);
        cluster.pass(Duration.ofSeconds(3));
        assertEquals(Collections.singletonList(null), answers);
    }

    @Test
    void aLetterToAnUnknownNodeIsReportedAtOnceButLater() {
        LinkedNode east = cluster.startLinked("east").get(0);
        ask(east, "nowhere");
        assertEquals(List.of(), answers);
        cluster.step();
        assertEquals(Collections.singletonList(null), answers);
    }

    @Test
    void tooManyLettersAtOnceAreNotSent() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        for (int i = 0; i < 1001; i++) {
            ask(nodes.get(0), "west");
        }
        cluster.pass(Duration.ofMillis(100));
        assertEquals(1001, answers.size());
        assertEquals(1, answers.stream().filter(Objects::isNull).count());
    }

    @Test
    void lettersThatAreAnsweredMakeWayForOthers() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        for (int i = 0; i < 1001; i++) {
            ask(nodes.get(0), "west");
            if (i % 100 == 0) {
                cluster.pass(Duration.ofMillis(100));
            }
        }
        cluster.pass(Duration.ofMillis(100));
        assertEquals(1001, answers.size());
        assertEquals(0, answers.stream().filter(Objects::isNull).count());
    }

    @Test
    void nodesKnowEachOthersPeopleVersionAndLag() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        nodes.get(1).replica.arrive("bob");
        nodes.get(1).replica.arrive("ben");
        cluster.pass(Duration.ofSeconds(3));
        List<NodeInfo> infos = nodes.get(0).link.nodes();
        assertEquals(List.of("east", "west"), infos.stream().map(NodeInfo::name).toList());
        assertTrue(infos.get(0).isOwn());
        assertFalse(infos.get(1).isOwn());
        assertEquals(0, infos.get(0).people());
        assertEquals(2, infos.get(1).people());
        assertEquals("1.0", infos.get(1).version());
        assertEquals(0, infos.get(1).lag());
    }

    @Test
    void aNodeThatHasNotAppliedBlocksLags() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        NodeInfo west = nodes.get(0).link.nodes().get(1);
        for (int i = 0; i < 5; i++) {
            nodes.get(0).replica.say("lobby", "line " + i);
            cluster.step();
        }
        cluster.pass(Duration.ofMillis(100));
        byte[] beat = frame(FrameType.BEAT, west, cluster.engine.last() - 4).number(7).text(null).toBytes();
        nodes.get(0).link.message(beat);
        NodeInfo lagging = nodes.get(0).link.nodes().get(1);
        assertEquals(4, lagging.lag());
        assertEquals(7, lagging.people());
        assertEquals("", lagging.version());
    }

    private static RecordWriter frame(FrameType type, NodeInfo author, long number) {
        return Frame.write(new RecordWriter(), type, new Node(author.name(), author.term()), number, null);
    }

    @Test
    void atRestThreeNodesWakeEachLoopAtMostTwiceASecond() {
        List<LinkedNode> nodes = cluster.startLinked("east", "north", "west");
        cluster.pass(Duration.ofSeconds(5));
        LinkedNode east = nodes.get(0);
        int before = east.wakeUps;
        long blocks = cluster.engine.last();
        cluster.pass(Duration.ofSeconds(60));
        assertTrue(east.wakeUps - before <= 121, () -> "wake-ups in a minute: " + (east.wakeUps - before));
        assertEquals(blocks, cluster.engine.last());
    }

    @Test
    void aNameThatIsTakenIsRefusedAndItsOwnerGoesOn() {
        List<LinkedNode> nodes = cluster.startLinked("east", "west");
        cluster.pass(Duration.ofSeconds(5));
        long blocks = cluster.engine.last();
        List<String> told = List.copyOf(nodes.get(1).replica.told);
        LinkedNode second = cluster.start("east");
        cluster.pass(Duration.ofSeconds(10));
        assertEquals(blocks, cluster.engine.last());
        assertEquals(told, nodes.get(1).replica.told);
        assertEquals(List.of("node east is already running; give this node another --node"), second.refusals);
        assertEquals(State.STARTING, second.link.state());
        assertEquals(State.LINKED, nodes.get(0).link.state());
        assertEquals(Set.of("east", "west"), nodes.get(1).replica.nodes);
        assertEquals(2, nodes.get(1).link.nodes().size());
    }

    @Test
    void aNodeWithOtherRoomsOrAnotherLongestLineIsRefused() {
        cluster.start(sharing("west", "lobby", List.of("games"), 4096));
        cluster.pass(Duration.ofSeconds(3));
        assertTrue(cluster.nodes.get(0).isLinked());
        isRefused("the room games is permanent on node west, but not here", "lobby", List.of(), 4096);
        isRefused("the room music is permanent here, but not on node west", "lobby", List.of("games", "music"), 4096);
        isRefused("--lobby is lobby on node west and foyer here", "foyer", List.of("games"), 4096);
        isRefused("--max-line is 4096 on node west and 512 here", "lobby", List.of("games"), 512);
        LinkedNode east = cluster.start(sharing("east", "lobby", List.of("games"), 4096));
        cluster.await(east::isLinked);
        // Without rooms there are none that could differ.
        LinkedNode plain = cluster.start(Cluster.settings("plain")
                .sharing(new SharedSettings("lobby", null, 4096)));
        cluster.await(plain::isLinked);
        assertTrue(cluster.nodes.get(0).isLinked());
    }

    private void isRefused(String difference, String lobby, List<String> rooms, int maxLine) {
        LinkedNode node = cluster.start(sharing("north", lobby, rooms, maxLine));
        cluster.pass(Duration.ofSeconds(3));
        assertEquals(List.of("the nodes have different rooms or a different --max-line: " + difference
                + "; give all nodes the same --lobby, --room, rooms in --listen and --max-line"), node.refusals);
        assertEquals(State.STARTING, node.link.state());
        node.kill();
    }

    private static LinkSettings sharing(String node, String lobby, List<String> rooms, int maxLine) {
        return Cluster.settings(node).sharing(new SharedSettings(lobby, rooms, maxLine));
    }

    @Test
    void aNodeThatIsLinkedAgainGoesOnAlthoughTheOthersHaveOtherRooms() {
        LinkedNode west = cluster.start(sharing("west", "lobby", List.of(), 4096));
        cluster.await(west::isLinked);
        cluster.engine.setCut("west", true);
        cluster.pass(Duration.ofSeconds(12));
        assertEquals(State.ALONE, west.link.state());
        LinkedNode east = cluster.start(sharing("east", "lobby", List.of("games"), 4096));
        cluster.await(east::isLinked);
        cluster.engine.setCut("west", false);
        cluster.await(west::isLinked);
        assertEquals(List.of(), west.refusals);
        assertEquals(2, west.link.nodes().size());
    }

    @Test
    void ofTwoProcessesOfOneNameThatStartTogetherOneIsRefused() {
        LinkedNode first = cluster.start("east");
        LinkedNode second = cluster.start("east");
        cluster.pass(Duration.ofSeconds(10));
        assertEquals(1, first.refusals.size() + second.refusals.size());
        assertTrue(first.isLinked() || second.isLinked());
    }

    @Test
    void aNodeWhoseClockWasSetBackJoins() {
        LinkedNode west = cluster.startLinked("west").get(0);
        LinkedNode early = cluster.start(Cluster.settings("east"), 2_000_000_000_000L);
        cluster.await(early::isLinked);
        early.kill();
        cluster.pass(Duration.ofSeconds(7));
        LinkedNode late = cluster.start(Cluster.settings("east"), 1_000_000_000_000L);
        cluster.await(late::isLinked);
        assertEquals(Set.of("east", "west"), west.replica.nodes);
        assertTrue(late.link.nodes().get(0).term() > early.link.nodes().get(0).term());
    }

    @Test
    void aNodeWhoseClockWasSetBackJoinsEvenIfItsEarlierRunIsPastTheStream() {
        LinkedNode west = cluster.startLinked("west").get(0);
        LinkedNode early = cluster.start(Cluster.settings("east"), 2_000_000_000_000L);
        cluster.await(early::isLinked);
        early.kill();
        cluster.pass(Duration.ofSeconds(7));
        cluster.engine.keep(0);
        LinkedNode late = cluster.start(Cluster.settings("east"), 1_000_000_000_000L);
        cluster.await(late::isLinked);
        assertTrue(late.link.nodes().get(0).term() > early.link.nodes().get(0).term());
        assertEquals(1, west.replica.told.stream().filter("LINKED"::equals).count());
    }

    private static String last(LinkedNode node) {
        return node.replica.told.get(node.replica.told.size() - 1);
    }
}
