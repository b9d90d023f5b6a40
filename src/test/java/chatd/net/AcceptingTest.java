package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

/** Accepting when it fails or might block, and connections whose socket cannot be set up. */
class AcceptingTest {

    private static final Duration MORE_THAN_A_SECOND = Duration.ofMillis(1_100);
    private static final String ACCEPT_FAILURE = "WARN Not accepting connections for now: Too many open files. "
            + "Clients connected: 1. Trying again when a connection is closed, or in 1 s";

    @TempDir
    private Path directory;
    private Path adminSocket;

    private final EchoService echo = new EchoService();
    private SimulatedDaemon daemon;

    @BeforeEach
    void open() {
        adminSocket = directory.resolve("admin");
        open(SimulatedDaemon.LIMITS);
        daemon.listen(adminSocket, new AnsweringService());
    }

    private void open(Limits limits) {
        daemon = new SimulatedDaemon(limits, echo.broadcasts, echo);
    }

    private void failAccepts() {
        daemon.network.failAccepts(new IOException("Too many open files"));
    }

    private void allowAccepts() {
        daemon.network.failAccepts(null);
    }

    private List<String> log(Runnable action) {
        return LogCapture.by(Admission.class, Level.INFO, action);
    }

    private void acceptsTakeMillis(int millis) {
        echo.whenConnected = () -> daemon.network.sleep(Duration.ofMillis(millis));
    }

    private int clientsAfterATurn() {
        daemon.turn();
        return daemon.server.metrics().clients();
    }

    @Test
    void theSendBufferIsLeftToTheKernelUnlessItIsSet() {
        assertEquals(0, daemon.connect().sendBufferBytes());
        open(SimulatedDaemon.LIMITS.withSendBufferBytes(10_000));
        assertEquals(10_000, daemon.connect().sendBufferBytes());
    }

    @Test
    void aTurnAcceptsABoundedNumberOfClients() {
        Stream.generate(daemon.network::connect).limit(3000).forEach(client -> { });
        assertEquals(1024, clientsAfterATurn());
        assertEquals(2048, clientsAfterATurn());
        assertEquals(3000, clientsAfterATurn());
    }

    @Test
    void slowAcceptingDoesNotKeepClientsWaiting() {
        Client talker = daemon.connect();
        acceptsTakeMillis(1);
        List<Client> arrivals = Stream.generate(daemon.network::connect).limit(1000).toList();
        talker.send("hello\n");
        daemon.turn();
        assertEquals(List.of(talker.address() + ": hello"), talker.lines());
        assertTrue(daemon.server.metrics().longestTurn().compareTo(Duration.ofMillis(350)) < 0);
        while (daemon.server.metrics().clients() <= arrivals.size()) {
            daemon.turn();
        }
    }

    @Test
    void aLongTurnStillAcceptsAFewClients() {
        acceptsTakeMillis(60);
        Stream.generate(daemon.network::connect).limit(200).forEach(client -> { });
        assertEquals(64, clientsAfterATurn());
        assertEquals(128, clientsAfterATurn());
    }

    @ParameterizedTest
    @CsvSource({"49, 200", "50, 64"})
    void onlyAFewClientsAreAcceptedOnceATurnHasTaken50Milliseconds(int millis, int accepted) {
        echo.whenConnected = () -> {
            daemon.network.sleep(Duration.ofMillis(millis));
            echo.whenConnected = () -> { };
        };
        Stream.generate(daemon.network::connect).limit(200).forEach(client -> { });
        assertEquals(accepted, clientsAfterATurn());
    }

    @Test
    void acceptFailuresAreCounted() {
        failAccepts();
        daemon.network.connect();
        daemon.turn();
        daemon.turn();
        assertEquals(1, daemon.server.metrics().acceptFailures());
        daemon.sleep(Duration.ofMillis(1_200));
        daemon.turn();
        assertEquals(2, daemon.server.metrics().acceptFailures());
        assertNotEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void aWaitingConnectionDoesNotKeepTheLoopTurning() {
        failAccepts();
        daemon.network.connect();
        assertTrue(daemon.network.isAnythingReady());
        daemon.turn();
        assertFalse(daemon.network.isAnythingReady());
    }

    @Test
    void theAdminSocketAcceptsNothingEitherUntilThereIsRoom() {
        Client connected = daemon.connect();
        failAccepts();
        daemon.network.connect();
        Client admin = daemon.connect(adminSocket);
        allowAccepts();
        daemon.turn();
        admin.send("hello\n");
        daemon.turn();
        assertEquals(List.of(), admin.lines());
        connected.reset();
        daemon.turn();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of("answer to hello"), admin.lines());
    }

