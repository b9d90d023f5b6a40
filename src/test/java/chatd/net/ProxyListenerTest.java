package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.AccessRules;
import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Listening sockets for proxies, on which every connection must begin with a PROXY header. */
class ProxyListenerTest {

    private static final String DOOR = "builds";
    private static final InetSocketAddress PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8001);

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, echo.broadcasts, echo);
    @TempDir
    private Path directory;
    private Path socket;

    @BeforeEach
    void listen() throws IOException {
        socket = directory.resolve("proxy");
        daemon.server.listenForProxies(PORT, DOOR);
        daemon.server.listenForProxies(socket, Set.of(), DOOR);
        daemon.server.setAccessRules(AccessRules.NONE.withMaxPerAddress(1));
    }

    private static String header(String ip) {
        return "PROXY TCP4 " + ip + " 10.0.0.9 4711 8000\r\n";
    }

    private Client sends(Client client, String text) {
        client.send(text);
        daemon.turn();
        return client;
    }

    private Client unix(String text) {
        return sends(daemon.connect(socket), text);
    }

    private Client tcp(String text) {
        Client client = daemon.network.connectFrom("203.0.113.5", PORT);
        daemon.turn();
        return sends(client, text);
    }

    private List<String> clientAddresses() {
        return daemon.server.clients().stream().map(Connection::address).sorted().toList();
    }

    @Test
    void everyConnectionIsTreatedAsAProxyWhateverItsAddress() {
        Client client = unix(header("192.0.2.7") + "one\n");
        assertEquals(List.of("192.0.2.7:4711: one"), client.lines());
        tcp(header("192.0.2.8"));
        assertEquals(List.of("192.0.2.7:4711", "192.0.2.8:4711"), clientAddresses());
    }

    @Test
    void aSocketForClientsReadsAHeaderAsALine() throws IOException {
        Path ordinary = directory.resolve("ordinary");
        daemon.server.listen(ordinary, Set.of());
        Client local = sends(daemon.connect(ordinary), header("192.0.2.7"));
        assertEquals(List.of("local:1: PROXY TCP4 192.0.2.7 10.0.0.9 4711 8000"), local.lines());
        Client client = sends(daemon.connect(), header("192.0.2.7"));
        assertEquals(List.of(client.address() + ": PROXY TCP4 192.0.2.7 10.0.0.9 4711 8000"), client.lines());
    }

    @Test
    void bansAndTheLimitPerAddressApplyToTheClientsAddress() {
        daemon.server.bans().add(Cidr.parse("192.0.2.7").orElseThrow(), Duration.ZERO);
        assertEquals(List.of("banned"), unix(header("192.0.2.7")).lines());
        assertEquals(List.of(), unix(header("192.0.2.8")).lines());
        assertEquals(List.of("too many"), tcp(header("192.0.2.8")).lines());
        assertEquals(List.of("192.0.2.8:4711"), clientAddresses());
    }

    @Test
    void anInvalidHeaderIsLoggedAsSuch() {
        List<String> log = LogCapture.by(Admission.class, Level.WARN, () -> unix("PROXY TCP4 ::1 ::1 1 2\r\n"));
        assertTrue(log.get(0).endsWith("No PROXY header from local:1: it is invalid"), log.get(0));
    }

    @Test
    void anythingButAHeaderIsRejectedAndLogged() {
        List<String> log = LogCapture.by(Admission.class, Level.WARN, () -> {
            for (Client client : List.of(unix("alice\n"), tcp("alice\n"))) {
                assertEquals(List.of("no proxy header"), client.lines());
                assertTrue(client.isOutputEnded());
            }
            daemon.sleep(Duration.ofSeconds(2));
        });
        assertTrue(log.get(0).endsWith("No PROXY header from local:1: other bytes came"), log.get(0));
        assertTrue(log.get(1).contains("No PROXY header from 203.0.113.5:50000: other bytes came"), log.get(1));
        assertEquals(2, daemon.server.metrics().rejected(Rejection.NO_PROXY_HEADER));
        assertEquals(List.of(), clientAddresses());
    }

    @Test
    void aProxyThatConnectsForItselfIsAClientWithTheProxysAddress() {
        unix("PROXY UNKNOWN\r\n");
        unix("\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0");
        tcp("PROXY UNKNOWN\r\n");
        assertEquals(List.of("203.0.113.5:50000", "local:1", "local:2"), clientAddresses());
    }

    @Test
    void aConnectionThatEndsBeforeItsFirstByteIsAHealthCheck() {
        Client client = daemon.connect(socket);
        client.endInput();
        daemon.turn();
        assertTrue(client.isClosed());
        assertEquals("", client.received());
        assertEquals(0, daemon.server.metrics().rejected(Rejection.NO_PROXY_HEADER));
        assertEquals(0, daemon.connections());
    }

    /** Otherwise a client would be the user of the proxy, and could take that user's registered name. */
    @Test
    void noClientIsTheLocalUserOfTheProxy() {
        for (String header : List.of("PROXY UNKNOWN\r\n", header("192.0.2.7"))) {
            Client client = daemon.connect(socket);
            client.beUser("chatd");
            assertEquals(List.of("user: null"), sends(client, header + "!user\n").lines());
        }
    }

    @Test
    void theDoorIsThatOfTheSocket() {
        unix(header("192.0.2.7"));
        tcp(header("192.0.2.8"));
        assertEquals(List.of(DOOR, DOOR), daemon.server.clients().stream().map(Connection::door).toList());
    }

    @Test
    void drainingClosesTheSocketsAndTheConnectionsThatAwaitAHeader() {
        Client connected = unix(header("192.0.2.7"));
        Client waiting = unix("PROXY ");
        daemon.server.drain(Duration.ZERO);
        assertTrue(waiting.isClosed());
        assertFalse(connected.isClosed());
        assertFalse(Files.exists(socket));
        assertEquals(0, daemon.network.listeningSockets());
    }
}
