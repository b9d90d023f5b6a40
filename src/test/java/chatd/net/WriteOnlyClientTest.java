package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lines of a client that does not read are delivered, also those that it sent before it was disconnected. */
class WriteOnlyClientTest {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int WRITE_BUFFER = 4096;

    private final EchoService echo = new EchoService();
    private SimulatedDaemon daemon = daemon(1 << 20, Duration.ZERO);
    private Client talker = daemon.connect();
    private Client listener = daemon.connect();

    private SimulatedDaemon daemon(int bufferMemory, Duration lineInterval) {
        return new SimulatedDaemon(SimulatedDaemon.LIMITS.withWriteBufferBytes(WRITE_BUFFER)
                .withBufferMemoryBytes(bufferMemory).withWriteTimeout(WRITE_TIMEOUT).withLineRate(lineInterval, 1),
                echo.broadcasts, echo);
    }

    private void restart(SimulatedDaemon other) {
        daemon = other;
        talker = daemon.connect();
        listener = daemon.connect();
    }

    /** Connects a client that reads nothing. */
    private Client writer() {
        Client client = daemon.connect();
        client.takeOnly(0);
        return client;
    }

    private static String said(Client client, Object text) {
        return client.address() + ": " + text;
    }

    /** Sends so many public lines that some are skipped for a client that does not read. */
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

    // While the client is connected

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

    // When the client is disconnected as not reading

    @Test
    void linesSentBeforeTheWriteTimeoutAreDeliveredBeforeTheClientLeaves() {
        Client writer = writer();
        fillWithAnswers(writer);
        writer.send("one\n");
        daemon.turn();
        writer.send("two\n");
        daemon.sleep(WRITE_TIMEOUT.minus(TICK));
        assertEquals(List.of(), linesOf(writer));
        daemon.sleep(TICK);
        daemon.turn();
        assertEquals(List.of(said(writer, "one"), said(writer, "two"), writer.address() + " NOT_READING"),
                linesOf(writer));
        assertTrue(writer.isClosed());
        assertEquals("", writer.received());
        assertNothingIsLeft();
    }

    @Test
    void anUnfinishedLineIsDeliveredIfTheInputHasEnded() {
        Client writer = writer();
        Client other = writer();
        fillWithAnswers(writer);
        fillWithAnswers(other);
        daemon.turn();
        writer.send("half");
        writer.endInput();
        other.send("half");
        daemon.sleep(WRITE_TIMEOUT);
        daemon.turn();
        assertEquals(List.of(said(writer, "half"), writer.address() + " NOT_READING"), linesOf(writer));
        assertTrue(other.isClosed());
        assertNothingIsLeft();
    }

    @Test
    void linesSentBeforeTheMemoryWasUsedUpAreDeliveredBeforeTheClientLeaves() {
        restart(daemon(64 * 1024, Duration.ZERO));
        Client writer = writer();
        writer.send("!much 60000\n!much 10000\none\n");
        daemon.turn();
        assertEquals(List.of(), linesOf(writer));
        for (int i = 0; i < 3; i++) {
            daemon.turn();
        }
        assertEquals(List.of(), linesOf(writer));
        Client hog = writer();
        hog.send("!much 10000\n");
        for (int i = 0; i < 3; i++) {
            daemon.turn();
        }
        assertEquals(List.of(said(writer, "one"), writer.address() + " NOT_READING"), linesOf(writer));
        assertFalse(hog.isClosed());
    }

    @Test
    void aRateLimitedClientIsHeardAtItsRateAndHoldsNoOutput() {
        restart(daemon(1 << 20, Duration.ofSeconds(1)));
        Client writer = writer();
        talker.send("hello\n");
        daemon.turn();
        daemon.sleep(WRITE_TIMEOUT.minusSeconds(1));
        writer.send("1\n2\n3\n4\n");
        daemon.sleep(Duration.ofSeconds(1));
        daemon.turn();
        assertEquals(0, daemon.heldOutputBytes());
        assertFalse(writer.isClosed());
        daemon.sleep(Duration.ofSeconds(3));
        assertEquals(List.of(said(writer, 1), said(writer, 2), said(writer, 3), said(writer, 4),
                writer.address() + " NOT_READING"), linesOf(writer));
        assertTrue(writer.isClosed());
        assertEquals("", writer.received());
        assertNothingIsLeft();
    }

    @Test
    void aRateLimitedClientLeavesAfterFiveMinutesAtTheLatest() {
        restart(daemon(1 << 20, Duration.ofSeconds(1)));
        Client writer = writer();
        talker.send("hello\n");
        daemon.turn();
        writer.send("x\n".repeat(1000));
        daemon.sleep(WRITE_TIMEOUT.plus(PATIENCE).minus(TICK));
        assertFalse(writer.isClosed());
        assertEquals(List.of(), echo.calls);
        daemon.sleep(TICK.multipliedBy(2));
        assertTrue(writer.isClosed());
        assertEquals(List.of(writer.address() + " NOT_READING"), echo.calls);
        assertNothingIsLeft();
    }

    @Test
    void inputOfSeveralReadsIsDelivered() {
        Client writer = writer();
        fillWithAnswers(writer);
        daemon.turn();
        String lines = IntStream.range(0, 20_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        writer.send(lines);
        daemon.sleep(WRITE_TIMEOUT);
        for (int i = 0; i < 10; i++) {
            daemon.turn();
        }
        assertEquals(20_001, linesOf(writer).size());
        assertTrue(writer.isClosed());
        assertNothingIsLeft();
    }

    @Test
    void aClientThatResetsMeanwhileLeavesAsNotReading() {
        Client writer = writer();
        fillWithAnswers(writer);
        daemon.turn();
        daemon.sleep(WRITE_TIMEOUT);
        assertEquals(0, daemon.heldOutputBytes());
        assertFalse(writer.isClosed());
        writer.reset();
        daemon.turn();
        assertEquals(List.of(writer.address() + " NOT_READING"), echo.calls);
    }

    @Test
    void aPausedClientIsHeardAfterThePause() {
        Client writer = writer();
        talker.send("hello\n");
        daemon.turn();
        writer.send("!pause PT8S\none\n");
        daemon.turn();
        daemon.sleep(WRITE_TIMEOUT.plusSeconds(1));
        assertEquals(List.of(), linesOf(writer));
        daemon.sleep(Duration.ofSeconds(3));
        assertEquals(List.of(said(writer, "one"), writer.address() + " NOT_READING"), linesOf(writer));
        assertNothingIsLeft();
    }

    @Test
    void aClientThatTheServiceClosesMeanwhileIsNotReported() {
        Client writer = writer();
        fillWithAnswers(writer);
        daemon.turn();
        writer.send("one\n!close\ntwo\n");
        daemon.sleep(WRITE_TIMEOUT);
        daemon.turn();
        assertEquals(List.of(said(writer, "one")), linesOf(writer));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofSeconds(3));
        assertTrue(writer.isClosed());
        assertNothingIsLeft();
    }
}
