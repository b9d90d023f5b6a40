package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.link.Membership.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which frames count. */
class MembershipTest {

    private static final Node EAST = new Node("east", 10);
    private static final Node WEST = new Node("west", 20);

    private Membership membership = new Membership();
    private long sequence;

    private Effect apply(FrameType type, Node author, long number) {
        return apply(type, author, number, null);
    }

    private Effect apply(FrameType type, Node author, long number, Node subject) {
        sequence++;
        return membership.apply(sequence, new Frame(type, author, number, subject, null));
    }

    /** Makes a node a member. */
    private void join(Node node) {
        assertEquals(Effect.GREETED, apply(FrameType.HELLO, node, 0));
        assertEquals(Effect.JOINED, apply(FrameType.JOIN, node, sequence));
    }

    private void found(Node node) {
        assertEquals(Effect.GREETED, apply(FrameType.HELLO, node, 0));
        assertEquals(Effect.FOUNDED, apply(FrameType.FOUND, node, sequence));
    }

    @Test
    void eventsCountOnceAndInTheirOrder() {
        found(EAST);
        assertEquals(Effect.EVENTS, apply(FrameType.EVENTS, EAST, 1));
        assertEquals(Effect.NONE, apply(FrameType.EVENTS, EAST, 1));
        assertEquals(Effect.NONE, apply(FrameType.EVENTS, EAST, 3));
        assertEquals(Effect.EVENTS, apply(FrameType.EVENTS, EAST, 2));
        assertEquals(Effect.EVENTS, apply(FrameType.EVENTS, EAST, 3));
    }

    @Test
    void onlyEventsOfMembersCount() {
        found(EAST);
        assertEquals(Effect.NONE, apply(FrameType.EVENTS, WEST, 1));
        apply(FrameType.HELLO, WEST, 0);
        assertEquals(Effect.NONE, apply(FrameType.EVENTS, WEST, 1));
        apply(FrameType.JOIN, WEST, sequence);
        assertEquals(Effect.EVENTS, apply(FrameType.EVENTS, WEST, 1));
        assertEquals(Effect.NONE, apply(FrameType.EVENTS, new Node("west", 19), 2));
    }

    @Test
    void aJoinCountsOnce() {
        found(EAST);
        join(WEST);
        apply(FrameType.EVENTS, WEST, 1);
        assertEquals(Effect.NONE, apply(FrameType.JOIN, WEST, sequence));
        assertEquals(Effect.NONE, apply(FrameType.EVENTS, WEST, 1));
    }

    @Test
    void aJoinOfANodeThatIsGoneDoesNotCount() {
        found(EAST);
        join(WEST);
        assertEquals(Effect.LEFT, apply(FrameType.DOWN, EAST, 0, WEST));
        assertEquals(WEST, membership.left());
        assertEquals(Effect.NONE, apply(FrameType.JOIN, WEST, sequence));
        assertEquals(Effect.NONE, apply(FrameType.HELLO, WEST, 0));
        assertEquals(List.of(EAST), membership.members());
    }

    @Test
    void aJoinWithoutAHelloDoesNotCount() {
        found(EAST);
        assertEquals(Effect.NONE, apply(FrameType.JOIN, WEST, sequence));
    }

    @Test
    void aJoinFromBeforeTheLastFoundDoesNotCount() {
        apply(FrameType.HELLO, EAST, 0);
        found(WEST);
        assertEquals(Effect.NONE, apply(FrameType.JOIN, EAST, 1));
        apply(FrameType.HELLO, EAST, 0);
        assertEquals(Effect.NONE, apply(FrameType.JOIN, EAST, 1));
        assertEquals(Effect.JOINED, apply(FrameType.JOIN, EAST, sequence - 1));
    }

    @Test
    void ofTwoFoundersTheFirstOneCounts() {
        apply(FrameType.HELLO, EAST, 0);
        apply(FrameType.HELLO, WEST, 0);
        assertEquals(Effect.FOUNDED, apply(FrameType.FOUND, WEST, 2));
        assertEquals(Effect.NONE, apply(FrameType.FOUND, EAST, 1));
        assertEquals(Effect.NONE, apply(FrameType.FOUND, WEST, 2));
        assertEquals(List.of(WEST), membership.members());
        found(EAST);
        assertEquals(List.of(EAST), membership.members());
    }

    @Test
    void aFoundThatDoesNotCountStandsInNobodysWay() {
        apply(FrameType.HELLO, EAST, 0);
        found(WEST);
        assertEquals(Effect.GREETED, apply(FrameType.HELLO, new Node("north", 1), 0));
        long hello = sequence;
        assertEquals(Effect.NONE, apply(FrameType.FOUND, EAST, 1));
        assertEquals(Effect.FOUNDED, apply(FrameType.FOUND, new Node("north", 1), hello));
    }

