package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The output of a connection: when it owns one, which lines are skipped, and the write timeout. */
class OutboundTest {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(100);

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS
            .withBufferMemoryBytes(1 << 20).withWriteTimeout(WRITE_TIMEOUT), echo.broadcasts, echo);

    private boolean hasOutput(Client client) {
        return SimulatedDaemon.hasOutput(daemon.server.clients().stream()
                .filter(one -> one.address().equals(client.address())).findFirst().orElseThrow());
    }

    private Client stuckAfter(int bytes, String line) {
        Client client = daemon.connect();
        client.takeOnly(bytes);
        client.send(line + '\n');
        daemon.turn();
        return client;
    }

    // Memory: most of ten thousand clients have nothing waiting

    @ParameterizedTest
    @ValueSource(strings = {"to all\n", "!whisper to one\n", "!others to the others\n",
            "to all\n!whisper to one\n", "!much 30000\n!whisper to one\nto all\n"})
    void aClientThatHasReceivedEverythingOwnsNoOutput(String lines) {
        Client client = daemon.connect();
        Client listener = daemon.connect();
        client.send(lines);
        daemon.turn();
        assertFalse(hasOutput(client));
        assertFalse(hasOutput(listener));
    }

    @Test
    void anAuthorOfALineToTheOthersOwnsNoOutputAfterTheTurn() {
        Client client = daemon.connect();
        client.send(("x".repeat(900) + '\n').repeat(6) + "!others to the others\n");
        daemon.turn();
        assertEquals(6, client.lines().size());
        assertFalse(hasOutput(client));
    }

    @Test
    void aClientOwnsAnOutputWhileBytesWait() {
        Client client = stuckAfter(3, "hello");
        assertTrue(hasOutput(client));
        daemon.sleep(Duration.ofSeconds(1));
        assertTrue(hasOutput(client));
        client.takeEverything();
        daemon.turn();
        assertEquals(List.of(client.address() + ": hello"), client.lines());
        assertFalse(hasOutput(client));
    }

    @Test
    void aWriteIsTriedBeforeAPublicLineForOneClientIsSkipped() {
        Client client = daemon.connect();
        client.send("!much 65530\n!public hello there\n");
        daemon.turn();
        assertEquals("hello there", client.lines().get(1));
    }

    @Test
    void aWriteIsTriedBeforeAShareOfTheBlockIsSkipped() {
        Client client = daemon.connect();
        Client talker = daemon.connect();
        client.send("!much 65530\n").send("!whisper psst\n");
        talker.send("hello\n");
        daemon.turn();
        assertEquals(List.of(talker.address() + ": hello", "psst"), client.lines().subList(1, 3));
    }

    @Test
    void aLineThatJustFillsTheBufferIsNotSkipped() {
        Client talker = daemon.connect();
        Client stuck = stuckAfter(0, "!much 65000");
        String line = "x".repeat(536 - (talker.address() + ": \n").length());
        talker.send(line + '\n');
        daemon.turn();
        talker.send("one more\n");
        daemon.turn();
        stuck.takeEverything();
        daemon.turn();
        assertEquals(List.of(talker.address() + ": " + line, "[1 skipped]"), stuck.lines().subList(1, 3));
    }

    @Test
    void aClosingConnectionWithABrokenOutputIsNotDrained() {
        Client client = daemon.connect();
        client.breakOutput();
        client.send("!close\n");
        daemon.turn();
        assertTrue(client.isOutputEnded());
        daemon.sleep(Duration.ofSeconds(2));
        assertTrue(client.isClosed());
    }

    // The write timeout

    @Test
    void aClientThatTakesNothingIsDisconnectedAtTheWriteTimeoutAndNoSooner() {
        Client client = stuckAfter(0, "hello");
        daemon.sleep(WRITE_TIMEOUT.minus(TICK));
        assertEquals(List.of(), echo.calls);
        daemon.sleep(TICK);
        assertEquals(List.of(client.address() + " NOT_READING"), echo.calls);
        assertTrue(client.isClosed());
    }

    @Test
    void aByteTakenInTheLastTriedWriteRestartsTheWriteTimeout() {
        Client client = stuckAfter(0, "hello");
        client.takeUnnoticed(1);
        daemon.sleep(WRITE_TIMEOUT.multipliedBy(2).minus(TICK));
        assertEquals(List.of(), echo.calls);
        assertEquals(1, client.received().length());
        daemon.sleep(TICK);
        assertEquals(List.of(client.address() + " NOT_READING"), echo.calls);
    }

    @Test
    void aClientThatTakesEverythingInTheLastTriedWriteStays() {
        Client client = stuckAfter(0, "hello");
        client.takeUnnoticed(1000);
        daemon.sleep(WRITE_TIMEOUT);
        assertEquals(List.of(client.address() + ": hello"), client.lines());
        assertFalse(hasOutput(client));
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void aClosingClientThatTakesEverythingInTheLastTriedWriteLingersFromThenOn() {
        Client client = stuckAfter(0, "!close");
        client.takeUnnoticed(1000);
        daemon.sleep(WRITE_TIMEOUT.minus(TICK));
        assertFalse(client.isOutputEnded());
        daemon.sleep(TICK);
        assertEquals(List.of("bye"), client.lines());
        assertTrue(client.isOutputEnded());
        assertFalse(client.isClosed());
    }
}
