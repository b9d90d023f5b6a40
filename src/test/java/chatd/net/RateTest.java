package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send lines faster than the limit: 20 lines a second, 100 at once. */
class RateTest {

    private static final int BURST = 100;
    private static final int A_SECOND = 20;
    /** The timer wheel may be late by a tick of 100 ms, which is two lines. */
    private static final int LATE = 2;

    private final EchoService echo = new EchoService();
    private SimulatedDaemon daemon = daemon(64 * 1024, Duration.ofMillis(50), BURST);

    private SimulatedDaemon daemon(int writeBufferBytes, Duration lineInterval, int burst) {
        return new SimulatedDaemon(SimulatedDaemon.LIMITS.withWriteBufferBytes(writeBufferBytes)
                .withLineRate(lineInterval, burst), echo.broadcasts, echo);
    }

    private static String said(Client client, Object text) {
        return client.address() + ": " + text;
    }

    private static String paste(int lines) {
        return IntStream.range(0, lines).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    /** The lines that all clients receive of a {@link #paste}. */
    private static List<String> pasteOf(Client client, int lines) {
        return IntStream.range(0, lines).mapToObj(i -> said(client, i)).toList();
    }

    /** Checks that a client receives a whole paste in order, at the rate of the limit. */
    private void assertReceivesAtTheRate(Client listener, List<String> paste) {
        daemon.turn();
        List<String> received = new ArrayList<>(listener.lines());
        assertEquals(BURST, received.size());
        for (int second = 1; received.size() < paste.size(); second++) {
            daemon.sleep(Duration.ofSeconds(1));
            received.addAll(listener.lines());
            int due = Math.min(BURST + A_SECOND * second, paste.size());
            assertTrue(received.size() <= due && received.size() >= due - LATE,
                    received.size() + " after second " + second);
        }
        assertEquals(paste, received);
    }

    private void assertNothingIsHeld() {
        assertEquals(0, daemon.heldBytes());
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void linesAreHandedOnForFiveMinutesAfterTheOutputBroke() {
        Client gone = daemon.connect();
        Client listener = daemon.connect();
        gone.send(paste(10_000));
        gone.breakOutput();
        daemon.turn();
        List<String> received = new ArrayList<>();
        for (int second = 1; second < 299; second++) {
            daemon.sleep(Duration.ofSeconds(1));
            received.addAll(listener.lines());
        }
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofSeconds(3));
        assertEquals(List.of(gone.address() + " RESET"), echo.calls);
        assertTrue(gone.isClosed());
        received.addAll(listener.lines());
        received.remove(gone.address() + " RESET");
        assertEquals(pasteOf(gone, received.size()), received);
        assertEquals(300 * A_SECOND + BURST, received.size(), 2 * A_SECOND);
        assertNothingIsHeld();
    }

    @Test
    void aPasteOf500LinesArrivesWholeAtTheRate() {
        Client client = daemon.connect();
        Client listener = daemon.connect();
        client.send(paste(500));
        assertReceivesAtTheRate(listener, pasteOf(client, 500));
        assertEquals(pasteOf(client, 500), client.lines());
        assertNothingIsHeld();
    }

    @Test
    void aPasteArrivesWholeWhenTheEndOfInputFollowsAtOnce() {
        Client client = daemon.connect();
        Client listener = daemon.connect();
        client.send(paste(500) + "the end without its line feed").endInput();
        List<String> all = new ArrayList<>(pasteOf(client, 500));
        all.add(said(client, "the end without its line feed"));
        all.add(client.address() + " END_OF_INPUT");
        daemon.turn();
        List<String> received = new ArrayList<>(listener.lines());
        for (int second = 1; second <= 20; second++) {
            assertEquals(List.of(), echo.calls);
            assertFalse(client.isClosed());
            daemon.sleep(Duration.ofSeconds(1));
            received.addAll(listener.lines());
        }
        assertTrue(received.size() >= 500 - LATE, () -> "received " + received.size());
        daemon.sleep(Duration.ofMillis(300));
        received.addAll(listener.lines());
        assertEquals(all, received);
        assertEquals(all.subList(0, 501), client.lines());
        assertTrue(client.isClosed());
        assertNothingIsHeld();
    }

    @Test
    void aPasteArrivesWholeInPiecesThatCutLinesInHalf() {
        Client client = daemon.connect();
        Client listener = daemon.connect();
        String paste = paste(500);
        for (int i = 0; i < paste.length(); i += 7) {
            client.send(paste.substring(i, Math.min(paste.length(), i + 7)));
        }
        List<String> received = new ArrayList<>();
        for (int second = 0; second <= 25; second++) {
            // A turn reads one piece.
            for (int turn = 0; turn < 300; turn++) {
                daemon.turn();
            }
            received.addAll(listener.lines());
            assertTrue(received.size() <= BURST + second * A_SECOND, received.size() + " after second " + second);
            daemon.sleep(Duration.ofSeconds(1));
        }
        assertEquals(pasteOf(client, 500), received);
        assertNothingIsHeld();
    }

    @Test
    void aClientOverTheRateIsNotReadWhileLinesWait() {
        Client client = daemon.connect();
        Client listener = daemon.connect();
        String line = "x".repeat(900);
        client.send((line + '\n').repeat(500));
        int received = 0;
        for (int second = 0; second < 25; second++) {
            daemon.sleep(Duration.ofSeconds(1));
            long held = daemon.heldBytes();
            assertTrue(held <= 8 * 1024 + 1024, "held: " + held);
            received += listener.lines().size();
        }
        assertEquals(500, received);
        assertNothingIsHeld();
    }

    @Test
    void rateLimitedLinesCountAsWaitingMemory() {
        Client client = daemon.connect();
        client.send("x\n".repeat(BURST + 30));
        daemon.turn();
        assertEquals(60, daemon.heldBytes());
        daemon.sleep(Duration.ofSeconds(1));
        assertEquals(20, daemon.heldBytes(), 2 * LATE);
        daemon.sleep(Duration.ofSeconds(1));
        assertNothingIsHeld();
    }

    @Test
    void aPasteDoesNotDelayOtherClients() {
        Client client = daemon.connect();
        Client other = daemon.connect();
        client.send(paste(500));
        daemon.turn();
        client.lines();
        for (int i = 0; i < 50; i++) {
            other.lines();
            other.send("quick " + i + '\n');
            daemon.turn();
            assertEquals(List.of(said(other, "quick " + i)), other.lines());
            daemon.sleep(Duration.ofMillis(100));
        }
        List<String> seen = client.lines();
        assertEquals(50, seen.stream().filter(line -> line.contains("quick")).count());
        assertEquals(BURST, seen.size() - 50, LATE);
    }

    @Test
    void eachClientHasItsOwnRate() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        a.send(paste(200));
        b.send(paste(200));
        daemon.turn();
        assertEquals(2 * BURST, a.lines().size());
        daemon.sleep(Duration.ofSeconds(5));
        List<String> rest = b.lines();
        assertEquals(4 * BURST, rest.size());
        assertEquals(pasteOf(a, 200), rest.stream().filter(line -> line.startsWith(a.address())).toList());
        assertEquals(pasteOf(b, 200), rest.stream().filter(line -> line.startsWith(b.address())).toList());
        assertNothingIsHeld();
    }

