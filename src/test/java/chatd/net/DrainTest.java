package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.SimulatedDaemon;
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

/** How a daemon ends that lets nobody in any more, and what else is done on its loop at somebody's word. */
class DrainTest {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration TICK = Duration.ofMillis(100);

    @TempDir
    private Path directory;
    private Path clients;
    private Path office;

    private final EchoService parrot = new EchoService();
    private final AnsweringService clerk = new AnsweringService();
    private SimulatedDaemon daemon;

    @BeforeEach
    void open() {
        clients = directory.resolve("clients");
        office = directory.resolve("office");
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(2).withWriteBufferBytes(4096)
                .withBufferMemoryBytes(1 << 20).withWriteTimeout(Duration.ZERO),
                parrot.broadcasts, parrot).listen(clients, parrot).listen(office, clerk);
    }

    private void drain(Duration patience) {
        daemon.loop.execute(() -> daemon.server.drain(patience));
        daemon.turn();
    }

    private void assertLetsNobodyIn(Client... arrivals) {
        for (Client client : arrivals) {
            client.send("hello\n");
        }
        daemon.turn();
        for (Client client : arrivals) {
            assertEquals("", client.received());
        }
    }

    // Letting nobody in

    @Test
    void aBugWhileTheLoopStopsEndsThatConnectionOnly() {
        // What it has sent beyond its pace is not read any more, and so the bug is met only when all is over.
        SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(10)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20)
                .withLineRate(Duration.ofSeconds(1), 1), parrot.broadcasts, parrot);
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
    void aConnectionThatBreaksUnnoticedBeforeTheLoopStopsKeepsNobodyWaiting() {
        SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(10)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20)
                .withLineRate(Duration.ofSeconds(1), 1), parrot.broadcasts, parrot);
        Client broken = daemon.connect().send("one\ntwo\nthree\n");
        daemon.turn();
        broken.reset();
        daemon.stop();
        daemon.turn();
        assertTrue(broken.isClosed());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void whoIsInsideGoesOnAndNobodyNewIsLetIn() {
        Client inside = daemon.connect();
        drain(PATIENCE);
        assertLetsNobodyIn(daemon.network.connect(), daemon.network.connect(clients));
        inside.send("hello\n");
        daemon.turn();
        assertEquals(List.of(inside.address() + ": hello"), inside.lines());
        assertEquals(1, daemon.server.metrics().arrivals());
        assertFalse(daemon.hasEnded());
    }

    @Test
    void theSocketFileOfTheClientsIsRemovedAtOnceAndTheOtherOneInTheEnd() {
        Client inside = daemon.connect();
        assertTrue(Files.exists(clients));
        drain(PATIENCE);
        assertFalse(Files.exists(clients));
        assertTrue(Files.exists(office));
        inside.reset();
        daemon.turn();
        daemon.turn();
        assertTrue(daemon.hasEnded());
        assertFalse(Files.exists(office));
    }

    @Test
    void theOtherDoorStaysOpen() {
        daemon.connect();
        Client before = daemon.connect(office);
        drain(PATIENCE);
        Client after = daemon.connect(office);
        before.send("one\n");
        after.send("two\n");
        daemon.turn();
        assertEquals(List.of("answer to one"), before.lines());
        assertEquals(List.of("answer to two"), after.lines());
    }

    @Test
    void aSocketThatSomebodyElseKeepsIsNotClosed() throws IOException {
        ServerSocketChannel given = daemon.network.openServerSocketChannel();
        given.bind(null);
        daemon.server.listen(given);
        daemon.connect();
        drain(PATIENCE);
        daemon.turn();
        assertTrue(given.isOpen());
        assertFalse(given.isRegistered());
        daemon.stop();
        daemon.turn();
        assertTrue(daemon.hasEnded());
        assertTrue(given.isOpen());
    }

    @Test
    void whoIsStillAcceptedWhenADoorIsClosedWaitsNoLongerForAPause() {
        Client inside = daemon.connect();
        daemon.network.failAccepts(new IOException("Too many open files"));
        daemon.network.connect();
        daemon.turn();
        drain(PATIENCE);
        daemon.network.failAccepts(null);
        daemon.sleep(Duration.ofSeconds(2));
        Client official = daemon.connect(office);
        official.send("hello\n");
        daemon.turn();
        assertEquals(List.of("answer to hello"), official.lines());
        assertEquals(List.of(), inside.lines());
        assertEquals(1, daemon.server.metrics().arrivals());
    }

    // When it ends

    @Test
    void itEndsWhenTheLastHasLeft() {
        Client one = daemon.connect();
        Client two = daemon.connect();
        drain(PATIENCE);
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
    void theLoopIsWokenWhenTheLastHasLeft() {
        Client inside = daemon.connect();
        inside.send("!idle PT2S\n");
        drain(Duration.ZERO);
        while (parrot.calls.isEmpty()) {
            daemon.sleep(TICK);
        }
        assertFalse(daemon.hasEnded());
        daemon.turn();
        assertEquals(SimulatedNetwork.NOT_AT_ALL, daemon.network.sleptMillis());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void itEndsAfterThatTimeWithAGoodbye() {
        Client inside = daemon.connect();
        drain(PATIENCE);
        daemon.sleep(PATIENCE.minus(TICK));
        assertEquals(List.of(), inside.lines());
        assertFalse(daemon.hasEnded());
        daemon.sleep(TICK.multipliedBy(3));
        assertEquals(List.of("stopping"), inside.lines());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void withoutATimeItWaitsForEver() {
        Client inside = daemon.connect();
        drain(Duration.ZERO);
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
        inside.reset();
        daemon.turn();
        daemon.turn();
        assertTrue(daemon.hasEnded());
    }

    @Test
    void itEndsAtOnceWhenNobodyIsInside() {
        drain(PATIENCE);
        assertTrue(daemon.hasEnded());
    }

    @Test
    void whoIsAtTheOtherDoorDoesNotKeepItFromEnding() {
        Client official = daemon.connect(office);
        drain(PATIENCE);
        assertTrue(official.isClosed());
        assertEquals(List.of("local:1 connected", "local:1 stopping"), clerk.calls);
        assertTrue(daemon.hasEnded());
    }

    @Test
    void whoIsOnTheirWayOutDoesNotKeepItFromEndingButIsGivenTwoSeconds() {
        Client leaving = daemon.connect();
        leaving.takeOnly(0);
        leaving.send("!close\n");
        daemon.turn();
        drain(PATIENCE);
        daemon.sleep(Duration.ofMillis(1_900));
        assertFalse(daemon.hasEnded());
        leaving.takeEverything();
        daemon.turn();
        assertEquals(List.of("bye"), leaving.lines());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aSecondDrainChangesTheTime() {
        Client inside = daemon.connect();
        drain(Duration.ofSeconds(10));
        drain(Duration.ofSeconds(30));
        daemon.sleep(Duration.ofSeconds(29));
        assertFalse(daemon.hasEnded());
        drain(Duration.ofSeconds(5));
        daemon.sleep(Duration.ofSeconds(4));
        assertFalse(daemon.hasEnded());
        daemon.sleep(Duration.ofMillis(1_300));
        assertEquals(List.of("stopping"), inside.lines());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aSecondDrainMayTakeAwayTheTime() {
        daemon.connect();
        drain(Duration.ofSeconds(10));
        drain(Duration.ZERO);
        daemon.sleep(Duration.ofMinutes(1));
        assertFalse(daemon.hasEnded());
    }

    @Test
    void stoppingEndsADrain() {
        Client inside = daemon.connect();
        drain(PATIENCE);
        daemon.stop();
        daemon.turn();
        assertEquals(List.of("stopping"), inside.lines());
        assertTrue(daemon.hasEnded());
    }

    @Test
    void drainingADaemonThatStopsChangesNothing() {
        Client slow = daemon.connect();
        slow.takeOnly(0);
        daemon.stop();
        daemon.turn();
        drain(PATIENCE);
        assertFalse(daemon.hasEnded());
        daemon.sleep(Duration.ofMillis(2_200));
        assertTrue(daemon.hasEnded());
    }

    // What is done on the loop

    @Test
    void whatIsToBeDoneIsDoneInOrderOnceInTheNextTurn() {
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
    void theLoopIsWokenForIt() {
        daemon.turn();
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
        daemon.loop.execute(() -> { });
        daemon.turn();
        assertEquals(SimulatedNetwork.NOT_AT_ALL, daemon.network.sleptMillis());
    }

    @Test
    void whatIsSaidThereLeavesInThatTurnBehindWhatHadCome() {
        Client client = daemon.connect();
        client.send("hello\n");
        daemon.loop.execute(() -> parrot.broadcast.say("on the loop"));
        daemon.turn();
        assertEquals(List.of(client.address() + ": hello", "on the loop"), client.lines());
    }

    @Test
    void whatIsToBeDoneAfterTheEndDoesNoHarm() {
        daemon.stop();
        daemon.turn();
        assertTrue(daemon.hasEnded());
        daemon.loop.execute(() -> parrot.calls.add("too late"));
        daemon.stop();
        assertEquals(List.of(), parrot.calls);
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
