package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.SimulatedDaemon;
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

/** Accepting, when it fails or might block, and what goes wrong with those who are accepted. */
class AcceptingTest {

    private static final Duration A_SECOND_AND_A_TICK = Duration.ofMillis(1_100);
    private static final String TROUBLE = "WARN Not accepting connections for now: Too many open files. "
            + "Clients connected: 1. Trying again when a connection is closed, or in 1 s";

    @TempDir
    private Path directory;
    private Path office;

    private final EchoService parrot = new EchoService();
    private SimulatedDaemon daemon;

    @BeforeEach
    void open() {
        office = directory.resolve("office");
        open(SimulatedDaemon.LIMITS);
        daemon.listen(office, new AnsweringService());
    }

    private void open(Limits limits) {
        daemon = new SimulatedDaemon(limits, parrot.broadcasts, parrot);
    }

    private void failAccepts() {
        daemon.network.failAccepts(new IOException("Too many open files"));
    }

    private void endTrouble() {
        daemon.network.failAccepts(null);
    }

    private List<String> log(Runnable action) {
        return LogCapture.by(Admission.class, Level.INFO, action);
    }

    private void acceptsTakeMillis(int millis) {
        parrot.whenConnected = () -> daemon.network.sleep(Duration.ofMillis(millis));
    }

    private int clientsAfterATurn() {
        daemon.turn();
        return daemon.server.metrics().clients();
    }

    @Test
    void theKernelKeepsAsMuchAsItLikesForEachUnlessItIsTold() {
        assertEquals(0, daemon.connect().sendBufferBytes());
        open(SimulatedDaemon.LIMITS.withSendBufferBytes(10_000));
        assertEquals(10_000, daemon.connect().sendBufferBytes());
    }

    @Test
    void soManyAreAcceptedAtATime() {
        Stream.generate(daemon.network::connect).limit(3000).forEach(client -> { });
        assertEquals(1024, clientsAfterATurn());
        assertEquals(2048, clientsAfterATurn());
        assertEquals(3000, clientsAfterATurn());
    }

    @Test
    void whenAcceptingTakesLongTheOthersNeedNotWaitForIt() {
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
    void howeverLongATurnHasTakenAFewAreAccepted() {
        acceptsTakeMillis(60);
        Stream.generate(daemon.network::connect).limit(200).forEach(client -> { });
        assertEquals(64, clientsAfterATurn());
        assertEquals(128, clientsAfterATurn());
    }

    @ParameterizedTest
    @CsvSource({"49, 200", "50, 64"})
    void fewAreAcceptedFromTheMomentThatTheTurnHasTakenLong(int millis, int accepted) {
        parrot.whenConnected = () -> {
            daemon.network.sleep(Duration.ofMillis(millis));
            parrot.whenConnected = () -> { };
        };
        Stream.generate(daemon.network::connect).limit(200).forEach(client -> { });
        assertEquals(accepted, clientsAfterATurn());
    }

    @Test
    void howOftenAcceptingFailedIsCounted() {
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
    void whoeverWaitsMeanwhileDoesNotKeepTheLoopTurning() {
        failAccepts();
        daemon.network.connect();
        assertTrue(daemon.network.isAnythingReady());
        daemon.turn();
        assertFalse(daemon.network.isAnythingReady());
    }

    @Test
    void untilThereIsRoomTheOtherDoorIsClosedToo() {
        Client inside = daemon.connect();
        failAccepts();
        daemon.network.connect();
        Client official = daemon.connect(office);
        endTrouble();
        daemon.turn();
        official.send("hello\n");
        daemon.turn();
        assertEquals(List.of(), official.lines());
        inside.reset();
        daemon.turn();
        daemon.turn();
        daemon.turn();
        assertEquals(List.of("answer to hello"), official.lines());
    }

    @Test
    void theTroubleIsLoggedOnceHoweverLongItLasts() {
        daemon.connect();
        failAccepts();
        daemon.network.connect();
        List<String> log = log(() -> daemon.sleep(Duration.ofSeconds(20)));
        assertEquals(List.of(TROUBLE), log);
        assertTrue(daemon.server.metrics().acceptFailures() > 10);
    }

    @Test
    void afterAllWereLetInNewTroubleIsLoggedAgain() {
        daemon.connect();
        failAccepts();
        Client waiting = daemon.network.connect();
        daemon.sleep(Duration.ofSeconds(5));
        endTrouble();
        daemon.sleep(Duration.ofSeconds(5));
        waiting.reset();
        daemon.turn();
        failAccepts();
        daemon.network.connect();
        assertEquals(List.of(TROUBLE), log(() -> daemon.sleep(Duration.ofSeconds(5))));
    }

    @Test
    void onceThereIsRoomTheLoopIsNotWokenToTryAgain() {
        Client inside = daemon.connect();
        failAccepts();
        daemon.network.connect();
        daemon.turn();
        // The second time it is not logged, so nothing else is due.
        daemon.sleep(A_SECOND_AND_A_TICK);
        endTrouble();
        inside.reset();
        daemon.turn();
        daemon.turn();
        assertEquals(1, daemon.server.metrics().clients());
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    // A socket that others have, too

    @Test
    void aSocketThatSomebodyElseHasBoundLeadsInAndIsNeverWaitedAt() throws IOException {
        Path given = listenAtGivenSocket();
        // Another process has made it a blocking one.
        daemon.network.forbidVainAccepts();
        Stream.generate(() -> daemon.network.connect(given)).limit(2).toList();
        daemon.turn();
        daemon.connect(given);
        assertEquals(3, daemon.server.metrics().arrivals());
        assertEquals(List.of("local:1", "local:2", "local:3"),
                daemon.server.clients().stream().map(Connection::address).sorted().toList());
    }

    private Path listenAtGivenSocket() throws IOException {
        Path given = directory.resolve("given");
        daemon.server.listen(daemon.network.openServerSocketChannel().bind(UnixDomainSocketAddress.of(given)));
        return given;
    }

    @Test
    void nobodyMoreIsLetInOnceAServiceHasSaidSoInMidTurn() throws IOException {
        Path given = listenAtGivenSocket();
        parrot.whenConnected = () -> daemon.server.drain(Duration.ZERO);
        Stream.generate(daemon.network::connect).limit(3).toList();
        Stream.generate(() -> daemon.network.connect(given)).limit(3).toList();
        daemon.turn();
        assertEquals(1, daemon.server.metrics().arrivals());
        assertEquals(0, daemon.server.metrics().acceptFailures());
    }

    // Those who are accepted, and whose sockets are no good

    @Test
    void whoseSocketCannotBeSetUpIsClosedAndNeverWasThere() {
        Client odd = daemon.network.connect();
        odd.failOptions();
        daemon.turn();
        assertTrue(odd.isClosed());
        assertEquals(0, daemon.server.metrics().arrivals());
        assertEquals(0, daemon.server.metrics().clients());
        assertEquals(0, daemon.connections());
        assertEquals(List.of(), parrot.calls);
        Client next = daemon.connect();
        next.send("hello\n");
        daemon.turn();
        assertEquals(List.of(next.address() + ": hello"), next.lines());
    }

    @Test
    void whoseSocketCannotBeSetUpIsNoClientInThatTurnEither() {
        Client odd = daemon.network.connect();
        odd.failOptions();
        daemon.loop.execute(() -> assertEquals(List.of(), daemon.server.clients()));
        daemon.turn();
    }

    @Test
    void whoseSocketCannotBeSetUpIsNotSentAwayWhenTheDaemonStopsInThatTurn() {
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
