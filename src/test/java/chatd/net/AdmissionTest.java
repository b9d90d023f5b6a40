package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Cidr;
import chatd.access.Rejection;
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

/** Clients are admitted by number and by address; connections to the admin socket always are. */
class AdmissionTest {

    private static final int MOST_CLIENTS = 3;
    private static final int MOST_LEAVING = 256;
    private static final int MOST_REJECTED = 128;

    @TempDir
    private Path directory;
    private Path clientSocket;
    private Path adminSocket;

    private final EchoService echo = new EchoService();
    /** Serves the admin socket, whose connections do not count as clients. */
    private final AnsweringService answering = new AnsweringService();
    private SimulatedDaemon daemon;

    @BeforeEach
    void open() {
        clientSocket = directory.resolve("clients");
        adminSocket = directory.resolve("admin");
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(MOST_CLIENTS)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20), echo.broadcasts, echo)
                .listen(adminSocket, answering).listen(clientSocket, echo);
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

    private void assertCounted(long clients, long arrivals, long full) {
        assertCounted(clients, arrivals, full, 0);
    }

    private void assertCounted(long clients, long arrivals, long full, long banned) {
        Metrics metrics = daemon.server.metrics();
        assertEquals(List.of(clients, arrivals, full, banned), List.of((long) metrics.clients(), metrics.arrivals(),
                metrics.rejected(Rejection.FULL), metrics.rejected(Rejection.BANNED)));
    }

    /** Waits until the log has reported the last rejections. */
    private void assertSleepsForEver() {
        daemon.sleep(Duration.ofMillis(1_200));
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    // By number

    @Test
    void aClientRejectedByAFullServerIsNotAnArrival() {
        List<Client> connected = many(MOST_CLIENTS, Stream.generate(daemon::connect));
        assertCounted(3, 3, 0);
        List<Client> rejected = many(2, Stream.generate(daemon::connect));
        rejected.forEach(client -> assertEquals(List.of("full"), client.lines()));
        assertCounted(3, 3, 2);
        assertEquals(connected.stream().map(Client::address).sorted().toList(), addresses());
        connected.get(0).endInput();
        daemon.turn();
        assertCounted(2, 3, 2);
        daemon.connect();
        assertCounted(3, 4, 2);
    }

    @Test
    void aClosingConnectionIsNoLongerAClient() {
        Client client = daemon.connect();
        client.send("!close\n");
        daemon.turn();
        assertFalse(client.isClosed());
        assertEquals(List.of(), addresses());
        assertCounted(0, 1, 0);
    }

    @Test
    void aClientOfAUnixSocketCountsAndItsAddressIsANumber() {
        daemon.connect();
        Client local = daemon.connect(clientSocket);
        Client another = daemon.connect(clientSocket);
        assertEquals(List.of("127.0.0.1:50000", "local:1", "local:2"), addresses());
        local.send("hello\n");
        daemon.turn();
        assertEquals(List.of("local:1: hello"), another.lines());
        assertEquals(List.of("full"), daemon.connect(clientSocket).lines());
        assertCounted(3, 3, 1);
        assertEquals(List.of(), echo.calls);
    }

    // The admin socket

    @Test
    void theAdminSocketAdmitsAnyNumberOfConnections() {
        many(MOST_CLIENTS, Stream.generate(daemon::connect));
        List<Client> admins = many(2 * MOST_LEAVING, Stream.generate(() -> daemon.connect(adminSocket)));
        admins.forEach(client -> client.send("hello\n"));
        daemon.turn();
        admins.forEach(client -> assertEquals(List.of("answer to hello"), client.lines()));
    }

    @Test
    void anAdminConnectionIsNoClient() {
        Client client = daemon.connect();
        Client admin = daemon.connect(adminSocket);
        admin.send("hello\n");
        daemon.turn();
        assertEquals(List.of("answer to hello"), admin.lines());
        assertEquals(List.of(client.address()), addresses());
        assertCounted(1, 1, 0);
        Metrics metrics = daemon.server.metrics();
        assertEquals(0, metrics.lines());
        assertEquals(0, metrics.bytesIn());
        assertEquals(0, metrics.bytesOut());
        admin.endInput();
        daemon.turn();
        assertTrue(admin.isClosed());
        assertCounted(1, 1, 0);
        assertEquals(List.of("local:1 connected", "local:1 END_OF_INPUT"), answering.calls);
        assertEquals(List.of(), echo.calls);
    }

    @Test
    void theServiceOfTheAdminSocketReceivesNothingFromClients() {
        Client admin = daemon.connect(adminSocket);
        Client client = daemon.connect();
        client.send("hello\n");
        client.endInput();
        daemon.turn();
        assertEquals(List.of(), admin.lines());
        assertEquals(List.of("local:1 connected"), answering.calls);
    }

    @Test
    void theAdminSocketStaysOpenWhileTooManyConnectionsAreClosing() {
        many(MOST_CLIENTS + MOST_LEAVING, Stream.generate(daemon::connect));
        Client waiting = daemon.connect();
        assertEquals(List.of(), waiting.lines());
        Client admin = daemon.connect(adminSocket);
        admin.send("hello\n");
        daemon.turn();
        assertEquals(List.of("answer to hello"), admin.lines());
    }

    @Test
    void adminConnectionsTakeNoRoomFromClients() {
        many(2 * MOST_LEAVING, Stream.generate(() -> daemon.connect(adminSocket)));
        many(MOST_CLIENTS, Stream.generate(daemon.network::connect));
        daemon.turn();
        assertCounted(3, 3, 0);
        assertEquals(List.of("full"), daemon.connect().lines());
    }

    @Test
    void theAdminSocketHasNoLineRateAndAllowsLongLines() {
        daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxLineBytes(16).withMaxClients(MOST_CLIENTS)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20)
                .withLineRate(Duration.ofMinutes(1), 1), echo.broadcasts, echo)
                .listen(directory.resolve("another"), answering);
        Client admin = daemon.connect(directory.resolve("another"));
        admin.send("x\n".repeat(50) + "y".repeat(4096) + '\n');
        for (int i = 0; i < 10; i++) {
            daemon.turn();
        }
        List<String> answers = admin.lines();
        assertEquals(51, answers.size());
        assertEquals("answer to " + "y".repeat(4096), answers.get(50));
    }

    // By address

    @Test
    void aBannedClientIsToldSoAndHasTimeToReadIt() {
        ban("10.0.0.0/8");
        Client banned = daemon.network.connectFrom("10.1.2.3");
        banned.send("let me in\n");
        daemon.turn();
        assertEquals(List.of("banned"), banned.lines());
        assertTrue(banned.isOutputEnded());
        assertFalse(banned.isClosed());
        assertEquals(0, daemon.server.metrics().clients());
        banned.send("please\n");
        daemon.turn();
        assertFalse(banned.isClosed());
        daemon.sleep(Duration.ofMillis(2_200));
        assertTrue(banned.isClosed());
        assertEquals(0, daemon.connections());
        assertSleepsForEver();
        assertEquals(List.of(), echo.calls);
    }

    @Test
    void aRejectionAndItsReasonAreLoggedAtDebug() {
        ban("10.0.0.0/8");
        daemon.network.connectFrom("10.1.2.3");
        assertEquals(List.of("DEBUG 10.1.2.3:50000 is rejected: banned"),
                LogCapture.by(Admission.class, Level.DEBUG, daemon::turn));
    }

    @Test
    void aBannedClientThatReadsNothingIsEventuallyClosed() {
        ban("10.0.0.0/8");
        Client banned = daemon.network.connectFrom("10.1.2.3");
        banned.takeOnly(3);
        daemon.turn();
        assertEquals("ban", banned.received());
        assertFalse(banned.isClosed());
        daemon.sleep(Duration.ofSeconds(62));
        assertTrue(banned.isClosed());
        assertEquals(0, daemon.heldBytes());
        assertSleepsForEver();
        Client next = daemon.connect();
        next.send("hello\n");
        daemon.turn();
        assertEquals(List.of(next.address() + ": hello"), next.lines());
    }

    @Test
    void aBannedClientThatHasResetAlreadyDoesNoHarm() {
        ban("10.0.0.0/8");
        Client banned = daemon.network.connectFrom("10.1.2.3");
        banned.reset();
        daemon.turn();
        daemon.turn();
        assertTrue(banned.isClosed());
        assertCounted(0, 0, 0, 1);
        Client next = daemon.connect();
        next.send("hello\n");
        daemon.turn();
        assertEquals(List.of(next.address() + ": hello"), next.lines());
    }

    @Test
    void aBannedClientIsCountedAsBannedEvenWhenTheServerIsFull() {
        ban("10.0.0.0/8");
        many(MOST_CLIENTS, Stream.generate(daemon::connect));
        daemon.network.connectFrom("10.1.2.3");
        daemon.turn();
        assertCounted(3, 3, 0, 1);
        assertEquals(3, addresses().size());
    }

    @Test
    void bannedClientsTakeNoRoomFromOthers() {
        ban("10.0.0.0/8");
        many(2 * MOST_LEAVING, Stream.generate(() -> daemon.network.connectFrom("10.1.2.3")));
        Client other = daemon.network.connect();
        other.send("hello\n");
        for (int i = 0; i < 2 * MOST_LEAVING / 64 + 2; i++) {
            daemon.turn();
        }
        assertEquals(List.of(other.address() + ": hello"), other.lines());
        assertCounted(1, 1, 0, 2 * MOST_LEAVING);
        assertEquals(1 + MOST_REJECTED, daemon.clientConnections());
    }

    @Test
    void theClientThatWasRejectedFirstMakesWayForTheNext() {
        ban("10.0.0.0/8");
        Client first = daemon.network.connectFrom("10.1.2.3");
        first.send("let me in\n");
        many(MOST_REJECTED - 1, Stream.generate(() -> daemon.network.connectFrom("10.1.2.3")));
        for (int i = 0; i < MOST_REJECTED / 64 + 1; i++) {
            daemon.turn();
        }
        assertFalse(first.isClosed());
        daemon.network.connectFrom("10.1.2.3");
        daemon.turn();
        assertTrue(first.isClosed());
        assertEquals(List.of("banned"), first.lines());
        assertTrue(first.isAllRead());
        assertEquals(MOST_REJECTED, daemon.clientConnections());
    }

    @Test
    void aBanAppliesToItsAddressForItsTime() {
        daemon.server.bans().add(Cidr.parse("10.1.2.3").orElseThrow(), Duration.ofMinutes(1));
        Client neighbour = daemon.network.connectFrom("10.1.2.4");
        daemon.sleep(Duration.ofSeconds(59));
        assertFalse(neighbour.isClosed());
        Client early = daemon.network.connectFrom("10.1.2.3");
        daemon.turn();
        assertTrue(early.isOutputEnded());
        daemon.sleep(Duration.ofSeconds(1));
        Client late = daemon.network.connectFrom("10.1.2.3");
        daemon.turn();
        assertFalse(late.isClosed());
        assertCounted(2, 2, 0, 1);
    }

    @Test
    void aConnectedClientStaysWhenItsAddressIsBanned() {
        Client client = daemon.connect();
        ban("127.0.0.0/8");
        client.send("hello\n");
        daemon.turn();
        assertEquals(List.of(client.address() + ": hello"), client.lines());
        assertTrue(daemon.server.clients().get(0).isFrom(Cidr.parse("127.0.0.0/8").orElseThrow()));
        assertFalse(daemon.server.clients().get(0).isFrom(Cidr.parse("10.0.0.0/8").orElseThrow()));
    }

    @Test
    void aClientOfAUnixSocketIsNeverBanned() {
        ban("0.0.0.0/0");
        ban("::/0");
        Client local = daemon.connect(clientSocket);
        assertFalse(local.isClosed());
        assertFalse(daemon.server.clients().get(0).isFrom(Cidr.parse("0.0.0.0/0").orElseThrow()));
        assertFalse(daemon.connect(adminSocket).isClosed());
    }

    @Test
    void anExceptionInTheNoticeOfABanClosesOnlyThatConnection() {
        Client connected = daemon.connect();
        echo.failsToWordRejections = true;
        ban("10.0.0.0/8");
        Client banned = daemon.network.connectFrom("10.1.2.3");
        assertEquals(1, LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn).size());
        assertTrue(banned.isClosed());
        connected.send("hello\n");
        daemon.turn();
        assertEquals(List.of(connected.address() + ": hello"), connected.lines());
        assertCounted(1, 1, 0, 1);
        assertEquals(1, daemon.connections());
        assertEquals(List.of(), echo.calls);
    }

    @Test
    void anExceptionInTheNoticeOfAFullServerClosesOnlyThatConnection() {
        Client connected = many(MOST_CLIENTS, Stream.generate(daemon::connect)).get(0);
        echo.failsToWordRejections = true;
        Client rejected = daemon.network.connect();
        assertEquals(1, LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn).size());
        assertTrue(rejected.isClosed());
        connected.send("hello\n");
        daemon.turn();
        assertEquals(List.of(connected.address() + ": hello"), connected.lines());
        assertCounted(3, 3, 1);
        assertEquals(3, daemon.connections());
        assertEquals(List.of(), echo.calls);
    }
}
