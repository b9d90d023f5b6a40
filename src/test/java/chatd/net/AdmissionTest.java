package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.net.SimulatedDaemon;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Who is let in: by number, by address, and at which of two doors. */
class AdmissionTest {

    private static final int MOST_CLIENTS = 3;
    private static final int MOST_LEAVING = 256;

    @TempDir
    private Path directory;
    private Path clients;
    private Path office;

    private final EchoService parrot = new EchoService();
    /** Serves those at another door, who do not count as clients. */
    private final AnsweringService clerk = new AnsweringService();
    private SimulatedDaemon daemon;

    @BeforeEach
    void open() {
        clients = directory.resolve("clients");
        office = directory.resolve("office");
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(MOST_CLIENTS)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20), parrot.broadcasts, parrot).listen(office, clerk).listen(clients, parrot);
    }

    private static List<Client> many(int count, Stream<Client> arrivals) {
        return arrivals.limit(count).toList();
    }

    private boolean ban(String range) {
        return daemon.server.bans().add(Cidr.parse(range).orElseThrow(), Duration.ZERO);
    }

    private List<String> addresses() {
        return daemon.server.clients().stream().map(Connection::address).sorted().toList();
    }

    private void assertCounted(long inside, long arrivals, long refused) {
        assertCounted(inside, arrivals, refused, 0);
    }

    private void assertCounted(long inside, long arrivals, long refused, long banned) {
        Metrics statistics = daemon.server.metrics();
        assertEquals(List.of(inside, arrivals, refused, banned), List.of((long) statistics.clients(),
                statistics.arrivals(),
                statistics.rejected(Rejection.FULL), statistics.rejected(Rejection.BANNED)));
    }

    /** Once it need no longer tell how many more were turned away. */
    private void assertSleepsForEver() {
        daemon.sleep(Duration.ofMillis(1_200));
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    // By number

    @Test
    void whoFindsNoRoomIsCountedAsRefusedAndNotAsAnArrival() {
        List<Client> inside = many(MOST_CLIENTS, Stream.generate(daemon::connect));
        assertCounted(3, 3, 0);
        List<Client> refused = many(2, Stream.generate(daemon::connect));
        refused.forEach(client -> assertEquals(List.of("full"), client.lines()));
        assertCounted(3, 3, 2);
        assertEquals(inside.stream().map(Client::address).sorted().toList(), addresses());
        inside.get(0).endInput();
        daemon.turn();
        assertCounted(2, 3, 2);
        daemon.connect();
        assertCounted(3, 4, 2);
    }

    @Test
    void whoIsOnTheirWayOutIsNoClientAnyMore() {
        Client client = daemon.connect();
        client.send("!close\n");
        daemon.turn();
        assertFalse(client.isClosed());
        assertEquals(List.of(), addresses());
        assertCounted(0, 1, 0);
    }

    @Test
    void whoComesByAFileCountsAsAnybodyAndIsANumber() {
        daemon.connect();
        Client local = daemon.connect(clients);
        Client another = daemon.connect(clients);
        assertEquals(List.of("127.0.0.1:50000", "local:1", "local:2"), addresses());
        local.send("hello\n");
        daemon.turn();
        assertEquals(List.of("local:1: hello"), another.lines());
        assertEquals(List.of("full"), daemon.connect(clients).lines());
        assertCounted(3, 3, 1);
        assertEquals(List.of(), parrot.calls);
    }

    // At the other door

    @Test
    void atTheOtherDoorEverybodyIsLetInWhateverTheirNumber() {
        many(MOST_CLIENTS, Stream.generate(daemon::connect));
        List<Client> clerks = many(2 * MOST_LEAVING, Stream.generate(() -> daemon.connect(office)));
        clerks.forEach(client -> client.send("hello\n"));
        daemon.turn();
        clerks.forEach(client -> assertEquals(List.of("answer to hello"), client.lines()));
    }

    @Test
    void whoIsAtTheOtherDoorIsNoClient() {
        Client client = daemon.connect();
        Client official = daemon.connect(office);
        official.send("hello\n");
        daemon.turn();
        assertEquals(List.of("answer to hello"), official.lines());
        assertEquals(List.of(client.address()), addresses());
        assertCounted(1, 1, 0);
        Metrics statistics = daemon.server.metrics();
        assertEquals(0, statistics.lines());
        assertEquals(0, statistics.bytesIn());
        assertEquals(0, statistics.bytesOut());
        official.endInput();
        daemon.turn();
        assertTrue(official.isClosed());
        assertCounted(1, 1, 0);
        assertEquals(List.of("local:1 connected", "local:1 END_OF_INPUT"), clerk.calls);
        assertEquals(List.of(), parrot.calls);
    }

    @Test
    void theServiceOfTheOtherDoorHearsNothingOfTheClients() {
        Client official = daemon.connect(office);
        Client client = daemon.connect();
        client.send("hello\n");
        client.endInput();
        daemon.turn();
        assertEquals(List.of(), official.lines());
        assertEquals(List.of("local:1 connected"), clerk.calls);
    }

    @Test
    void theOtherDoorStaysOpenWhileTooManyAreOnTheirWayOut() {
        many(MOST_CLIENTS + MOST_LEAVING, Stream.generate(daemon::connect));
        Client waiting = daemon.connect();
        assertEquals(List.of(), waiting.lines());
        Client official = daemon.connect(office);
        official.send("hello\n");
        daemon.turn();
        assertEquals(List.of("answer to hello"), official.lines());
    }

    @Test
    void howeverManyAreAtTheOtherDoorThereIsNoLessRoomForClients() {
        many(2 * MOST_LEAVING, Stream.generate(() -> daemon.connect(office)));
        many(MOST_CLIENTS, Stream.generate(daemon.network::connect));
        daemon.turn();
        assertCounted(3, 3, 0);
        assertEquals(List.of("full"), daemon.connect().lines());
    }

    @Test
    void atTheOtherDoorNobodyIsTooFastAndLinesMayBeLong() {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxLineBytes(16).withMaxClients(MOST_CLIENTS)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20)
                .withLineRate(Duration.ofMinutes(1), 1), parrot.broadcasts, parrot).listen(directory.resolve("another"), clerk);
        Client official = daemon.connect(directory.resolve("another"));
        official.send("x\n".repeat(50) + "y".repeat(4096) + '\n');
        for (int i = 0; i < 10; i++) {
            daemon.turn();
        }
        List<String> answers = official.lines();
        assertEquals(51, answers.size());
        assertEquals("answer to " + "y".repeat(4096), answers.get(50));
    }

    // By address

    @Test
    void whoIsBannedIsToldSoAndClosedAtOnceWithoutLingering() {
        ban("10.0.0.0/8");
        Client banned = daemon.network.connectFrom("10.1.2.3");
        banned.send("let me in\n");
        daemon.turn();
        assertEquals(List.of("banned"), banned.lines());
        assertTrue(banned.isClosed());
        assertEquals(0, daemon.connections());
        assertSleepsForEver();
        assertEquals(List.of(), parrot.calls);
    }

    @Test
    void whoIsTurnedAwayAndWhyTheLogTellsWhoeverAsksForIt() {
        ban("10.0.0.0/8");
        daemon.network.connectFrom("10.1.2.3");
        assertEquals(List.of("DEBUG 10.1.2.3:50000 is rejected: banned"),
                LogCapture.by(Admission.class, Level.DEBUG, daemon::turn));
    }

    @Test
    void whoIsBannedAndTakesNothingIsClosedAtOnceToo() {
        ban("10.0.0.0/8");
        Client banned = daemon.network.connectFrom("10.1.2.3");
        banned.takeOnly(3);
        daemon.turn();
        assertEquals("ban", banned.received());
        assertTrue(banned.isClosed());
        assertEquals(0, daemon.heldBytes());
        assertSleepsForEver();
        Client next = daemon.connect();
        next.send("hello\n");
        daemon.turn();
        assertEquals(List.of(next.address() + ": hello"), next.lines());
    }

    @Test
    void whoIsBannedAndHasGoneAlreadyDoesNoHarm() {
        ban("10.0.0.0/8");
        Client banned = daemon.network.connectFrom("10.1.2.3");
        banned.reset();
        daemon.turn();
        assertTrue(banned.isClosed());
        assertCounted(0, 0, 0, 1);
        Client next = daemon.connect();
        next.send("hello\n");
        daemon.turn();
        assertEquals(List.of(next.address() + ": hello"), next.lines());
    }

    @Test
    void whoIsBannedIsCountedAsThatAlsoWhenThereIsNoRoom() {
        ban("10.0.0.0/8");
        many(MOST_CLIENTS, Stream.generate(daemon::connect));
        daemon.network.connectFrom("10.1.2.3");
        daemon.turn();
        assertCounted(3, 3, 0, 1);
        assertEquals(3, addresses().size());
    }

    @Test
    void anyNumberOfTheBannedLeaveTheOthersTheirPlaces() {
        ban("10.0.0.0/8");
        many(2 * MOST_LEAVING, Stream.generate(() -> daemon.network.connectFrom("10.1.2.3")));
        Client other = daemon.network.connect();
        other.send("hello\n");
        daemon.turn();
        daemon.turn();
        assertEquals(List.of(other.address() + ": hello"), other.lines());
        assertCounted(1, 1, 0, 2 * MOST_LEAVING);
    }

    @Test
    void aBanNeedsItsAddressAndItsTime() {
        daemon.server.bans().add(Cidr.parse("10.1.2.3").orElseThrow(), Duration.ofMinutes(1));
        Client neighbour = daemon.network.connectFrom("10.1.2.4");
        daemon.sleep(Duration.ofSeconds(59));
        assertFalse(neighbour.isClosed());
        Client early = daemon.network.connectFrom("10.1.2.3");
        daemon.turn();
        assertTrue(early.isClosed());
        daemon.sleep(Duration.ofSeconds(1));
        Client late = daemon.network.connectFrom("10.1.2.3");
        daemon.turn();
        assertFalse(late.isClosed());
        assertCounted(2, 2, 0, 1);
    }

    @Test
    void whoIsInsideStaysThereWhenTheirAddressIsBanned() {
        Client client = daemon.connect();
        ban("127.0.0.0/8");
        client.send("hello\n");
        daemon.turn();
        assertEquals(List.of(client.address() + ": hello"), client.lines());
        assertTrue(daemon.server.clients().get(0).isFrom(Cidr.parse("127.0.0.0/8").orElseThrow()));
        assertFalse(daemon.server.clients().get(0).isFrom(Cidr.parse("10.0.0.0/8").orElseThrow()));
    }

    @Test
    void whoComesByAFileIsFromNoAddressAndNeverBanned() {
        ban("0.0.0.0/0");
        ban("::/0");
        Client local = daemon.connect(clients);
        assertFalse(local.isClosed());
        assertFalse(daemon.server.clients().get(0).isFrom(Cidr.parse("0.0.0.0/0").orElseThrow()));
        assertFalse(daemon.connect(office).isClosed());
    }

    /** As for everything else that a service may throw. */
    @Test
    void anExceptionOverTheWordsForTheBannedClosesThatClientOnly() {
        Client inside = daemon.connect();
        parrot.failsToTurnAway = true;
        ban("10.0.0.0/8");
        Client banned = daemon.network.connectFrom("10.1.2.3");
        assertEquals(1, LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn).size());
        assertTrue(banned.isClosed());
        inside.send("hello\n");
        daemon.turn();
        assertEquals(List.of(inside.address() + ": hello"), inside.lines());
        assertCounted(1, 1, 0, 1);
        assertEquals(1, daemon.connections());
        assertEquals(List.of(), parrot.calls);
    }

    @Test
    void anExceptionOverTheWordsForWhoFindsNoRoomClosesThatClientOnly() {
        Client inside = many(MOST_CLIENTS, Stream.generate(daemon::connect)).get(0);
        parrot.failsToTurnAway = true;
        Client refused = daemon.network.connect();
        assertEquals(1, LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn).size());
        assertTrue(refused.isClosed());
        inside.send("hello\n");
        daemon.turn();
        assertEquals(List.of(inside.address() + ": hello"), inside.lines());
        assertCounted(3, 3, 1);
        assertEquals(3, daemon.connections());
        assertEquals(List.of(), parrot.calls);
    }
}