    @Test
    void aClientWithinTheLimitIsNeverDelayed() {
        Client client = daemon.connect();
        for (int i = 0; i < 500; i++) {
            client.send(i + "\n");
            daemon.turn();
            assertEquals(List.of(said(client, i)), client.lines());
            daemon.sleep(Duration.ofMillis(50));
        }
        client.send(paste(BURST));
        daemon.turn();
        assertEquals(pasteOf(client, BURST), client.lines());
        assertNothingIsHeld();
    }

    @Test
    void theFirstLineOverTheBurstWaits() {
        Client client = daemon.connect();
        client.send(paste(BURST + 1));
        daemon.turn();
        assertEquals(pasteOf(client, BURST), client.lines());
        daemon.sleep(Duration.ofMillis(100));
        assertEquals(List.of(said(client, BURST)), client.lines());
    }

    @ParameterizedTest
    @CsvSource({"PT3S, 60", "PT1H, 100"})
    void silenceRestoresTheBurstButNeverMore(Duration silence, int lines) {
        Client client = daemon.connect();
        client.send(paste(BURST));
        daemon.turn();
        client.lines();
        daemon.sleep(silence);
        client.send(paste(BURST + 1));
        daemon.turn();
        assertEquals(pasteOf(client, lines), client.lines());
    }

