package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A service pauses the input of a client for a while. */
class PauseTest {

    private static final Duration TICK = Duration.ofMillis(100);

    private final EchoService echo = new EchoService();
    private SimulatedDaemon daemon = daemon(64 * 1024, Duration.ZERO, 1);

    private SimulatedDaemon daemon(int writeBufferBytes, Duration lineInterval, int burst) {
        return new SimulatedDaemon(SimulatedDaemon.LIMITS.withWriteBufferBytes(writeBufferBytes)
                .withLineRate(lineInterval, burst), echo.broadcasts, echo);
    }

    private static String said(Client client, Object text) {
        return client.address() + ": " + text;
    }

    private Client connectAndSend(String text) {
        Client client = daemon.connect();
        client.send(text);
        daemon.turn();
        return client;
    }

    /** A pause of a second ends: the service is called in one turn, and held lines are handed on in the next. */
    private void assertGoesOnAfterASecond(Client client, String... lines) {
        daemon.sleep(Duration.ofMillis(900));
        assertEquals(List.of(), client.lines());
        daemon.sleep(TICK);
        assertEquals(List.of("goes on"), client.lines());
        daemon.turn();
        assertEquals(List.of(lines), client.lines());
    }

    private void assertNothingIsHeld() {
        assertEquals(0, daemon.heldBytes());
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void linesOfTheSameReadWaitForTheEndOfThePause() {
        Client client = connectAndSend("one\n!pause PT1S\ntwo\nthree\n");
        assertEquals(List.of(said(client, "one")), client.lines());
        assertEquals("two\nthree\n".length(), daemon.heldBytes());
        assertGoesOnAfterASecond(client, said(client, "two"), said(client, "three"));
        assertNothingIsHeld();
    }

    @Test
    void aPausedClientIsNotRead() {
        Client client = connectAndSend("!pause PT1S\n");
        client.send("two\n".repeat(5000));
        daemon.turn();
        assertEquals(0, daemon.heldBytes());
        daemon.turn();
        assertEquals(1000, daemon.network.sleptMillis());
        daemon.sleep(Duration.ofSeconds(2));
        assertEquals(5001, client.lines().size());
        assertNothingIsHeld();
    }

    @Test
    void aPauseMayFollowAPause() {
        Client client = connectAndSend("!pause PT1S\n!pause PT1S\n!pause PT1S\nlast\n");
        assertGoesOnAfterASecond(client);
        assertGoesOnAfterASecond(client);
        assertGoesOnAfterASecond(client, said(client, "last"));
        assertNothingIsHeld();
    }

    @Test
    void aLineIsPutTogetherAcrossAPause() {
        Client client = connectAndSend("!pause PT1S\nha");
        client.send("lf\n");
        assertGoesOnAfterASecond(client, said(client, "half"));
        assertNothingIsHeld();
    }

    @Test
    void theEndOfInputIsNoticedAfterThePause() {
        Client client = connectAndSend("!pause PT1S\ntwo\n");
        client.endInput();
        daemon.turn();
        assertFalse(client.isClosed());
        assertGoesOnAfterASecond(client, said(client, "two"));
        daemon.turn();
        assertTrue(client.isClosed());
        assertEquals(List.of(client.address() + " END_OF_INPUT"), echo.calls);
        assertNothingIsHeld();
    }

    @Test
    void theEndOfInputIsNoticedAfterAPauseAtTheUnfinishedLastLine() {
        Client client = daemon.connect();
        client.send("!pause PT1S").endInput();
        daemon.turn();
        daemon.turn();
        assertGoesOnAfterASecond(client);
        daemon.turn();
        assertTrue(client.isClosed());
        assertEquals(List.of(client.address() + " END_OF_INPUT"), echo.calls);
        assertNothingIsHeld();
    }

    @Test
    void aResetIsNoticedAfterThePause() {
        Client client = connectAndSend("!pause PT1S\ntwo\n");
        client.reset();
        daemon.sleep(Duration.ofMillis(900));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(Duration.ofMillis(300));
        assertEquals(List.of(client.address() + " RESET"), echo.calls);
        assertNothingIsHeld();
    }

    @Test
    void aClientPausedOnArrivalIsNotRead() {
        echo.whenConnected = () -> daemon.server.clients().forEach(Connection::pause);
        Client client = connectAndSend("one\n");
        assertEquals(List.of(), client.lines());
        assertEquals(0, daemon.heldBytes());
        daemon.server.clients().forEach(Connection::unpause);
        daemon.turn();
        daemon.turn();
        assertEquals(List.of(said(client, "one")), client.lines());
        assertNothingIsHeld();
    }

    @Test
    void aClientMayBePausedWhileAnotherIsServed() {
        Client client = daemon.connect();
        Client other = daemon.connect();
        echo.whenConnected = () -> daemon.server.clients().forEach(Connection::pause);
        daemon.network.connect();
        client.send("one\n").endInput();
        other.send("two\n").endInput();
        daemon.turn();
        daemon.server.clients().forEach(Connection::unpause);
        for (int i = 0; i < 4; i++) {
            daemon.turn();
        }
        assertEquals(List.of(said(client, "one"), said(other, "two")),
                client.lines().stream().filter(line -> !line.contains("END")).sorted().toList());
        assertEquals(2, echo.calls.size());
        assertNothingIsHeld();
    }

    @Test
    void aPauseStopsNeitherOtherClientsNorTheOutput() {
        Client client = connectAndSend("!pause PT1S\n");
        Client other = connectAndSend("hello\n");
        assertEquals(List.of(said(other, "hello")), other.lines());
        assertEquals(List.of(said(other, "hello")), client.lines());
    }

    @Test
    void spaceInTheSocketDoesNotEndThePause() {
        daemon = daemon(4096, Duration.ZERO, 1);
        Client client = daemon.connect();
        client.takeOnly(100);
        client.send("!much 3000\n!pause PT1S\ntwo\n");
        daemon.turn();
        client.takeEverything();
        daemon.turn();
        daemon.turn();
        assertEquals(1, client.lines().size());
        assertEquals(4, daemon.heldBytes());
        assertGoesOnAfterASecond(client, said(client, "two"));
        assertNothingIsHeld();
    }

    @Test
    void heldLinesStillWaitForSpaceAfterThePause() {
        daemon = daemon(4096, Duration.ZERO, 1);
        Client client = daemon.connect();
        client.takeOnly(0);
        client.send("!much 9000\n");
        daemon.turn();
        client.takeOnly(5000);
        daemon.turn();
        client.send("!pause PT1S\n!whisper two\n");
        daemon.turn();
        daemon.sleep(Duration.ofSeconds(2));
        client.received();
        client.takeEverything();
        daemon.sleep(Duration.ofSeconds(2));
        List<String> rest = client.lines();
        assertEquals(List.of("goes on", "two"), rest.subList(rest.size() - 2, rest.size()));
        assertNothingIsHeld();
    }

    @Test
    void theLineRateHoldsAfterAPauseThatCountsAsSilence() {
        daemon = daemon(64 * 1024, Duration.ofMillis(500), 3);
        Client client = connectAndSend("!pause PT1S\n" + IntStream.range(0, 6).mapToObj(i -> i + "\n")
                .collect(Collectors.joining()));
        assertGoesOnAfterASecond(client, said(client, 0), said(client, 1), said(client, 2));
        daemon.sleep(Duration.ofMillis(400));
        assertEquals(List.of(), client.lines());
        daemon.sleep(TICK);
        assertEquals(List.of(said(client, 3)), client.lines());
        daemon.sleep(Duration.ofSeconds(1));
        assertEquals(List.of(said(client, 4), said(client, 5)), client.lines());
        assertNothingIsHeld();
    }

    @Test
    void aPauseHoldsRateLimitedLinesLonger() {
        daemon = daemon(64 * 1024, Duration.ofMillis(500), 1);
        Client client = connectAndSend("one\ntwo\n");
        assertEquals(List.of(said(client, "one")), client.lines());
        Connection connection = daemon.server.clients().get(0);
        connection.pause();
        daemon.sleep(Duration.ofSeconds(5));
        assertEquals(List.of(), client.lines());
        connection.unpause();
        daemon.turn();
        assertEquals(List.of(said(client, "two")), client.lines());
        assertNothingIsHeld();
    }

    @Test
    void closingAPausedConnectionLeavesNothingBehind() {
        Client client = connectAndSend("!pause PT1S\ntwo\n");
        daemon.server.clients().get(0).close();
        daemon.turn();
        assertTrue(client.isOutputEnded());
        client.endInput();
        daemon.turn();
        assertTrue(client.isClosed());
        daemon.sleep(Duration.ofSeconds(2));
        assertEquals(List.of(), client.lines());
        assertEquals(List.of(), echo.calls);
        assertNothingIsHeld();
    }

    @Test
    void heldLinesAreDroppedWhenTheConnectionIsClosedAfterThePause() {
        Client client = connectAndSend("!pause PT1S\ntwo\n");
        Client listener = daemon.connect();
        daemon.sleep(Duration.ofSeconds(1));
        assertEquals(List.of("goes on"), client.lines());
        daemon.server.clients().stream().filter(one -> one.address().equals(client.address()))
                .forEach(Connection::close);
        daemon.turn();
        assertEquals(List.of(), listener.lines());
    }

    @Test
    void stoppingDoesNotWaitForTheEndOfThePause() {
        Client client = connectAndSend("!pause PT1S\ntwo\n");
        daemon.stop();
        daemon.turn();
        assertEquals(List.of("stopping"), client.lines());
        assertTrue(daemon.hasEnded());
        assertEquals(0, daemon.heldBytes());
    }
}
