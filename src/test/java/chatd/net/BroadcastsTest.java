package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.sim.SimulatedNetwork.Client;
import chatd.wire.Line;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several broadcasts in one turn: more of them than blocks, and clients that move between them. */
class BroadcastsTest {

    private static final int MANY = Broadcasts.MAX_BLOCKS + 2;
    private static final int BLOCK_BYTES = 64 * 1024;

    /** Obeys lines: "3 hello" is said in broadcast 3, "3!" moves the client there, "3>hello" is a private line. */
    private static final class ScriptedService implements Service, Notices {
        private final Broadcasts broadcasts = new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes());
        private final List<Broadcast> all = Stream.generate(broadcasts::create).limit(MANY).toList();
        private Runnable atCheck = () -> { };

        @Override
        public void line(Connection connection, Line line) {
            String text = line.toString();
            Broadcast broadcast = all.get(text.charAt(0) - '0');
            switch (text.charAt(1)) {
                case '!' -> broadcast.join(connection);
                case ' ' -> broadcast.say(text.substring(2));
                case '>' -> connection.send(text.substring(2));
                case '?' -> atCheck.run();
                default -> throw new AssertionError(text);
            }
        }

        @Override
        public String rejected(Rejection reason) {
            throw new AssertionError();
        }

        @Override
        public String skipped(int lines) {
            return "[" + lines + " skipped]";
        }
    }

    private final ScriptedService service = new ScriptedService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, service.broadcasts, service);

    /** A client that listens to this broadcast. */
    private Client listenerOf(int broadcast) {
        Client client = daemon.connect();
        client.send(broadcast + "!\n");
        daemon.turn();
        return client;
    }

    private List<Client> oneListenerOfEach() {
        return IntStream.range(0, MANY).mapToObj(this::listenerOf).toList();
    }

    /** Lines that say this text once in each of the first broadcasts. */
    private static String inEach(int count, String text) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(i).append(' ').append(text).append('\n');
        }
        return lines.toString();
    }

    // More broadcasts than blocks

    @Test
    void moreBroadcastsThanBlocksKeepTheOrderForEachListener() {
        List<Client> listeners = oneListenerOfEach();
        Client speaker = daemon.connect();
        speaker.send(inEach(MANY, "one") + inEach(MANY, "two") + inEach(MANY, "three"));
        daemon.turn();
        listeners.forEach(listener ->
                assertEquals(List.of("one", "two", "three"), listener.lines(), listener.address()));
        assertEquals(List.of(), speaker.lines());
    }

    @Test
    void asManyBroadcastsAsBlocksLeaveInOneWriteEach() {
        List<Client> listeners = oneListenerOfEach().subList(0, Broadcasts.MAX_BLOCKS);
        Client speaker = daemon.connect();
        speaker.send(inEach(Broadcasts.MAX_BLOCKS, "one") + inEach(Broadcasts.MAX_BLOCKS, "two"));
        daemon.turn();
        listeners.forEach(listener -> assertEquals(1, listener.writes(), listener.address()));
    }

    @Test
    void theBlockThatWasLentFirstIsSentWhenOneMoreIsNeeded() {
        List<Client> listeners = oneListenerOfEach();
        int[] writes = new int[MANY];
        service.atCheck = () -> {
            for (int i = 0; i < MANY; i++) {
                writes[i] = listeners.get(i).writes();
            }
        };
        daemon.connect().send(inEach(MANY, "one") + "0?\n");
        daemon.turn();
        for (int i = 0; i < MANY; i++) {
            assertEquals(i < MANY - Broadcasts.MAX_BLOCKS ? 1 : 0, writes[i], "broadcast " + i);
            assertEquals(1, listeners.get(i).writes(), "broadcast " + i);
        }
    }

    @Test
    void aPrivateLineKeepsItsPlaceThoughABlockIsSentEarly() {
        List<Client> listeners = oneListenerOfEach();
        listeners.get(0).send("0 one\n0>psst\n" + inEach(MANY, "two") + "0>again\n0 three\n");
        daemon.turn();
        assertEquals(List.of("one", "psst", "two", "again", "three"), listeners.get(0).lines());
        assertEquals(List.of("two"), listeners.get(MANY - 1).lines());
    }

    // Clients that move

    @Test
    void aClientThatMovesInMidTurnReceivesTheOldLinesAndThenTheNewOnes() {
        Client mover = listenerOf(0);
        Client stayer = listenerOf(1);
        mover.send("1 early\n0 one\n0 two\n1!\n0 late\n1 three\n");
        daemon.turn();
        assertEquals(List.of("one", "two", "three"), mover.lines());
        assertEquals(List.of("early", "three"), stayer.lines());
        assertEquals(1, mover.writes());
    }

    @Test
    void aClientThatMovesThereAndBackReceivesItsLinesInOrder() {
        Client mover = listenerOf(0);
        mover.send("0 one\n1!\n0 missed\n1 two\n0!\n1 missed\n0 three\n");
        daemon.turn();
        assertEquals(List.of("one", "two", "three"), mover.lines());
        mover.send("0 four\n");
        daemon.turn();
        assertEquals(List.of("four"), mover.lines());
    }

    @Test
    void aClientMayMoveThroughMoreBroadcastsThanThereAreBlocks() {
        Client mover = listenerOf(0);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            lines.append(i).append("!\n").append(inEach(MANY, "line " + i));
        }
        mover.send(lines.toString());
        daemon.turn();
        assertEquals(IntStream.range(0, MANY).mapToObj(i -> "line " + i).toList(), mover.lines());
    }

    @Test
    void aClientThatMovesLeavesTheOtherListenersTheirShare() {
        List<Client> clients = IntStream.range(0, 3).mapToObj(i -> listenerOf(0)).toList();
        clients.get(0).send("0 one\n1!\n0 two\n1 private\n");
        daemon.turn();
        assertEquals(List.of("one", "private"), clients.get(0).lines());
        assertEquals(List.of("one", "two"), clients.get(1).lines());
        assertEquals(List.of("one", "two"), clients.get(2).lines());
    }

    // Memory

    @Test
    void broadcastsInWhichNothingIsSaidInATurnOwnNoBlock() {
        long before = directBytes();
        Broadcasts broadcasts = new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes());
        List<Broadcast> quiet = Stream.generate(broadcasts::create).limit(1000).toList();
        assertTrue(directBytes() <= before, "created");
        quiet.forEach(broadcast -> broadcast.say("once"));
        broadcasts.flush();
        quiet.forEach(broadcast -> {
            broadcast.say("in a turn of its own");
            broadcasts.flush();
        });
        long held = directBytes() - before;
        assertTrue(held <= Broadcasts.MAX_BLOCKS * BLOCK_BYTES, "blocks of " + held + " bytes");
        assertTrue(broadcasts.isEmpty());
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).findFirst().orElseThrow().getMemoryUsed();
    }
}
