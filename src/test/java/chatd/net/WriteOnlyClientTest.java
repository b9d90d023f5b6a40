package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that writes and does not read is heard. */
class WriteOnlyClientTest {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
    private static final int WRITE_BUFFER = 4096;

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS
            .withWriteBufferBytes(WRITE_BUFFER).withBufferMemoryBytes(1 << 20).withWriteTimeout(WRITE_TIMEOUT),
            echo.broadcasts, echo);
    private final Client talker = daemon.connect();
    private final Client listener = daemon.connect();

    /** Connects a client that reads nothing. */
    private Client writer() {
        Client client = daemon.connect();
        client.takeOnly(0);
        return client;
    }

    private static String said(Client client, Object text) {
        return client.address() + ": " + text;
    }

    /** Says so much that lines are skipped for a client that does not read. */
    private void fillWithPublicLines() {
        for (int i = 0; i < 5; i++) {
            talker.send(("x".repeat(999) + '\n').repeat(2));
            daemon.turn();
        }
        listener.lines();
    }

    private static void fillWithAnswers(Client client) {
        client.send("!much 3000\n".repeat(2));
    }

    private List<String> linesOf(Client author) {
        return listener.lines().stream().filter(line -> line.startsWith(author.address())).toList();
    }

    private void assertNothingIsLeft() {
        assertEquals(0, daemon.heldBytes());
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    // As long as it is connected

    @Test
    void aClientForWhichPublicLinesAreSkippedIsHeard() {
        Client writer = writer();
        fillWithPublicLines();
        writer.send("hello\n");
        daemon.turn();
        assertEquals(List.of(said(writer, "hello")), linesOf(writer));
    }

    @Test
    void aClientForWhichPublicLinesOfItsOwnAreSkippedIsHeard() {
        Client writer = writer();
        writer.send(("!public " + "x".repeat(999) + '\n').repeat(7) + "hello\n");
        daemon.turn();
        assertEquals(List.of(said(writer, "hello")), linesOf(writer));
    }

    @Test
    void aClientThatLeavesAnswersUnreadIsHeardOnceItHasReadThem() {
        Client writer = writer();
        fillWithAnswers(writer);
        writer.send("hello\n");
        daemon.turn();
        assertFalse(writer.isListenedTo());
        assertEquals(List.of(), linesOf(writer));
        writer.takeEverything();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of(said(writer, "hello")), linesOf(writer));
        assertNothingIsLeft();
    }

    @Test
    void aClientThatEndsItsInputIsHeardAndReceivesWhatWaits() {
        Client writer = writer();
        fillWithPublicLines();
        writer.send("one\ntwo");
        writer.endInput();
        daemon.turn();
        assertEquals(List.of(said(writer, "one"), said(writer, "two"), writer.address() + " END_OF_INPUT"),
                linesOf(writer));
        writer.takeEverything();
        daemon.turn();
        List<String> lines = writer.lines();
        assertEquals(said(talker, "x".repeat(999)), lines.get(0));
        assertTrue(lines.get(lines.size() - 1).endsWith(" skipped]"), lines::toString);
        assertTrue(writer.isClosed());
        assertNothingIsLeft();
    }

    @Test
    void tinyAnswersBetweenSkippedLinesAreCountedWithTheirMemory() {
        Client writer = writer();
        fillWithPublicLines();
        long before = daemon.heldBytes();
        for (int i = 0; i < 1000; i++) {
            writer.send("!whisper x\n");
            talker.send("x".repeat(999) + '\n');
            daemon.turn();
        }
        assertTrue(daemon.heldBytes() - before < 2 * WRITE_BUFFER, "held: " + (daemon.heldBytes() - before));
    }
}
