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

/** Several broadcasts in one turn: more lines than there is memory for, and clients that move between them. */
class BroadcastsTest {

    private static final int MANY = 20;
    /** If each broadcast says this many lines, the memory has room for 17 broadcasts. */
    private static final int FILL_LINES = 60;
    private static final String FILL_LINE = "x".repeat(999);

    /**
     * Obeys lines: "D hello" is said in broadcast 3, "D+" says 60 lines of 1,000 bytes there, "D!" moves the client
     * there, "D>hello" is a private line.
     */
    private static final class ScriptedService implements Service, Notices {
        private final Broadcasts broadcasts = new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes());
        private final List<Broadcast> all = Stream.generate(broadcasts::create).limit(MANY).toList();
        private Runnable atCheck = () -> { };

        @Override
        public void line(Connection connection, Line line) {
            String text = line.toString();
            Broadcast broadcast = all.get(text.charAt(0) - 'A');
            switch (text.charAt(1)) {
                case '!' -> broadcast.join(connection);
                case ' ' -> broadcast.say(text.substring(2));
                case '+' -> {
                    for (int i = 0; i < FILL_LINES; i++) {
                        broadcast.say(FILL_LINE);
                    }
                }
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
        client.send(letter(broadcast) + "!\n");
        daemon.turn();
        return client;
    }

    private List<Client> oneListenerOfEach() {
        return IntStream.range(0, MANY).mapToObj(this::listenerOf).toList();
    }

    private static char letter(int broadcast) {
        return (char) ('A' + broadcast);
    }

    /** The command for each broadcast, one on a line. */
    private static String inEach(String command) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            lines.append(letter(i)).append(command).append('\n');
        }
        return lines.toString();
    }

    // The memory for blocks

    @Test
    void eachBroadcastIsWrittenOnceWhileThereIsMemory() {
        List<Client> listeners = oneListenerOfEach();
        daemon.connect().send(inEach(" one") + inEach(" two"));
        daemon.turn();
        listeners.forEach(listener -> {
            assertEquals(List.of("one", "two"), listener.lines(), listener.address());
            assertEquals(1, listener.writes(), listener.address());
        });
    }

    @Test
    void linesKeepTheirOrderWhenTheMemoryIsUsedUp() {
        List<Client> listeners = oneListenerOfEach();
        daemon.connect().send(inEach(" one") + inEach("+") + inEach(" two") + inEach("+") + inEach(" three"));
        daemon.turn();
        listeners.forEach(listener -> {
            List<String> lines = listener.lines();
            assertEquals(2 * FILL_LINES + 3, lines.size(), listener.address());
            assertEquals(0, lines.indexOf("one"));
            assertEquals(FILL_LINES + 1, lines.indexOf("two"));
            assertEquals(2 * FILL_LINES + 2, lines.indexOf("three"));
        });
    }

    @Test
    void theLongestBlockIsSentWhenTheMemoryIsUsedUp() {
        List<Client> listeners = oneListenerOfEach();
        int[] writes = new int[MANY];
        service.atCheck = () -> {
            for (int i = 0; i < MANY; i++) {
                writes[i] = listeners.get(i).writes();
            }
        };
        daemon.connect().send(inEach(" one") + "H more\n" + inEach("+") + "A?\n");
        daemon.turn();
        for (int i = 0; i < MANY; i++) {
            int early = i == 7 || i < 2 ? 1 : 0;
            assertEquals(early, writes[i], "broadcast " + i);
            assertEquals(1, listeners.get(i).writes(), "broadcast " + i);
        }
    }

    @Test
    void aPrivateLineKeepsItsPlaceThoughABlockIsSentEarly() {
        List<Client> listeners = oneListenerOfEach();
        listeners.get(0).send("A one\nA>psst\nA+\n" + inEach("+") + "A>again\nA three\n");
        daemon.turn();
        List<String> lines = listeners.get(0).lines();
        assertEquals(List.of("one", "psst"), lines.subList(0, 2));
        assertEquals(List.of("again", "three"), lines.subList(2 + 2 * FILL_LINES, lines.size()));
    }

    @Test
    void aBroadcastThatIsFlushedForItsOwnLineStartsANewBlock() {
        List<Client> listeners = oneListenerOfEach();
        daemon.connect().send(inEach("+") + "T>\nT+\nT end\n");
        daemon.turn();
        List<String> lines = listeners.get(MANY - 1).lines();
        assertEquals(2 * FILL_LINES, lines.indexOf("end"));
    }

    // Clients that move

    @Test
    void aClientThatMovesInMidTurnReceivesTheOldLinesAndThenTheNewOnes() {
        Client mover = listenerOf(0);
        Client stayer = listenerOf(1);
        mover.send("B early\nA one\nA two\nB!\nA late\nB three\n");
        daemon.turn();
        assertEquals(List.of("one", "two", "three"), mover.lines());
        assertEquals(List.of("early", "three"), stayer.lines());
        assertEquals(1, mover.writes());
    }

    @Test
    void aClientThatMovesThereAndBackReceivesItsLinesInOrder() {
        Client mover = listenerOf(0);
        mover.send("A one\nB!\nA missed\nB two\nA!\nB missed\nA three\n");
        daemon.turn();
        assertEquals(List.of("one", "two", "three"), mover.lines());
        mover.send("A four\n");
        daemon.turn();
        assertEquals(List.of("four"), mover.lines());
    }

    @Test
    void aClientMayMoveThroughAllBroadcasts() {
        Client mover = listenerOf(0);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            lines.append(letter(i)).append("!\n").append(inEach(" line " + i));
        }
        mover.send(lines.toString());
        daemon.turn();
        assertEquals(IntStream.range(0, MANY).mapToObj(i -> "line " + i).toList(), mover.lines());
    }

    @Test
    void aClientThatMovesLeavesTheOtherListenersTheirShare() {
        List<Client> clients = IntStream.range(0, 3).mapToObj(i -> listenerOf(0)).toList();
        clients.get(0).send("A one\nB!\nA two\nB private\n");
        daemon.turn();
        assertEquals(List.of("one", "private"), clients.get(0).lines());
        assertEquals(List.of("one", "two"), clients.get(1).lines());
        assertEquals(List.of("one", "two"), clients.get(2).lines());
    }

    // Quiet broadcasts

    @Test
    void quietBroadcastsOwnNoMemory() {
        long before = directBytes();
        Broadcasts broadcasts = new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes());
        List<Broadcast> quiet = Stream.generate(broadcasts::create).limit(1000).toList();
        quiet.forEach(broadcast -> {
            broadcast.say("in a turn of its own");
            broadcasts.flush();
        });
        long held = directBytes() - before;
        assertTrue(held <= 64 * 1024, "a buffer of " + held + " bytes");
        assertTrue(broadcasts.isEmpty());
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).findFirst().orElseThrow().getMemoryUsed();
    }
}
