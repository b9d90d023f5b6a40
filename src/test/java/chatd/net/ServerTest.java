package chatd.net;

import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** A server and its connections on a simulated network, turn by turn. */
class ServerTest {

    private static final int PLENTY = 200;
    private static final String LONG_LINE = "x".repeat(900);

    private final EchoService echo = new EchoService();
    private SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, echo.broadcasts, echo);

    private void limit(int maxClients, int writeBufferBytes, int allBuffersBytes) {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(maxClients)
                .withWriteBufferBytes(writeBufferBytes).withBufferMemoryBytes(allBuffersBytes), echo.broadcasts, echo);
    }

    private static String said(Client client, String text) {
        return client.address() + ": " + text;
    }

    @Test
    void aConnectionKnowsTheNameOfItsListeningSocket(@TempDir Path directory) throws IOException {
        daemon.server.listen(directory.resolve("a"), Set.of(), "builds");
        daemon.server.listen(directory.resolve("b"), Set.of(), "games");
        daemon.connect();
        daemon.connect(directory.resolve("b"));
        daemon.connect(directory.resolve("a"));
        List<String> doors = daemon.server.clients().stream().map(client -> String.valueOf(client.door())).sorted()
                .toList();
        assertEquals(List.of("builds", "games", "null"), doors);
        assertEquals(3, daemon.server.metrics().arrivals());
    }

    @Test
    void anIdleDaemonSleepsForEver() {
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void aClientWithoutADeadlineDoesNotWakeTheDaemon() {
        daemon.connect();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void aClientThatSentALineWhileTheProcessWasStoppedIsNotIdle() {
        Client client = daemon.connect().send("!idle PT5M\n");
        daemon.turn();
        daemon.network.stopInSleep(() -> {
            client.send("still here\n");
            daemon.network.sleep(Duration.ofMinutes(10));
        });
        daemon.turn();
        assertEquals(List.of(said(client, "still here")), client.lines());
        daemon.turn();
        assertEquals(List.of(), echo.calls);
    }

    @Test
    void aDeadlineForAClosingConnectionChangesNothing() {
        Client client = daemon.connect().send("!close\n");
        Connection connection = daemon.server.clients().get(0);
        daemon.turn();
        assertFalse(client.isClosed());
        connection.expireAfter(Duration.ofHours(1));
        connection.expireWhenIdle(Duration.ZERO);
        daemon.sleep(Duration.ofSeconds(3));
        assertTrue(client.isClosed());
        assertEquals(List.of(), echo.calls);
    }

    @Test
    void theLoopSleepsUntilTheNextDeadline() {
        daemon.connect().send("!idle PT5M\n");
        daemon.turn();
        daemon.turn();
        assertEquals(Duration.ofMinutes(5).toMillis(), daemon.network.sleptMillis(), 100);
    }

    @Test
    void theLoopSleepsUntilADeadlineIsDueAndWakesUpOnce() {
        daemon.connect().send("!deadline PT1S\n");
        daemon.turn();
        daemon.network.sleep(Duration.ofNanos(1));
        daemon.turn();
        long slept = daemon.network.sleptMillis();
        daemon.network.sleep(Duration.ofMillis(slept - 1));
        daemon.turn();
        assertEquals(List.of(), echo.calls);
        assertEquals(1, daemon.network.sleptMillis());
        daemon.network.sleep(Duration.ofMillis(1));
        daemon.turn();
        assertEquals(1, echo.calls.size());
    }

    @Test
    void listenReturnsTheBoundAddress() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8001);
        assertEquals(address, daemon.server.listen(address));
    }

    @Test
    void aServerListensOnAnIpv6Address() throws IOException {
        InetSocketAddress address = new InetSocketAddress("::1", 8001);
        assertEquals(address, daemon.server.listen(address));
    }

    @Test
    void anAddressInUseLeavesNoSocketOpen() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8001);
        daemon.server.listen(address);
        assertThrows(BindException.class, () -> daemon.server.listen(address));
        assertEquals(2, daemon.network.listeningSockets());
    }

    @Test
    void aServerRunsUntilItIsStoppedAndLeavesNothingOpen() throws IOException {
        daemon.server.listen(daemon.network.openServerSocketChannel());
        Client client = daemon.connect().send("hello\n");
        echo.afterLine = daemon::stop;
        daemon.server.run();
        assertEquals(List.of(said(client, "hello"), "stopping"), client.lines());
        assertTrue(client.isClosed());
        assertNothingIsOpen();
    }

    @Test
    void aServerClosedBeforeItRunsLeavesNothingOpen() throws IOException {
        daemon.server.close();
        assertNothingIsOpen();
        assertEquals(0, daemon.network.listeningSockets());
    }

    @Test
    void listeningAfterCloseLeavesNothingOpen() throws IOException {
        daemon.server.close();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8001);
        assertThrows(ClosedSelectorException.class, () -> daemon.server.listen(address));
        assertEquals(0, daemon.network.listeningSockets());
    }

    private void assertNothingIsOpen() {
        assertEquals(0, daemon.network.openSockets());
        assertEquals(0, daemon.network.openSelectors());
    }

    @Test
    void theLoopDoesNotSleepWhenADeadlineIsDue() {
        daemon.connect().send("!deadline PT1S\n");
        daemon.turn();
        daemon.network.sleep(Duration.ofSeconds(1));
        daemon.turn();
        assertEquals(SimulatedNetwork.NOT_AT_ALL, daemon.network.sleptMillis());
        assertEquals(1, echo.calls.size());
    }

    @Test
    void everythingSaidInATurnIsSentInOneWriteToEachClient() {
        List<Client> clients = Stream.generate(daemon::connect).limit(10).toList();
        clients.forEach(client -> client.send("one\n!whisper psst\ntwo\n"));
        daemon.turn();
        for (Client client : clients) {
            assertEquals(1, client.writes(), client.address());
            assertEquals(21, client.lines().size(), client.address());
        }
    }

    @Test
    void aTurnWithMoreLinesThanABlockHoldsLosesNothing() {
        List<Client> clients = Stream.generate(daemon::connect).limit(100).toList();
        List<String> expected = new ArrayList<>();
        for (Client client : clients) {
            client.send((LONG_LINE + '\n').repeat(7));
            expected.addAll(nCopies(7, said(client, LONG_LINE)));
        }
        daemon.turn();
        clients.forEach(client -> assertEquals(expected, client.lines()));
    }

    @Test
    void linesThatArriveDuringATurnAreSentInTheSameWrite() {
        Client speaker = daemon.connect();
        Client listener = daemon.connect();
        int before = listener.writes();
        speaker.send("1\n").send("2\n").send("3\n");
        daemon.turn();
        assertEquals(List.of(said(speaker, "1"), said(speaker, "2"), said(speaker, "3")), listener.lines());
        assertEquals(before + 1, listener.writes());
    }

    @Test
    void aTurnEndsThoughAClientNeverStopsSending() {
        Client busy = daemon.connect();
        Client other = daemon.connect();
        for (int i = 1; i <= 12; i++) {
            busy.send(i + "\n");
        }
        other.send("a\n");
        daemon.turn();
        assertEquals(List.of(said(busy, "1"), said(other, "a"), said(busy, "2"), said(busy, "3"), said(busy, "4"),
                said(busy, "5")), other.lines());
        daemon.turn();
        assertEquals(5, other.lines().size());
    }

    @Test
    void privateLinesKeepTheirPlaceAmongPublicLines() {
        Client a = daemon.connect();
        Client b = daemon.connect();
        a.send("1\n");
        b.send("2\n!whisper psst\n3\n!whisper again\n");
        daemon.turn();
        assertEquals(List.of(said(a, "1"), said(b, "2"), "psst", said(b, "3"), "again"), b.lines());
        assertEquals(List.of(said(a, "1"), said(b, "2"), said(b, "3")), a.lines());
    }

    @Test
    void aClientThatJoinsInMidTurnReceivesTheLinesSaidFromThenOn() {
        Client a = daemon.connect();
        a.send("1\n");
        // In the same turn: the listening socket was registered first, so it accepts before any client is read.
        Client b = daemon.network.connect();
        daemon.turn();
        assertEquals(List.of(said(a, "1")), b.lines());
        b.reset();
        daemon.turn();
        assertEquals(List.of(said(a, "1"), b.address() + " RESET"), a.lines());
    }

    @Test
    void aSlowReaderMissesLinesAndIsToldHowMany() {
        limit(10, 4096, 1 << 20);
        Client slow = daemon.connect();
        Client talker = daemon.connect();
        slow.takeOnly(0);
        for (int i = 0; i < PLENTY; i++) {
            talker.send(i + LONG_LINE + '\n');
            daemon.turn();
        }
        assertEquals(PLENTY, talker.lines().size());
        slow.takeEverything();
        daemon.turn();
        List<String> got = slow.lines();
        int kept = got.size() - 1;
        assertEquals("[" + (PLENTY - kept) + " skipped]", got.get(kept));
        for (int i = 0; i < kept; i++) {
            assertEquals(said(talker, i + LONG_LINE), got.get(i));
        }
        talker.send("on\n");
        daemon.turn();
        assertEquals(List.of(said(talker, "on")), slow.lines());
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void aHalfSentLineIsCompletedEvenOverTheLimit() {
        limit(10, 1024, 1 << 20);
        Client slow = daemon.connect();
        Client talker = daemon.connect();
        slow.takeOnly(10);
        talker.send(LONG_LINE + '\n' + LONG_LINE + '\n');
        daemon.turn();
        slow.takeEverything();
        daemon.turn();
        assertEquals(List.of(said(talker, LONG_LINE), "[1 skipped]"), slow.lines());
    }

    @Test
    void slowReadersShareOneCopyOfTheLinesTheyWaitFor() {
        Client talker = daemon.connect();
        List<Client> slow = Stream.generate(daemon::connect).limit(PLENTY).toList();
        slow.forEach(client -> client.takeOnly(0));
        talker.send(LONG_LINE + '\n');
        daemon.turn();
        assertTrue(daemon.heldBytes() < PLENTY * LONG_LINE.length() / 10);
        slow.forEach(Client::takeEverything);
        daemon.turn();
        slow.forEach(client -> assertEquals(List.of(said(talker, LONG_LINE)), client.lines()));
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void promptReadersMissNothingWhenMemoryIsShort() {
        limit(PLENTY, 64 * 1024, 1000);
        Client stuck = daemon.connect();
        Client prompt = daemon.connect();
        Client talker = daemon.connect();
        stuck.takeOnly(0);
        stuck.send("!much 5000\n");
        daemon.turn();
        talker.send("1\n2\n3\n");
        prompt.send("!whisper a\n4\n5\n!whisper b\n6\n");
        daemon.turn();
        assertEquals(List.of(stuck.address() + " NOT_READING", "a", said(prompt, "4"), said(prompt, "5"), "b",
                said(prompt, "6"), said(talker, "1"), said(talker, "2"), said(talker, "3")), prompt.lines());
    }

    @Test
    void manyClientsThatLeaveInOneTurnReceiveAllLinesSaidBefore() {
        limit(2000, 64 * 1024, 64 * 1024);
        List<Client> clients = Stream.generate(daemon::connect).limit(1000).toList();
        for (Client client : clients) {
            client.send("bye\n");
            client.endInput();
        }
        daemon.turn();
        daemon.turn();
        for (int i = 0; i < clients.size(); i++) {
            List<String> lines = clients.get(i).lines();
            assertEquals(said(clients.get(i), "bye"), lines.get(i), clients.get(i).address());
            assertEquals(0, lines.stream().filter(line -> line.startsWith("[")).count());
        }
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void aClientThatIsNotReadIsIdleUnlessItSends() {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(10).withWriteBufferBytes(4096)
                .withBufferMemoryBytes(1 << 20).withWriteTimeout(Duration.ZERO),
                echo.broadcasts, echo);
        Client client = daemon.connect();
        client.takeOnly(0);
        client.send("!idle PT5S\n" + "!much 5000\n".repeat(3));
        for (int i = 0; i < 20; i++) {
            daemon.sleep(Duration.ofSeconds(3));
            client.send("more\n");
        }
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofSeconds(10));
        assertEquals(List.of(client.address() + " expired"), echo.calls);
    }

    @Test
    void aClosingClientHasAMinuteToTakeTheLastLines() {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(10).withWriteBufferBytes(4096)
                .withBufferMemoryBytes(1 << 20).withWriteTimeout(Duration.ZERO),
                echo.broadcasts, echo);
        Client client = daemon.connect();
        client.takeOnly(1);
        client.send("!close\n");
        daemon.sleep(Duration.ofSeconds(59));
        assertFalse(client.isClosed());
        daemon.sleep(Duration.ofMillis(1_200));
        assertTrue(client.isClosed());
    }

    @Test
    void aClientWithAFullWriteBufferIsNotReadUntilThereIsSpaceAndLosesNothing() {
        limit(10, 4096, 1 << 20);
        Client client = daemon.connect();
        client.takeOnly(0);
        client.send("!much 1000\n".repeat(PLENTY) + "!whisper last\n");
        for (int i = 0; i < PLENTY; i++) {
            daemon.turn();
        }
        assertTrue(daemon.heldBytes() < 16 * 1024, "held: " + daemon.heldBytes());
        client.takeEverything();
        for (int i = 0; i < PLENTY; i++) {
            daemon.turn();
        }
        List<String> got = client.lines();
        assertEquals(PLENTY + 1, got.size());
        assertEquals("last", got.get(PLENTY));
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void aClientWhoseInputIsHeldWhenItEndsStillReceivesEverything() {
        limit(10, 4096, 1 << 20);
        Client client = daemon.connect();
        client.takeOnly(0);
        client.send("!much 1000\n".repeat(PLENTY) + "!whisper last");
        client.endInput();
        daemon.turn();
        client.takeEverything();
        for (int i = 0; i < 20 && !client.isClosed(); i++) {
            daemon.turn();
        }
        assertTrue(client.isClosed());
        List<String> got = client.lines();
        assertEquals("last", got.get(PLENTY));
        assertEquals(List.of(client.address() + " END_OF_INPUT"), echo.calls);
    }

    @Test
    void aClientThatTakesNothingForTheWriteTimeoutIsDisconnected() {
        Client stuck = daemon.connect();
        Client talker = daemon.connect();
        stuck.takeOnly(0);
        talker.send("hello\n");
        daemon.turn();
        daemon.sleep(Duration.ofMillis(59_900));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofMillis(300));
        assertEquals(List.of(stuck.address() + " NOT_READING"), echo.calls);
        assertTrue(stuck.isClosed());
        assertEquals(List.of(said(talker, "hello"), stuck.address() + " NOT_READING"), talker.lines());
    }

    @Test
    void aSlowButSteadyReaderIsNotDisconnected() {
        Client slow = daemon.connect();
        slow.takeOnly(0);
        daemon.connect().send("hello\n");
        daemon.turn();
        for (int i = 0; i < 5; i++) {
            // Too little for the selector to call the socket writable.
            slow.takeUnnoticed(1);
            daemon.sleep(Duration.ofSeconds(50));
        }
        assertEquals(List.of(), echo.calls);
        assertEquals(4, slow.received().length());
    }

    @Test
    void aGoodbyeThatTheClientDoesNotTakeIsDroppedAtTheWriteTimeout() {
        Client stuck = daemon.connect();
        stuck.takeOnly(0);
        stuck.send("!close\n");
        daemon.turn();
        assertFalse(stuck.isClosed());
        daemon.sleep(Duration.ofSeconds(61));
        assertTrue(stuck.isClosed());
        assertEquals(List.of(), echo.calls);
    }

    @Test
    void aClosedConnectionWaitsForTheClientToCloseSoThatTheLastLinesArrive() {
        Client client = daemon.connect();
        client.send("!close\nnot read any more\n");
        daemon.turn();
        assertEquals(List.of("bye"), client.lines());
        assertTrue(client.isOutputEnded());
        assertFalse(client.isClosed());
        client.send("nor this\n");
        daemon.turn();
        client.endInput();
        daemon.turn();
        assertTrue(client.isClosed());
    }

    @Test
    void aClosedConnectionWaitsTwoSecondsForTheClientToClose() {
        Client client = daemon.connect();
        client.send("!close\n");
        daemon.turn();
        daemon.sleep(Duration.ofMillis(1_900));
        assertFalse(client.isClosed());
        daemon.sleep(Duration.ofMillis(300));
        assertTrue(client.isClosed());
        assertEquals(List.of(), echo.calls);
    }

    @Test
    void anUnfinishedLastLineIsALineAndWaitingOutputIsStillWritten() {
        Client client = daemon.connect();
        Client other = daemon.connect();
        client.takeOnly(3);
        client.send("whole\nhalf");
        client.endInput();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of(said(client, "whole"), said(client, "half"), client.address() + " END_OF_INPUT"),
                other.lines());
        assertFalse(client.isClosed());
        client.takeEverything();
        daemon.turn();
        assertTrue(client.isClosed());
        assertEquals(List.of(said(client, "whole"), said(client, "half")), client.lines());
    }

    @Test
    void anEmptyReadIsNotTheEndOfInput() {
        Client client = daemon.connect().send(new byte[0]);
        daemon.turn();
        client.send("still here\n");
        daemon.turn();
        assertEquals(List.of(said(client, "still here")), client.lines());
    }

    @Test
    void aResetIsReportedOnceAndDropsTheUnfinishedLine() {
        Client client = daemon.connect();
        Client other = daemon.connect();
        client.send("half");
        daemon.turn();
        client.reset();
        daemon.turn();
        assertEquals(List.of(client.address() + " RESET"), other.lines());
        assertTrue(client.isClosed());
    }

    @Test
    void aResetFoundByAWriteIsReportedOnceToo() {
        limit(10, 4096, 1 << 20);
        Client client = daemon.connect();
        Client other = daemon.connect();
        client.takeOnly(0);
        client.send("!much 5000\n");
        other.send("hello\n");
        daemon.turn();
        client.reset();
        other.send("again\n");
        daemon.turn();
        daemon.turn();
        assertEquals(List.of(client.address() + " RESET"), echo.calls);
        assertEquals(List.of(said(other, "hello"), said(other, "again"), client.address() + " RESET").size(),
                other.lines().size());
        assertTrue(client.isClosed());
    }

    @Test
    void inputIsReadToItsEndAfterTheOutputBroke() {
        Client client = daemon.connect();
        Client other = daemon.connect();
        client.breakOutput();
        other.send("hello\n");
        daemon.turn();
        client.send("last words\n");
        client.endInput();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of(said(other, "hello"), said(client, "last words"), client.address() + " RESET"),
                other.lines());
        assertEquals(List.of(client.address() + " RESET"), echo.calls);
        assertTrue(client.isClosed());
    }

    @Test
    void anExceptionOfTheServiceEndsOnlyTheConnectionItServedAndIsLoggedOnce() {
        Client client = daemon.connect();
        Client other = daemon.connect();
        client.send("!throw\nnever read\n");
        String log = logOf(daemon::turn);
        assertTrue(client.isClosed());
        other.send("on\n");
        daemon.turn();
        assertEquals(List.of("before", client.address() + " FAILURE", said(other, "on")), other.lines());
        assertEquals(1, log.lines().count(), log);
        assertTrue(log.contains(client.address()) && log.contains("thrown for the test"), log);
        assertTrue(log.contains(" at chatd.net.EchoService.line("), log);
    }

    @Test
    void anErrorEndsTheClientThatWasServedAndNoOther() {
        Client client = daemon.connect();
        Client other = daemon.connect();
        echo.afterLine = () -> {
            throw new NoClassDefFoundError("thrown for the test");
        };
        client.send("hello\n");
        String log = logOf(daemon::turn);
        assertTrue(client.isClosed());
        assertFalse(other.isClosed());
        assertEquals(List.of(client.address() + " FAILURE"), echo.calls);
        assertEquals(1, log.lines().count(), log);
    }

    @Test
    void anErrorThatTheJavaRuntimeCannotSurviveEndsTheLoop() {
        Client client = daemon.connect();
        echo.afterLine = () -> {
            throw new OutOfMemoryError("thrown for the test");
        };
        client.send("hello\n");
        assertThrows(OutOfMemoryError.class, daemon::turn);
    }

    @Test
    void anExceptionInAWriteEndsOnlyThatConnection() {
        Client odd = daemon.connect();
        Client other = daemon.connect();
        odd.failBadlyWhenWrittenTo();
        other.send("hello\n");
        String log = logOf(daemon::turn);
        assertTrue(odd.isClosed());
        assertEquals(1, log.lines().count(), log);
        assertEquals(List.of(odd.address() + " FAILURE"), echo.calls);
        assertEquals(List.of(said(other, "hello"), odd.address() + " FAILURE"), other.lines());
    }

    @Test
    void theStackTraceOfAnExceptionIsLoggedAtDebug() {
        daemon.connect().send("!throw\n");
        List<String> log = LogCapture.by(FailureLog.class, Level.DEBUG, daemon::turn);
        assertEquals(1, log.stream().filter(line -> line.startsWith("ERROR")).count());
        assertEquals(1, log.stream().filter(line -> line.startsWith("DEBUG")).count());
        assertTrue(log.stream().anyMatch(line -> line.contains("at chatd.net.Inbound.passOn")));
    }

    @Test
    void anExceptionInExpiredEndsOnlyThatConnection() {
        Client client = daemon.connect();
        Client other = daemon.connect();
        echo.whenExpired = () -> {
            throw new IllegalStateException("thrown for the test");
        };
        client.send("!deadline PT1S\n");
        daemon.turn();
        String log = logOf(() -> daemon.sleep(Duration.ofSeconds(2)));
        assertTrue(client.isClosed());
        assertEquals(List.of(client.address() + " FAILURE"), other.lines());
        assertEquals(1, log.lines().count(), log);
    }

    @Test
    void anExceptionInDisconnectedIsLoggedAndTheConnectionIsGone() {
        Client client = daemon.connect();
        Client other = daemon.connect();
        echo.whenDisconnected = () -> {
            throw new IllegalStateException("thrown for the test");
        };
        client.reset();
        String log = logOf(daemon::turn);
        assertTrue(client.isClosed());
        assertEquals(1, daemon.server.metrics().clients());
        assertTrue(log.contains(client.address()) && log.contains("thrown for the test"), log);
        other.send("on\n");
        daemon.turn();
        assertEquals(List.of(client.address() + " RESET", said(other, "on")), other.lines());
    }

    @Test
    void anExceptionInTheNoticeOfSkippedLinesEndsOnlyThatConnection() {
        limit(10, 1024, 1 << 20);
        echo.failsToWordGaps = true;
        Client slow = daemon.connect();
        Client talker = daemon.connect();
        slow.takeOnly(0);
        talker.send((LONG_LINE + '\n').repeat(5));
        daemon.turn();
        talker.lines();
        slow.takeEverything();
        String log = logOf(daemon::turn);
        assertTrue(slow.isClosed());
        assertEquals(List.of(slow.address() + " FAILURE"), echo.calls);
        assertEquals(List.of(slow.address() + " FAILURE"), talker.lines());
        assertEquals(1, log.lines().count(), log);
        assertEquals(0, daemon.heldBytes());
    }

    private static String logOf(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLineTooLongIsReportedAndTheConnectionStays() {
        Client client = daemon.connect();
        client.send("x".repeat(5000));
        daemon.turn();
        client.send("y\nok\n");
        daemon.turn();
        assertEquals(List.of("too long", said(client, "ok")), client.lines());
    }

    @Test
    void telnetsTimingMarkIsAnsweredSoThatItShowsOutputAgain() {
        Client client = daemon.connect();
        client.send(new byte[] {'h', 'a', (byte) 255, (byte) 245, (byte) 255, (byte) 253, 6, 'l', 'f', '\n'});
        daemon.turn();
        assertEquals("\u00ff\u00fb\6" + said(client, "half") + '\n', client.receivedBytes());
    }

    @Test
    void telnetsInterruptIsAnsweredWithATimingMarkSoThatItShowsTheGoodbye() {
        Client client = daemon.connect();
        client.send(new byte[] {'h', 'a', (byte) 255, (byte) 244, (byte) 255, (byte) 253, 6, 'l', 'f', '\n'});
        daemon.turn();
        assertEquals("\u00ff\u00fb\6", client.receivedBytes());
        assertTrue(client.isOutputEnded());
    }

    @Test
    void areYouThereIsAnswered() {
        Client client = daemon.connect();
        client.send(new byte[] {'h', 'a', (byte) 255, (byte) 246, 'l', 'f', '\n'});
        daemon.turn();
        assertEquals("[chatd: yes]\n" + said(client, "half") + '\n', client.receivedBytes());
    }

    @Test
    void halfLinesCountAsWaitingMemory() {
        Client client = daemon.connect();
        client.send("half");
        daemon.turn();
        assertEquals(4, daemon.heldBytes());
        client.send(" and half");
        daemon.turn();
        assertEquals(13, daemon.heldBytes());
        client.send("s");
        daemon.turn();
        assertEquals(26, daemon.heldBytes(), "the array doubles");
        client.reset();
        daemon.turn();
        assertEquals(0, daemon.heldBytes());
    }

    @Test
    void aClientOverTheLimitIsRejectedAndClosed() {
        limit(2, 4096, 1 << 20);
        Client first = daemon.connect();
        daemon.connect();
        Client third = daemon.connect();
        assertEquals(List.of("full"), third.lines());
        assertTrue(third.isOutputEnded());
        third.endInput();
        daemon.turn();
        assertTrue(third.isClosed());
        first.endInput();
        daemon.turn();
        Client fourth = daemon.connect();
        fourth.send("in\n");
        daemon.turn();
        assertEquals(List.of(said(fourth, "in")), fourth.lines());
        assertEquals(List.of(first.address() + " END_OF_INPUT"), echo.calls);
    }

    @Test
    void rejectedClientsThatDoNotCloseDoNotPileUp() {
        limit(1, 4096, 1 << 20);
        Client connected = daemon.connect();
        List<Client> rejected = Stream.generate(daemon.network::connect).limit(1000).toList();
        String log = String.join("", LogCapture.by(Admission.class, Level.WARN, daemon::turn));
        assertTrue(log.contains("too many connections are closing (256) or awaiting a PROXY header (0). "
                + "Clients connected: 1."), log);
        assertEquals(256, rejected.stream().filter(client -> !client.received().isEmpty()).count());
        daemon.sleep(Duration.ofSeconds(10));
        assertEquals(0, rejected.stream().filter(client -> !client.isClosed()).count());
        connected.send("still here\n");
        daemon.turn();
        assertEquals(List.of(said(connected, "still here")), connected.lines());
    }

    @Test
    void acceptingPausesForASecondAfterAFailureAndTheLoopDoesNotSpin() {
        Client connected = daemon.connect();
        daemon.network.failAccepts(new IOException("Too many open files"));
        Client waiting = daemon.network.connect();
        daemon.turn();
        daemon.turn();
        assertEquals(1000, daemon.network.sleptMillis(), 100);
        connected.send("talking on\n");
        daemon.turn();
        assertEquals(List.of(said(connected, "talking on")), connected.lines());
        daemon.network.failAccepts(null);
        daemon.turn();
        waiting.send("me too\n");
        daemon.turn();
        assertEquals("", waiting.received());
        daemon.sleep(Duration.ofMillis(1_200));
        assertEquals(List.of(said(waiting, "me too")), waiting.lines());
    }

    @Test
    void aDepartureResumesAcceptingAfterAFailure() {
        Client connected = daemon.connect();
        daemon.network.failAccepts(new IOException("Too many open files"));
        Client waiting = daemon.network.connect();
        daemon.turn();
        daemon.network.failAccepts(null);
        connected.endInput();
        daemon.turn();
        daemon.turn();
        waiting.send("in\n");
        daemon.turn();
        assertEquals(List.of(said(waiting, "in")), waiting.lines());
    }

    @Test
    void aDeadlineDoesNotMoveWithTheClientsLines() {
        Client client = daemon.connect();
        client.send("!deadline PT2S\n");
        daemon.turn();
        for (int i = 0; i < 19; i++) {
            client.send("busy\n");
            daemon.sleep(Duration.ofMillis(100));
        }
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofMillis(300));
        assertEquals(List.of(client.address() + " expired"), echo.calls);
    }

    @Test
    void anIdleDeadlineCountsFromTheLastLine() {
        Client client = daemon.connect();
        client.send("!idle PT2S\n");
        daemon.turn();
        for (int i = 0; i < 10; i++) {
            daemon.sleep(Duration.ofMillis(1_900));
            client.send("\n");
            daemon.turn();
        }
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofMillis(1_900));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofMillis(100));
        assertEquals(List.of(client.address() + " expired"), echo.calls);
    }

    @Test
    void bytesOfAnUnfinishedLineAreActivityAndTelnetCommandsAreNot() {
        Client client = daemon.connect();
        client.send("!idle PT2S\n");
        daemon.turn();
        for (int i = 0; i < 10; i++) {
            daemon.sleep(Duration.ofMillis(1_900));
            client.send("x");
            daemon.turn();
        }
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofMillis(1_900));
        client.send(new byte[] {(byte) 255, (byte) 241, (byte) 255, (byte) 246});
        daemon.turn();
        daemon.sleep(Duration.ofMillis(100));
        assertEquals(List.of(client.address() + " expired"), echo.calls);
    }

    @Test
    void receivingLinesIsNotActivity() {
        Client client = daemon.connect();
        Client talker = daemon.connect();
        client.send("!idle PT2S\n");
        for (int i = 0; i < 30; i++) {
            talker.send("blah\n");
            daemon.sleep(Duration.ofMillis(100));
        }
        assertEquals(List.of(client.address() + " expired"), echo.calls);
    }

    @Test
    void anIdleTimeOfZeroNeverExpires() {
        daemon.connect().send("!idle PT2S\n!idle PT0S\n");
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void stoppingSaysGoodbyeAndEndsAtOnceWhenAllClientsTakeIt() {
        Client client = daemon.connect();
        daemon.stop();
        daemon.turn();
        assertEquals(List.of("stopping"), client.lines());
        assertTrue(client.isClosed());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void stoppingWaitsAtMostTwoSecondsForSlowReaders() {
        Client slow = daemon.connect();
        Client stuck = daemon.connect();
        slow.takeOnly(0);
        stuck.takeOnly(0);
        slow.send("hello\n");
        daemon.turn();
        daemon.stop();
        daemon.turn();
        Client late = daemon.network.connect();
        daemon.sleep(Duration.ofMillis(1_500));
        slow.takeEverything();
        daemon.turn();
        assertEquals(List.of(said(slow, "hello"), "stopping"), slow.lines());
        assertFalse(daemon.hasEnded());
        daemon.sleep(Duration.ofMillis(700));
        assertTrue(daemon.hasEnded());
        assertTrue(stuck.isClosed());
        assertEquals("", late.received());
        assertEquals(List.of(), echo.calls);
    }
}
