package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.AccessRules;
import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.sim.SimulatedNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** Clients that connect through a proxy, which sends the address of each in a PROXY header. */
class ProxyTest {

    private static final String PROXY = "10.0.0.1";
    private static final List<Cidr> PROXIES = List.of(Cidr.parse("10.0.0.0/24").orElseThrow());
    private static final List<String> NO_HEADER = List.of("no proxy header");
    private static final int MOST_LEAVING = 256;

    private final EchoService echo = new EchoService();
    private SimulatedDaemon daemon;

    @BeforeEach
    void open() {
        open(SimulatedDaemon.LIMITS, 0);
    }

    private void open(Limits limits, int maxPerAddress) {
        daemon = new SimulatedDaemon(limits, echo.broadcasts, echo);
        daemon.server.setAccessRules(AccessRules.NONE.withMaxPerAddress(maxPerAddress).withProxies(PROXIES));
    }

    private static String header(String ip) {
        return "PROXY TCP4 " + ip + " 10.0.0.9 4711 8000\r\n";
    }

    private Client proxy() {
        Client client = daemon.network.connectFrom(PROXY);
        daemon.turn();
        return client;
    }

    private Client connectFor(String ip) {
        Client client = proxy().send(header(ip));
        daemon.turn();
        return client;
    }

    private List<String> clientAddresses() {
        return daemon.server.clients().stream().map(Connection::address).toList();
    }

    private void assertRejected(Client client) {
        assertEquals(NO_HEADER, client.lines());
        assertTrue(client.isOutputEnded());
        client.endInput();
        daemon.turn();
        assertTrue(client.isClosed());
        assertEquals(1, daemon.server.metrics().rejected(Rejection.NO_PROXY_HEADER));
        assertEquals(List.of(), clientAddresses());
        assertEquals(0, daemon.connections());
    }

    private void assertSleepsForEver() {
        daemon.sleep(Duration.ofMillis(1_200));
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    // The client's address

    @Test
    void aClientHasTheAddressInTheHeader() {
        Client client = connectFor("192.0.2.7");
        assertEquals(List.of("192.0.2.7:4711"), clientAddresses());
        client.send("hello\n");
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711: hello"), client.lines());
    }

    @Test
    void linesInTheSameReadAsTheHeaderAreHandedOnAtOnce() {
        Client client = proxy().send(header("192.0.2.7") + "one\ntwo\nthr");
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711: one", "192.0.2.7:4711: two"), client.lines());
        client.send("ee\n");
        client.endInput();
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711: three"), client.lines());
        assertEquals(header("192.0.2.7").length() + "one\ntwo\nthree\n".length(),
                daemon.server.metrics().bytesIn());
    }

    @Test
    void anExceptionAtTheFirstLineAfterTheHeaderEndsOnlyThatConnection() {
        Client other = connectFor("192.0.2.8");
        Client client = proxy().send(header("192.0.2.7") + "!throw\n");
        assertEquals(1, LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn).size());
        assertEquals(List.of("192.0.2.7:4711 FAILURE"), echo.calls);
        assertTrue(client.isClosed());
        assertEquals(List.of("192.0.2.8:4711"), clientAddresses());
        assertEquals(1, daemon.connections());
        assertEquals(0, daemon.server.metrics().rejected(Rejection.NO_PROXY_HEADER));
        other.send("still here\n");
        daemon.turn();
        assertTrue(other.lines().contains("192.0.2.8:4711: still here"));
    }

    @Test
    void theHeaderMayComeInPieces() {
        Client client = proxy();
        for (char letter : (header("192.0.2.7") + "hi\n").toCharArray()) {
            assertEquals(List.of(), client.lines());
            client.send(String.valueOf(letter));
            daemon.turn();
        }
        assertEquals(List.of("192.0.2.7:4711: hi"), client.lines());
        assertEquals(header("192.0.2.7").length() + "hi\n".length(), daemon.server.metrics().bytesIn());
    }

    @Test
    void anEmptyReadIsNotTheEndOfInput() {
        Client client = proxy().send(new byte[0]);
        daemon.turn();
        client.send(header("192.0.2.7"));
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711"), clientAddresses());
    }

    @Test
    void aProxyThatConnectsForItselfIsAClient() {
        Client client = proxy().send("PROXY UNKNOWN\r\n");
        daemon.turn();
        assertEquals(List.of(client.address()), clientAddresses());
    }

    @Test
    void aConnectionIsNoClientBeforeItsHeader() {
        proxy();
        assertEquals(List.of(), clientAddresses());
        assertEquals(0, daemon.server.metrics().arrivals());
        assertEquals(1, daemon.connections());
    }

