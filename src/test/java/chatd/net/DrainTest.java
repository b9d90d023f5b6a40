package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Draining and stopping, and the tasks of other threads that ask for it. */
class DrainTest {

    private static final Duration DRAIN_TIME = Duration.ofMinutes(10);
    private static final Duration TICK = Duration.ofMillis(100);

    @TempDir
    private Path directory;
    private Path clientSocket;
    private Path adminSocket;

    private final EchoService echo = new EchoService();
    private final AnsweringService answering = new AnsweringService();
    private SimulatedDaemon daemon;

    @BeforeEach
    void open() {
        clientSocket = directory.resolve("clients");
        adminSocket = directory.resolve("admin");
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(2).withWriteBufferBytes(4096)
                .withBufferMemoryBytes(1 << 20).withWriteTimeout(Duration.ZERO),
                echo.broadcasts, echo).listen(clientSocket, echo).listen(adminSocket, answering);
    }

    private void drain(Duration time) {
        daemon.loop.execute(() -> daemon.server.drain(time));
        daemon.turn();
    }

    private void assertNotAdmitted(Client... arrivals) {
        for (Client client : arrivals) {
            client.send("hello\n");
        }
        daemon.turn();
        for (Client client : arrivals) {
            assertEquals("", client.received());
        }
    }

    // Admitting no more clients

    @Test
    void anExceptionWhileTheServerStopsEndsOnlyThatConnection() {
        // Its lines over the rate are not read, so the exception is thrown only while the server stops.
        SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(10)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20)
                .withLineRate(Duration.ofSeconds(1), 1), echo.broadcasts, echo);
        Client odd = daemon.connect().send("one\ntwo\nthree\n");
        Client other = daemon.connect();
        odd.failBadly();
        daemon.stop();
        assertEquals(1, LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn).size());
        assertTrue(odd.isClosed());
        assertTrue(other.lines().contains("stopping"));
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aConnectionThatBrokeUnnoticedDoesNotDelayTheEnd() {
        SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(10)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20)
                .withLineRate(Duration.ofSeconds(1), 1), echo.broadcasts, echo);
        Client broken = daemon.connect().send("one\ntwo\nthree\n");
        daemon.turn();
        broken.reset();
        daemon.stop();
        daemon.turn();
        assertTrue(broken.isClosed());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void connectedClientsGoOnAndNoNewClientIsAdmitted() {
        Client connected = daemon.connect();
        drain(DRAIN_TIME);
        assertNotAdmitted(daemon.network.connect(), daemon.network.connect(clientSocket));
        connected.send("hello\n");
        daemon.turn();
        assertEquals(List.of(connected.address() + ": hello"), connected.lines());
        assertEquals(1, daemon.server.metrics().arrivals());
        assertFalse(daemon.hasEnded());
    }

    @Test
    void theClientSocketFileIsRemovedAtOnceAndTheAdminSocketFileInTheEnd() {
        Client connected = daemon.connect();
        assertTrue(Files.exists(clientSocket));
        drain(DRAIN_TIME);
        assertFalse(Files.exists(clientSocket));
        assertTrue(Files.exists(adminSocket));
        connected.reset();
        daemon.turn();
        daemon.turn();
        assertTrue(daemon.hasEnded());
        assertFalse(Files.exists(adminSocket));
    }

    @Test
    void theAdminSocketStaysOpen() {
        daemon.connect();
        Client before = daemon.connect(adminSocket);
        drain(DRAIN_TIME);
        Client after = daemon.connect(adminSocket);
        before.send("one\n");
        after.send("two\n");
        daemon.turn();
        assertEquals(List.of("answer to one"), before.lines());
        assertEquals(List.of("answer to two"), after.lines());
    }

    @Test
    void anInheritedSocketIsNotClosed() throws IOException {
        ServerSocketChannel inherited = daemon.network.openServerSocketChannel();
        inherited.bind(null);
        daemon.server.listen(inherited);
        daemon.connect();
        drain(DRAIN_TIME);
        daemon.turn();
        assertTrue(inherited.isOpen());
        assertFalse(inherited.isRegistered());
        daemon.stop();
        daemon.turn();
        assertTrue(daemon.hasEnded());
        assertTrue(inherited.isOpen());
    }

    @Test
    void theAdminSocketAcceptsAgainAfterADrainDuringAnAcceptFailure() {
        Client connected = daemon.connect();
        daemon.network.failAccepts(new IOException("Too many open files"));
        daemon.network.connect();
        daemon.turn();
        drain(DRAIN_TIME);
        daemon.network.failAccepts(null);
        daemon.sleep(Duration.ofSeconds(2));
        Client admin = daemon.connect(adminSocket);
        admin.send("hello\n");
        daemon.turn();
        assertEquals(List.of("answer to hello"), admin.lines());
        assertEquals(List.of(), connected.lines());
        assertEquals(1, daemon.server.metrics().arrivals());
    }

    // The end of a drain

    @Test
    void aDrainEndsWhenTheLastClientHasLeft() {
        Client one = daemon.connect();
        Client two = daemon.connect();
        drain(DRAIN_TIME);
        one.reset();
        daemon.turn();
        daemon.turn();
        assertFalse(daemon.hasEnded());
        two.send("!close\n");
        daemon.turn();
        daemon.turn();
        assertEquals("bye", two.lines().get(two.writes() - 1));
        assertTrue(daemon.hasEnded());
        assertTrue(two.isClosed());
    }

    @Test
    void theLoopWakesWhenTheLastClientHasLeft() {
        Client connected = daemon.connect();
        connected.send("!idle PT2S\n");
        drain(Duration.ZERO);
        while (echo.calls.isEmpty()) {
            daemon.sleep(TICK);
        }
        assertFalse(daemon.hasEnded());
        daemon.turn();
        assertEquals(SimulatedNetwork.NOT_AT_ALL, daemon.network.sleptMillis());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aDrainEndsAfterItsTimeWithAGoodbye() {
        Client connected = daemon.connect();
        drain(DRAIN_TIME);
        daemon.sleep(DRAIN_TIME.minus(TICK));
        assertEquals(List.of(), connected.lines());
        assertFalse(daemon.hasEnded());
        daemon.sleep(TICK.multipliedBy(3));
        assertEquals(List.of("stopping"), connected.lines());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aDrainWithoutATimeWaitsForEver() {
        Client connected = daemon.connect();
        drain(Duration.ZERO);
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
        connected.reset();
        daemon.turn();
        daemon.turn();
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aDrainWithoutClientsEndsAtOnce() {
        drain(DRAIN_TIME);
        daemon.turn();
        assertTrue(daemon.hasEnded());
    }

    @Test
    void anAdminConnectionDoesNotDelayTheEnd() {
        Client admin = daemon.connect(adminSocket);
        drain(DRAIN_TIME);
        daemon.turn();
        assertTrue(admin.isClosed());
        assertEquals(List.of("local:1 connected", "local:1 stopping"), answering.calls);
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aClosingConnectionDelaysTheEndForAtMostTwoSeconds() {
        Client leaving = daemon.connect();
        leaving.takeOnly(0);
        leaving.send("!close\n");
        daemon.turn();
        drain(DRAIN_TIME);
        daemon.sleep(Duration.ofMillis(1_900));
        assertFalse(daemon.hasEnded());
        leaving.takeEverything();
        daemon.turn();
        assertEquals(List.of("bye"), leaving.lines());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aSecondDrainChangesTheTime() {
        Client connected = daemon.connect();
        drain(Duration.ofSeconds(10));
        drain(Duration.ofSeconds(30));
        daemon.sleep(Duration.ofSeconds(29));
        assertFalse(daemon.hasEnded());
        drain(Duration.ofSeconds(5));
        daemon.sleep(Duration.ofSeconds(4));
        assertFalse(daemon.hasEnded());
        daemon.sleep(Duration.ofMillis(1_300));
        assertEquals(List.of("stopping"), connected.lines());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aSecondDrainMayRemoveTheTime() {
        daemon.connect();
        drain(Duration.ofSeconds(10));
        drain(Duration.ZERO);
        daemon.sleep(Duration.ofMinutes(1));
        assertFalse(daemon.hasEnded());
    }

    @Test
    void stoppingEndsADrain() {
        Client connected = daemon.connect();
        drain(DRAIN_TIME);
        daemon.stop();
        daemon.turn();
        assertEquals(List.of("stopping"), connected.lines());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void drainingAStoppingServerChangesNothing() {
        Client slow = daemon.connect();
        slow.takeOnly(0);
        daemon.stop();
        daemon.turn();
        drain(DRAIN_TIME);
        assertFalse(daemon.hasEnded());
        daemon.sleep(Duration.ofMillis(2_200));
        assertTrue(daemon.hasEnded());
    }

    // Tasks on the loop

    @Test
    void tasksRunOnceAndInOrderInTheNextTurn() {
        List<String> done = new ArrayList<>();
        daemon.loop.execute(() -> done.add("one"));
        daemon.loop.execute(() -> done.add("two"));
        daemon.loop.execute(() -> done.add("three"));
        assertEquals(List.of(), done);
        daemon.turn();
        assertEquals(List.of("one", "two", "three"), done);
        daemon.turn();
        assertEquals(3, done.size());
    }

    @Test
    void aTaskWakesTheLoop() {
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
        daemon.loop.execute(() -> { });
        daemon.turn();
        assertEquals(SimulatedNetwork.NOT_AT_ALL, daemon.network.sleptMillis());
    }

    @Test
    void aLineSaidInATaskIsSentInItsTurnAfterTheLinesOfClients() {
        Client client = daemon.connect();
        client.send("hello\n");
        daemon.loop.execute(() -> echo.broadcast.say("on the loop"));
        daemon.turn();
        assertEquals(List.of(client.address() + ": hello", "on the loop"), client.lines());
    }

    @Test
    void aTaskAfterTheEndDoesNoHarm() {
        daemon.stop();
        daemon.turn();
        assertTrue(daemon.hasEnded());
        daemon.loop.execute(() -> echo.calls.add("too late"));
        daemon.stop();
        assertEquals(List.of(), echo.calls);
    }

    @Test
    void stoppingTwiceIsStoppingOnce() {
        Client slow = daemon.connect();
        slow.takeOnly(0);
        daemon.stop();
        daemon.stop();
        daemon.turn();
        daemon.sleep(Duration.ofMillis(1_500));
        daemon.stop();
        daemon.sleep(Duration.ofMillis(700));
        assertTrue(daemon.hasEnded());
        slow.takeEverything();
        assertEquals("", slow.received());
    }
}