    @Test
    void linesThatAreTooLongCountToo() {
        Client client = daemon.connect();
        Client listener = daemon.connect();
        for (int i = 0; i < BURST; i++) {
            client.send("x".repeat(1025) + '\n');
            daemon.turn();
        }
        assertEquals(BURST, client.lines().size());
        client.send("next\n");
        daemon.turn();
        assertEquals(List.of(), listener.lines());
        daemon.sleep(Duration.ofMillis(100));
        daemon.turn();
        assertEquals(List.of(said(client, "next")), listener.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00FF\u00FD\u0006", "\u00FF\u00F6"})
    void answeredTelnetCommandsCountAsLines(String command) {
        Client client = daemon.connect();
        byte[] commands = command.repeat(300).getBytes(StandardCharsets.ISO_8859_1);
        client.send(commands);
        daemon.turn();
        int answer = client.takeReceived().length / BURST;
        for (int second = 1; second <= 10; second++) {
            daemon.sleep(Duration.ofSeconds(1));
            assertEquals(A_SECOND, client.takeReceived().length / (double) answer, LATE);
        }
        assertEquals(0, daemon.server.metrics().lines());
        assertNothingIsHeld();
    }

    /** Telnet's NOP, edits, a line that is erased again and again, a line over the limit. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00FF\u00F1", "x\b", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\u0015", "x"})
    void bytesThatEndNoLineCountAsLinesOfTheGreatestLength(String unended) {
        Client client = daemon.connect();
        // Each read is shorter than a line, and counts, too.
        byte[] bytes = unended.repeat(512 / unended.length()).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 10_000; i++) {
            client.send(bytes);
        }
        for (int i = 0; i < 1000; i++) {
            daemon.turn();
        }
        int line = 1024 + 2;
        assertEquals(BURST * line, client.bytesRead(), 2 * line);
        for (int i = 0; i < 100; i++) {
            daemon.sleep(Duration.ofMillis(100));
            for (int turn = 0; turn < 10; turn++) {
                daemon.turn();
            }
        }
        assertEquals((BURST + 10 * A_SECOND) * line, client.bytesRead(), 4 * line);
    }

    @Test
    void aLineThatIsTypedCharacterByCharacterIsNeverDelayed() {
        daemon = daemon(64 * 1024, Duration.ofSeconds(1), 1);
        Client client = daemon.connect();
        for (int line = 0; line < 10; line++) {
            String text = "x".repeat(1024);
            for (int i = 0; i < text.length(); i++) {
                client.send("x");
                daemon.turn();
            }
            client.send("\r\n");
            daemon.turn();
            assertEquals(List.of(said(client, text)), client.lines());
            daemon.sleep(Duration.ofSeconds(1));
        }
    }

    @Test
    void aPasteArrivesAtOnceWithoutALimit() {
        daemon = daemon(64 * 1024, Duration.ZERO, 1);
        Client client = daemon.connect();
        client.send(paste(500));
        daemon.turn();
        assertEquals(pasteOf(client, 500), client.lines());
        assertNothingIsHeld();
    }

    // A full write buffer

    @Test
    void aClientThatReadsNothingWhileLinesWaitReceivesAllAnswersLater() {
        daemon = daemon(4096, Duration.ofMillis(50), BURST);
        Client client = daemon.connect();
        List<String> answers = IntStream.range(0, 300).mapToObj(i -> i % 2 + "x".repeat(500) + i).toList();
        client.takeOnly(0);
        for (String answer : answers) {
            client.send("!whisper " + answer + '\n');
        }
        for (int i = 0; i < 100; i++) {
            daemon.sleep(Duration.ofMillis(100));
        }
        assertTrue(daemon.heldBytes() < 16 * 1024);
        client.takeEverything();
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            daemon.sleep(Duration.ofMillis(100));
            got.addAll(client.lines());
        }
        assertEquals(answers, got);
        assertNothingIsHeld();
    }

    @Test
    void aClientWhoseBufferFillsAgainAndAgainReceivesAllAnswers() {
        daemon = daemon(4096, Duration.ofMillis(50), 5);
        Client client = daemon.connect();
        List<String> answers = IntStream.range(0, 100).mapToObj(i -> "x".repeat(900) + i).toList();
        client.send(answers.stream().map(answer -> "!whisper " + answer + '\n').collect(Collectors.joining()));
        StringBuilder got = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            // Sometimes faster than the rate, sometimes slower.
            client.takeOnly(i % 20 < 10 ? 3000 : 100);
            daemon.sleep(Duration.ofMillis(100));
            got.append(client.received());
        }
        client.takeEverything();
        daemon.sleep(Duration.ofSeconds(10));
        got.append(client.received());
        assertEquals(answers, got.toString().lines().toList());
        assertNothingIsHeld();
    }

    @Test
    void aLineThatIsDueWhileTheBufferIsFullIsHandedOnWhenThereIsSpace() {
        daemon = daemon(4096, Duration.ofSeconds(1), 5);
        Client client = daemon.connect();
        client.takeOnly(0);
        client.send("!much 1000\n".repeat(5) + "!whisper six\n!whisper seven\n");
        daemon.turn();
        daemon.sleep(Duration.ofSeconds(5));
        assertEquals("", client.received());
        client.takeEverything();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of("six", "seven"), client.lines().subList(5, 7));
        assertNothingIsHeld();
    }

    @Test
    void spaceInTheSocketDoesNotHandOnALineEarly() {
        daemon = daemon(4096, Duration.ofSeconds(1), 5);
        Client client = daemon.connect();
        client.takeOnly(0);
        client.send("!much 1000\n".repeat(5) + "!whisper six\n");
        daemon.turn();
        client.takeEverything();
        daemon.turn();
        daemon.turn();
        assertEquals(5, client.lines().size());
        daemon.sleep(Duration.ofMillis(900));
        assertEquals(List.of(), client.lines());
        daemon.sleep(Duration.ofMillis(100));
        assertEquals(List.of("six"), client.lines());
        assertNothingIsHeld();
    }

    @Test
    void theEndOfInputWaitsForLinesHeldByRateAndBuffer() {
        daemon = daemon(4096, Duration.ofMillis(50), BURST);
        Client client = daemon.connect();
        client.takeOnly(0);
        client.send("!much 1000\n".repeat(300) + "!whisper last").endInput();
        daemon.sleep(Duration.ofSeconds(2));
        assertTrue(daemon.heldBytes() < 16 * 1024, "held: " + daemon.heldBytes());
        client.takeEverything();
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 300 && !client.isClosed(); i++) {
            daemon.sleep(Duration.ofMillis(100));
            got.addAll(client.lines());
        }
        assertEquals(301, got.size());
        assertEquals("last", got.get(300));
        assertEquals(List.of(client.address() + " END_OF_INPUT"), echo.calls);
        assertNothingIsHeld();
    }

    // The timer

    @Test
    void theDaemonSleepsUntilTheNextLineIsDue() {
        daemon = daemon(64 * 1024, Duration.ofMinutes(1), 2);
        Client client = daemon.connect();
        client.send("1\n2\n3\n4\n");
        daemon.turn();
        daemon.turn();
        assertEquals(60_000, daemon.network.sleptMillis(), 100);
        daemon.sleep(Duration.ofSeconds(40));
        daemon.turn();
        assertEquals(20_000, daemon.network.sleptMillis(), 100);
        daemon.sleep(Duration.ofSeconds(20));
        assertEquals(3, client.lines().size());
        daemon.turn();
        assertEquals(60_000, daemon.network.sleptMillis(), 100);
        daemon.sleep(Duration.ofSeconds(60));
        assertEquals(1, client.lines().size());
        assertNothingIsHeld();
    }

    @Test
    void heldLinesAreHandedOnAfterTheClientResets() {
        daemon = daemon(64 * 1024, Duration.ofSeconds(1), 2);
        Client client = daemon.connect();
        Client listener = daemon.connect();
        client.send(paste(5) + "half");
        daemon.turn();
        client.reset();
        daemon.sleep(Duration.ofSeconds(2));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofSeconds(4));
        assertEquals(List.of(client.address() + " RESET"), echo.calls);
        assertNothingIsHeld();
        assertEquals(List.of(said(client, 0), said(client, 1), said(client, 2), said(client, 3), said(client, 4),
                client.address() + " RESET"), listener.lines());
    }

    @Test
    void heldLinesAreDroppedWhenTheServiceClosesTheConnection() {
        daemon = daemon(64 * 1024, Duration.ofSeconds(1), 2);
        Client client = daemon.connect();
        Client listener = daemon.connect();
        client.send("1\n2\n!close\n3\n4\n");
        daemon.sleep(Duration.ofSeconds(5));
        assertEquals(List.of(said(client, 1), said(client, 2)), listener.lines());
        assertEquals(List.of(said(client, 1), said(client, 2), "bye"), client.lines());
        assertNothingIsHeld();
    }

    @Test
    void aClosedConnectionDoesNotWakeTheLoopForItsHeldLines() {
        daemon = daemon(64 * 1024, Duration.ofMinutes(1), 2);
        daemon.connect().send(paste(3));
        daemon.turn();
        daemon.server.clients().get(0).close();
        daemon.sleep(Duration.ofSeconds(3));
        assertNothingIsHeld();
    }

    @Test
    void stoppingDoesNotWaitForHeldLines() {
        Client client = daemon.connect();
        client.send(paste(500));
        daemon.turn();
        client.lines();
        daemon.stop();
        daemon.turn();
        assertEquals(List.of("stopping"), client.lines());
        assertTrue(daemon.hasEnded());
        assertEquals(0, daemon.heldBytes());
    }

    // Deadlines

    /** The client sends this text at once, and the daemon reads it as far as the rate allows. */
    private void send(Client client, String text) {
        client.send(text.getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < 20; i++) {
            daemon.turn();
        }
    }

    /** Returns the lines that are passed on until the client, which sends nothing more, expires after this time. */
    private List<String> linesUntilExpired(Client client, Duration time) {
        daemon.sleep(time.minusMillis(100));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofMillis(200));
        assertEquals(List.of(client.address() + " expired"), echo.calls);
        List<String> received = new ArrayList<>(client.lines());
        assertEquals("expired", received.remove(received.size() - 1));
        client.reset();
        daemon.turn();
        assertNothingIsHeld();
        return received;
    }

    @Test
    void aHeldLineCountsAsActivityWhenItArrivesAndNotWhenItIsPassedOn() {
        daemon = daemon(64 * 1024, Duration.ofSeconds(3), 2);
        Client client = daemon.connect();
        send(client, "!idle PT5S\n1\n2\n3\n");
        assertEquals(List.of(said(client, 1), said(client, 2)), linesUntilExpired(client, Duration.ofSeconds(5)));
    }

    /** Blank lines, long lines, telnet commands that are answered, and half a line after short lines. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "x", "\u00FF\u00F6", "half"})
    void aBacklogDoesNotPutOffTheIdleDeadline(String kind) {
        String much = kind.equals("x") ? ("x".repeat(900) + '\n').repeat(5000)
                : kind.equals("half") ? "x\n".repeat(2000) + "half" : kind.repeat(1 << 20);
        Client client = daemon.connect();
        send(client, "!idle PT20S\n" + much);
        linesUntilExpired(client, Duration.ofSeconds(20));
    }

    @Test
    void aBacklogOnAUnixDomainSocketDoesNotPutOffTheIdleDeadline(@TempDir Path directory) {
        Path path = directory.resolve("socket");
        Client client = daemon.listen(path, echo).connect(path);
        send(client, "!idle PT20S\n" + ("x".repeat(900) + '\n').repeat(5000));
        daemon.sleep(Duration.ofMillis(19_900));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofMillis(200));
        assertEquals(List.of("local:1 expired"), echo.calls);
    }

    @Test
    void aBacklogOnAUnixDomainSocketEndsWithTheLastOfItsBytes(@TempDir Path directory) {
        Path path = directory.resolve("socket");
        Client client = daemon.listen(path, echo).connect(path);
        send(client, "!idle PT20S\n" + ("x".repeat(900) + '\n').repeat(300));
        assertTrue(daemon.server.clients().get(0).isBacklogged());
        daemon.sleep(Duration.ofSeconds(15));
        assertFalse(daemon.server.clients().get(0).isBacklogged());
        send(client, "more\n");
        daemon.sleep(Duration.ofMillis(19_900));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofMillis(200));
        assertEquals(List.of("local:1 expired"), echo.calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 40})
    void aClientThatGoesOnSendingIsNotIdleHoweverLargeItsBacklogIs(int linesASecond) {
        Client client = daemon.connect();
        client.send("!idle PT5S\n");
        for (int second = 0; second < 60; second++) {
            client.send((second + "x".repeat(900) + '\n').repeat(linesASecond));
            daemon.sleep(Duration.ofSeconds(1));
            assertEquals(List.of(), echo.calls);
        }
        daemon.sleep(Duration.ofSeconds(10));
        assertEquals(List.of(client.address() + " expired"), echo.calls);
    }

    @Test
    void aWholeBacklogIsPassedOnBeforeTheIdleDeadlineIfTheRateAllowsIt() {
        Client client = daemon.connect();
        send(client, "!idle PT30S\n" + (("x".repeat(900) + '\n').repeat(500)));
        assertEquals(500, linesUntilExpired(client, Duration.ofSeconds(30)).size());
    }

    @Test
    void aDeadlineIsNotPutOffByABacklog() {
        daemon = daemon(64 * 1024, Duration.ofSeconds(10), 2);
        Client client = daemon.connect();
        send(client, "!deadline PT4.5S\n1\n2\n");
        assertEquals(List.of(said(client, 1)), linesUntilExpired(client, Duration.ofMillis(4500)));
    }

    @Test
    void theIdleTimeCountsFromWhenBytesArriveAndNotFromWhenLinesArePassedOn() {
        Client client = daemon.connect();
        send(client, "x".repeat(900).concat("\n").repeat(5000));
        Connection connection = daemon.server.clients().get(0);
        daemon.sleep(Duration.ofSeconds(100));
        assertEquals(Duration.ofSeconds(100), connection.idleFor());
        assertTrue(connection.isBacklogged());
        client.send("more");
        assertEquals(Duration.ZERO, connection.idleFor());
        daemon.sleep(Duration.ofSeconds(7));
        assertEquals(Duration.ofSeconds(7), connection.idleFor());
    }

    @Test
    void aClientIsNotBackloggedOnceItsLinesArePassedOn() {
        Client client = daemon.connect();
        client.send("x".repeat(900).concat("\n").repeat(500));
        daemon.sleep(Duration.ofSeconds(25));
        assertFalse(daemon.server.clients().get(0).isBacklogged());
    }
}