    @Test
    void aConnectionFromAnotherAddressIsNoProxy() {
        Client client = daemon.network.connectFrom("10.0.1.1");
        daemon.turn();
        client.send(header("192.0.2.7"));
        daemon.turn();
        assertEquals(List.of(client.address() + ": PROXY TCP4 192.0.2.7 10.0.0.9 4711 8000"), client.lines());
    }

    @Test
    void aConnectionToAUnixSocketIsNoProxy(@TempDir Path directory) {
        Path path = directory.resolve("clients");
        daemon.listen(path, echo);
        daemon.connect(path);
        assertEquals(List.of("local:1"), clientAddresses());
    }

    // Rules apply to the client's address

    @Test
    void aBanAppliesToTheClientsAddress() {
        daemon.server.bans().add(Cidr.parse("192.0.2.7").orElseThrow(), Duration.ZERO);
        Client banned = connectFor("192.0.2.7");
        assertEquals(List.of("banned"), banned.lines());
        assertTrue(banned.isOutputEnded());
        connectFor("192.0.2.8");
        assertEquals(List.of("192.0.2.8:4711"), clientAddresses());
    }

    @Test
    void theLimitPerAddressAppliesToTheClientsAddress() {
        open(SimulatedDaemon.LIMITS, 1);
        Client first = connectFor("192.0.2.7");
        assertEquals(List.of(), connectFor("192.0.2.8").lines());
        assertEquals(List.of("too many"), connectFor("192.0.2.7").lines());
        first.reset();
        daemon.turn();
        assertEquals(List.of(), connectFor("192.0.2.7").lines());
        assertEquals(2, clientAddresses().size());
    }

    @Test
    void aRejectedProxyDoesNotCountForItsAddress() {
        open(SimulatedDaemon.LIMITS, 1);
        for (int i = 0; i < 3; i++) {
            assertEquals(NO_HEADER, send("nonsense").lines());
        }
        assertEquals(List.of(), send("PROXY UNKNOWN\r\n").lines());
        assertEquals(NO_HEADER, send("nonsense").lines());
        assertEquals(List.of("too many"), send("PROXY UNKNOWN\r\n").lines());
    }

    private Client send(String text) {
        Client client = proxy().send(text);
        daemon.turn();
        return client;
    }

    // Missing and malformed headers

    @ParameterizedTest
    @ValueSource(strings = {"alice\n", "PROXY TCP4 nonsense\r\n"})
    void aMalformedHeaderIsRejected(String text) {
        assertRejected(send(text));
        assertSleepsForEver();
    }

    @Test
    void aConnectionThatSendsNoHeaderInTimeIsRejected() {
        Client client = proxy().send("PROXY TCP4 ");
        daemon.sleep(Duration.ofMillis(4_900));
        assertFalse(client.isClosed());
        daemon.sleep(Duration.ofMillis(200));
        assertRejected(client);
        assertSleepsForEver();
    }

    @Test
    void theTimeoutEndsWithTheHeader() {
        Client client = connectFor("192.0.2.7");
        daemon.sleep(Duration.ofMinutes(1));
        assertFalse(client.isClosed());
        assertSleepsForEver();
    }

