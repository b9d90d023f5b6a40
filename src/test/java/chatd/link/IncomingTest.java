package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Blocks and messages that cannot be read, or only in part. */
class IncomingTest {

    private static final Node WEST = new Node("west", 1);

    private final Cluster cluster = new Cluster(1);
    private final LinkedNode east = cluster.startLinked("east").get(0);

    private static RecordWriter frame(FrameType type, Node author, long number) {
        return Frame.write(new RecordWriter(), type, author, number, null);
    }

    private List<String> logOf(Runnable action) {
        return LogCapture.by(Incoming.class, Level.WARN, action);
    }

    private void store(RecordWriter block) {
        cluster.engine.store(block.toBytes());
        cluster.step();
    }

    /** Makes west a member. */
    private void join() {
        store(frame(FrameType.HELLO, WEST, 0));
        store(frame(FrameType.JOIN, WEST, cluster.engine.last()));
        assertEquals(Set.of("east", "west"), east.replica.nodes);
    }

    @Test
    void aNodeOfAnotherVersionIsLoggedOnce() {
        RecordWriter block = new RecordWriter().number(2).number(1).text("west").number(7);
        List<String> log = logOf(() -> {
            store(block);
            store(block);
            east.link.message(block.toBytes());
        });
        assertEquals(List.of("WARN Records of another version are skipped: node west writes records of version 2, "
                + "this node reads 1"), log);
        assertEquals(3, east.link.counters().skipped());
    }

    @Test
    void aTypeOfALaterVersionIsSkippedAndCounted() {
        List<String> log = logOf(() ->
                store(new RecordWriter().number(1).number(99).text("west").number(7).number(0).number(0)));
        assertEquals(List.of(), log);
        assertEquals(1, east.link.counters().skipped());
    }

    @Test
    void aBlockThatEndsEarlyIsSkippedAndLogged() {
        List<String> log = logOf(() -> store(new RecordWriter().number(1).number(1)));
        assertEquals(List.of("WARN A record of another node cannot be read and is skipped: the record ends early"),
                log);
        assertEquals(1, east.link.counters().skipped());
    }

    @Test
    void aNameThatIsNoneIsNotLogged() {
        for (String name : new String[] {null, "", "we\nst", "west\u00e9", "w".repeat(Node.MAX_NAME + 1)}) {
            List<String> log = logOf(() -> store(new RecordWriter().number(2).number(1).text(name).number(7)));
            assertTrue(log.get(0).endsWith("the name of a node is not valid"), log::toString);
            cluster.pass(Duration.ofSeconds(2));
        }
    }

    @Test
    void namesOfNodesHaveLettersDigitsAndTwoMarks() {
        assertTrue(Node.isName("aZ-09_z" + "w".repeat(Node.MAX_NAME - 7)));
        for (char bad : new char[] {'`', '{', '@', '[', '/', ':', '.', ' '}) {
            assertEquals(false, Node.isName("a" + bad));
        }
    }

    @Test
    void theRestOfABlockIsAppliedIfAnEventIsBad() {
        join();
        RecordWriter bad = new RecordWriter().number(NameReplica.SAY).number(5);
        RecordWriter good = new RecordWriter().number(NameReplica.SAY).text("good");
        RecordWriter block = frame(FrameType.EVENTS, WEST, 1);
        block.text("lobby").bytes(bad.toBytes(), 0, bad.length());
        block.text(null).bytes(good.toBytes(), 0, good.length());
        store(block);
        assertEquals(List.of("lobby: good"), east.replica.said);
        assertEquals(1, east.link.counters().skipped());
    }

    @Test
    void anEventWithoutARoomEndsTheBlock() {
        join();
        RecordWriter event = new RecordWriter().number(NameReplica.SAY).text("nowhere");
        RecordWriter block = frame(FrameType.EVENTS, WEST, 1).text(null).bytes(event.toBytes(), 0, event.length());
        assertTrue(logOf(() -> store(block)).get(0).endsWith("an event has no room"));
        assertEquals(List.of(), east.replica.said);
    }

    @Test
    void aBadLetterGetsNoAnswer() {
        join();
        east.link.message(frame(FrameType.LETTER, WEST, 1).number(9).toBytes());
        east.link.message(frame(FrameType.BEAT, WEST, 1).toBytes());
        assertEquals(2, east.link.counters().skipped());
    }

    @Test
    void aMessageThatBelongsInTheStreamIsIgnored() {
        east.link.message(Frame.write(new RecordWriter(), FrameType.DOWN, WEST, 0, WEST).toBytes());
        store(frame(FrameType.BEAT, WEST, 0));
        assertEquals(0, east.link.counters().skipped());
        assertTrue(east.isLinked());
    }

    @Test
    void aStockThatCannotBeReadIsAskedForAgain() {
        cluster.engine.setCut("east", true);
        long before = cluster.engine.last();
        LinkedNode north = cluster.start("north");
        cluster.await(() -> cluster.engine.last() > before);
        cluster.step();
        Node joining = Frame.read(cluster.engine.block(cluster.engine.last())).node();
        assertEquals("north", joining.name());
        long hello = cluster.engine.last();
        Membership membership = new Membership();
        membership.apply(1, Frame.read(frame(FrameType.FOUND, WEST, 0).toBytes()));
        RecordWriter members = new RecordWriter();
        membership.write(members);
        RecordWriter state = new RecordWriter();
        SharedSettings.ANY.write(state);
        state.bytes(members.toBytes(), 0, members.length()).number(1);
        RecordWriter stock = Frame.write(new RecordWriter(), FrameType.STOCK, WEST, hello, joining);
        store(stock.number(0).number(1).bytes(state.toBytes(), 0, state.length()));
        assertEquals(1, north.link.counters().skipped());
        cluster.pass(Duration.ofMillis(500));
        assertEquals(hello + 1, cluster.engine.last());
        cluster.await(north::isLinked);
        assertEquals(Set.of("north"), north.replica.nodes);
    }

    @Test
    void aListOfMembersThatCannotBeReadIsSkipped() {
        cluster.engine.setCut("east", true);
        long before = cluster.engine.last();
        LinkedNode north = cluster.start("north");
        cluster.await(() -> cluster.engine.last() > before);
        cluster.step();
        Node joining = Frame.read(cluster.engine.block(cluster.engine.last())).node();
        RecordWriter stock = Frame.write(new RecordWriter(), FrameType.STOCK, WEST, cluster.engine.last(), joining);
        store(stock.number(0).number(1).bytes(new byte[] {1}, 0, 1));
        assertEquals(1, north.link.counters().skipped());
        assertEquals(List.of(), north.replica.told);
    }

    @Test
    void noBytesAtAllThrowAnything() {
        join();
        Random random = new Random(7);
        byte[][] seeds = new byte[(int) cluster.engine.last()][];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = cluster.engine.block(i + 1);
        }
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = seeds[random.nextInt(seeds.length)].clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            east.link.block(1_000_000 + i, 0, bytes);
            east.link.message(bytes);
        }
        assertNotNull(east.link.state());
    }

    @Test
    void unknownCodesAreUnknownTypes() {
        for (FrameType type : FrameType.values()) {
            assertEquals(type, FrameType.of(type.code()));
        }
        assertEquals(FrameType.UNKNOWN, FrameType.of(-1));
        assertNull(new RecordReader(new RecordWriter().text(null).toBytes()).text());
    }
}
