package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.link.Replica.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes that are linked, while nothing goes wrong. */
class LinkTest {

    private final Cluster cluster = new Cluster(1);

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

    private static String last(LinkedNode node) {
        return node.replica.told.get(node.replica.told.size() - 1);
    }
}