    @Test
    void aConnectionThatEndsAmidItsHeaderIsRejected() {
        Client client = proxy().send("PROXY TCP4 ");
        daemon.turn();
        client.endInput();
        daemon.turn();
        assertRejected(client);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoClosesWithoutAByteIsAHealthCheckAndIsNeitherRefusedNorAnswered(boolean byReset) {
        Client client = proxy();
        if (byReset) {
            client.reset();
        } else {
            client.endInput();
        }
        daemon.turn();
        assertEquals("", client.received());
        assertTrue(client.isClosed());
        assertEquals(0, daemon.server.metrics().rejected(Rejection.NO_PROXY_HEADER));
        assertEquals(0, daemon.connections());
    }

    @Test
    void healthChecksAreLoggedOnceAndThenCountedByTheHour() {
        List<String> lines = LogCapture.by(Admission.class, Level.INFO, () -> {
            for (int i = 0; i < 14_400; i++) {
                proxy().reset();
                daemon.sleep(Duration.ofMillis(500));
            }
        });
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).endsWith("No PROXY header from 10.0.0.1:50000: the connection was closed before the "
                + "first byte: a health check"), lines.get(0));
        assertTrue(lines.get(1).matches(".* a health check \\(and 71\\d{2} more like it within an hour\\)"),
                lines.get(1));
    }

    @Test
    void silentProxiesAreLoggedOnceAndThenCountedByTheHour() {
        List<String> lines = LogCapture.by(Admission.class, Level.WARN, () -> {
            for (int i = 0; i < 1000; i++) {
                proxy();
                daemon.sleep(Duration.ofSeconds(6));
            }
        });
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).endsWith("no byte came within 5 s"), lines.get(0));
        assertTrue(lines.get(1).matches(".* no byte came within 5 s \\(and 5\\d{2} more like it within an hour\\)"),
                lines.get(1));
    }

    @Test
    void aConnectionThatResetsBeforeItsHeaderLeavesNothingBehind() {
        Client client = proxy();
        client.reset();
        daemon.turn();
        assertTrue(client.isClosed());
        assertEquals(0, daemon.connections());
        assertSleepsForEver();
    }

    @Test
    void anExceptionWhileTheHeaderIsReadEndsOnlyThatConnection() {
        Client other = connectFor("192.0.2.7");
        Client client = proxy();
        client.failBadly();
        List<String> lines = LogCapture.by(Admission.class, Level.WARN, daemon::turn);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("reading it failed: java.lang.IllegalStateException"), lines.get(0));
        assertTrue(client.isClosed());
        other.send("still here\n");
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711: still here"), other.lines());
    }

    @Test
    void theLogReportsFailedHandshakesOnceASecond() {
        List<String> lines = LogCapture.by(Admission.class, Level.WARN, () -> {
            send("nonsense");
            send("nonsense");
            send("PROXY TCP4 ").endInput();
            daemon.sleep(Duration.ofSeconds(2));
        });
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("No PROXY header from 10.0.0.1:50000: other bytes came"),
                lines.get(0));
        assertTrue(lines.get(1).contains("No PROXY header from 10.0.0.1:50002: the connection was closed (and 1 more"),
                lines.get(1));
    }

    @Test
    void aLeadingZeroInAnAddressIsLogged() {
        List<String> lines = LogCapture.by(Admission.class, Level.WARN,
                () -> assertRejected(send("PROXY TCP4 010.0.0.1 10.0.0.9 4711 8000\r\n")));
        assertTrue(lines.get(0).endsWith(": a number of an address in it begins with 0"), lines::toString);
    }

    // Limits, draining and stopping

    @Test
    void tooManyConnectionsWithoutAHeaderPauseAccepting() {
        open(SimulatedDaemon.LIMITS.withMaxClients(3).withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20), 0);
        List<Client> proxies = new ArrayList<>();
        for (int i = 0; i < 3 + MOST_LEAVING + 10; i++) {
            proxies.add(proxy());
        }
        assertEquals(3 + MOST_LEAVING, daemon.connections());
        proxies.get(0).send(header("192.0.2.7"));
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711"), clientAddresses());
        daemon.sleep(Duration.ofSeconds(7));
        daemon.sleep(Duration.ofSeconds(7));
        assertEquals(1, daemon.connections());
    }

    @Test
    void theLogSaysWhyNoConnectionsAreAccepted() {
        open(SimulatedDaemon.LIMITS.withMaxClients(3).withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20), 0);
        List<String> lines = LogCapture.by(Admission.class, Level.WARN, () -> {
            for (int i = 0; i < 3 + 2; i++) {
                connectFor("192.0.2.7");
            }
            Stream.generate(this::proxy).limit(MOST_LEAVING - 2).forEach(client -> { });
        });
        assertEquals(List.of("WARN Not accepting connections for now: too many connections are closing (2) or awaiting "
                + "a PROXY header (254). Clients connected: 3. Trying again when a connection is closed, or in "
                + "1 s"), lines);
    }

    @Test
    void stoppingDoesNotWaitForAHeader() {
        Client client = proxy();
        daemon.stop();
        daemon.turn();
        assertTrue(daemon.hasEnded());
        assertTrue(client.isClosed());
    }

    @Test
    void drainingClosesConnectionsThatAwaitAHeader() {
        Client connected = connectFor("192.0.2.7");
        Client client = proxy();
        daemon.server.drain(Duration.ZERO);
        assertTrue(client.isClosed());
        daemon.sleep(Duration.ofSeconds(10));
        assertEquals(0, daemon.server.metrics().rejected(Rejection.NO_PROXY_HEADER));
        assertEquals(1, daemon.connections());
        connected.endInput();
        daemon.turn();
        daemon.turn();
        assertTrue(daemon.hasEnded());
    }

    @Test
    void aHandshakeEndedByADrainIsNotEndedAgainByStopping() {
        Client slow = connectFor("192.0.2.7");
        slow.takeOnly(0);
        proxy();
        daemon.server.drain(Duration.ZERO);
        daemon.stop();
        daemon.turn();
        assertFalse(daemon.hasEnded());
        slow.takeEverything();
        daemon.turn();
        assertEquals(List.of("stopping"), slow.lines());
        assertTrue(daemon.hasEnded());
    }
}