    @Test
    void aLastingAcceptFailureIsLoggedOnce() {
        daemon.connect();
        failAccepts();
        daemon.network.connect();
        List<String> log = log(() -> daemon.sleep(Duration.ofSeconds(20)));
        assertEquals(List.of(ACCEPT_FAILURE), log);
        assertTrue(daemon.server.metrics().acceptFailures() > 10);
    }

    @Test
    void aNewAcceptFailureIsLoggedAfterAllWaitingClientsWereAccepted() {
        daemon.connect();
        failAccepts();
        Client waiting = daemon.network.connect();
        daemon.sleep(Duration.ofSeconds(5));
        allowAccepts();
        daemon.sleep(Duration.ofSeconds(5));
        waiting.reset();
        daemon.turn();
        failAccepts();
        daemon.network.connect();
        assertEquals(List.of(ACCEPT_FAILURE), log(() -> daemon.sleep(Duration.ofSeconds(5))));
    }

    @Test
    void theLoopDoesNotWakeToRetryOnceThereIsRoom() {
        Client connected = daemon.connect();
        failAccepts();
        daemon.network.connect();
        daemon.turn();
        // The second failure is not logged, so nothing else is due.
        daemon.sleep(MORE_THAN_A_SECOND);
        allowAccepts();
        connected.reset();
        daemon.turn();
        daemon.turn();
        assertEquals(1, daemon.server.metrics().clients());
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    // A listening socket shared with another process

    @Test
    void anInheritedSocketAcceptsClientsAndNeverBlocksTheLoop() throws IOException {
        Path inherited = listenOnInheritedSocket();
        // Another process has made it blocking.
        daemon.network.forbidVainAccepts();
        Stream.generate(() -> daemon.network.connect(inherited)).limit(2).toList();
        daemon.turn();
        daemon.connect(inherited);
        assertEquals(3, daemon.server.metrics().arrivals());
        assertEquals(List.of("local:1", "local:2", "local:3"),
                daemon.server.clients().stream().map(Connection::address).sorted().toList());
    }

    private Path listenOnInheritedSocket() throws IOException {
        Path inherited = directory.resolve("inherited");
        daemon.server.listen(daemon.network.openServerSocketChannel().bind(UnixDomainSocketAddress.of(inherited)));
        return inherited;
    }

    @Test
    void aDrainInMidTurnStopsAcceptingAtOnce() throws IOException {
        Path inherited = listenOnInheritedSocket();
        echo.whenConnected = () -> daemon.server.drain(Duration.ZERO);
        Stream.generate(daemon.network::connect).limit(3).toList();
        Stream.generate(() -> daemon.network.connect(inherited)).limit(3).toList();
        daemon.turn();
        assertEquals(1, daemon.server.metrics().arrivals());
        assertEquals(0, daemon.server.metrics().acceptFailures());
    }

    // Connections whose socket cannot be set up

    @Test
    void aConnectionThatCannotBeSetUpIsClosedAndNotCounted() {
        Client odd = daemon.network.connect();
        odd.failOptions();
        daemon.turn();
        assertTrue(odd.isClosed());
        assertEquals(0, daemon.server.metrics().arrivals());
        assertEquals(0, daemon.server.metrics().clients());
        assertEquals(0, daemon.connections());
        assertEquals(List.of(), echo.calls);
        Client next = daemon.connect();
        next.send("hello\n");
        daemon.turn();
        assertEquals(List.of(next.address() + ": hello"), next.lines());
    }

    @Test
    void aConnectionThatCannotBeSetUpIsNoClientInItsTurn() {
        Client odd = daemon.network.connect();
        odd.failOptions();
        daemon.loop.execute(() -> assertEquals(List.of(), daemon.server.clients()));
        daemon.turn();
    }

    @Test
    void aConnectionThatCannotBeSetUpIsNotStoppedInItsTurn() {
        Client client = daemon.connect();
        client.takeOnly(0);
        Client odd = daemon.network.connect();
        odd.failOptions();
        daemon.stop();
        daemon.turn();
        assertEquals(1, daemon.connections());
        assertEquals(0, daemon.server.metrics().clients());
        assertFalse(daemon.hasEnded());
        client.takeEverything();
        daemon.turn();
        assertEquals(List.of("stopping"), client.lines());
        assertTrue(daemon.hasEnded());
    }
}