    @Test
    void aHelloInALaterTermEndsTheEarlierOne() {
        found(EAST);
        join(WEST);
        assertEquals(Effect.NONE, apply(FrameType.HELLO, new Node("west", 19), 0));
        assertNull(membership.left());
        Node later = new Node("west", 21);
        assertEquals(Effect.GREETED, apply(FrameType.HELLO, later, 0));
        assertEquals(WEST, membership.left());
        assertFalse(membership.hasMember("west"));
        assertEquals(21, membership.latestTerm("west"));
        assertEquals(Effect.GREETED, apply(FrameType.HELLO, new Node("west", 22), 0));
        assertNull(membership.left());
        assertEquals(Effect.NONE, apply(FrameType.JOIN, later, sequence));
    }

    @Test
    void onlyMembersReportOthersAsDown() {
        found(EAST);
        join(WEST);
        assertEquals(Effect.NONE, apply(FrameType.DOWN, new Node("north", 1), 0, WEST));
        assertEquals(Effect.NONE, apply(FrameType.DOWN, EAST, 0, new Node("west", 19)));
        assertEquals(Effect.LEFT, apply(FrameType.DOWN, EAST, 0, WEST));
        assertEquals(Effect.NONE, apply(FrameType.DOWN, EAST, 0, WEST));
    }

    @Test
    void aMemberThatStopsHasLeft() {
        found(EAST);
        join(WEST);
        assertEquals(Effect.LEFT, apply(FrameType.BYE, WEST, 0));
        assertEquals(WEST, membership.left());
        assertEquals(Effect.NONE, apply(FrameType.BYE, WEST, 0));
    }

    @Test
    void inTheMiddleOfTheStreamAuthorsAreTakenForMembers() {
        assertEquals(Effect.EVENTS, apply(FrameType.EVENTS, EAST, 7));
        assertEquals(Effect.NONE, apply(FrameType.EVENTS, EAST, 7));
        assertEquals(Effect.EVENTS, apply(FrameType.EVENTS, EAST, 8));
        assertEquals(Effect.JOINED, apply(FrameType.JOIN, WEST, 0));
        assertEquals(Effect.EVENTS, apply(FrameType.EVENTS, WEST, 1));
        assertEquals(Effect.LEFT, apply(FrameType.DOWN, new Node("north", 1), 0, EAST));
        assertEquals(Effect.NONE, apply(FrameType.EVENTS, EAST, 9));
    }

    @Test
    void aNodeThatReadsTheStateContinuesWithIt() {
        found(EAST);
        join(WEST);
        Node gone = new Node("gone", 5);
        join(gone);
        apply(FrameType.BYE, gone, 0);
        apply(FrameType.HELLO, new Node("north", 1), 0);
        apply(FrameType.EVENTS, WEST, 1);
        RecordWriter written = new RecordWriter();
        membership.write(written);
        membership = Membership.read(new RecordReader(written.toBytes()));
        assertEquals(List.of(EAST, WEST), membership.members());
        assertEquals(Effect.EVENTS, apply(FrameType.EVENTS, WEST, 2));
        assertEquals(Effect.NONE, apply(FrameType.JOIN, gone, sequence));
        assertEquals(Effect.NONE, apply(FrameType.EVENTS, new Node("south", 1), 1));
        assertEquals(Effect.NONE, apply(FrameType.JOIN, new Node("north", 1), 1));
        assertEquals(Effect.JOINED, apply(FrameType.JOIN, new Node("north", 1), 8));
        assertEquals(Effect.NONE, apply(FrameType.FOUND, EAST, 1));
    }

    @Test
    void manyNodesThatHaveLeftAreForgotten() {
        found(EAST);
        for (int i = 0; i < 2000; i++) {
            Node node = new Node("pod-" + i, 1);
            join(node);
            apply(FrameType.BYE, node, 0);
        }
        RecordWriter written = new RecordWriter();
        membership.write(written);
        assertTrue(written.length() < 500 * 20);
        assertEquals(List.of(EAST), Membership.read(new RecordReader(written.toBytes())).members());
    }

    @Test
    void framesThatAreNotAboutMembersChangeNothing() {
        found(EAST);
        assertEquals(Effect.NONE, apply(FrameType.STOCK, EAST, 1, WEST));
        assertEquals(0, membership.latestTerm("west"));
    }
}
