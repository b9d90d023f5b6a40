package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.AccessRules;
import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.net.SimulatedDaemon;
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

/** Who comes by a proxy, which says for whom it connects before the first byte of theirs. */
class ProxyTest {

    private static final String PROXY = "10.0.0.1";
    private static final List<Cidr> PROXIES = List.of(Cidr.parse("10.0.0.0/24").orElseThrow());
    private static final List<String> NO_HEADER = List.of("no proxy header");
    private static final int MOST_LEAVING = 256;

    private final EchoService parrot = new EchoService();
    private SimulatedDaemon daemon;

    @BeforeEach
    void open() {
        open(SimulatedDaemon.LIMITS, 0);
    }

    private void open(Limits limits, int maxPerAddress) {
        daemon = new SimulatedDaemon(limits, parrot.broadcasts, parrot);
        daemon.server.follow(AccessRules.NONE.withMaxPerAddress(maxPerAddress).withProxies(PROXIES));
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

    private List<String> inside() {
        return daemon.server.clients().stream().map(Connection::address).toList();
    }

    private void assertRefused(Client client) {
        assertEquals(NO_HEADER, client.lines());
        assertTrue(client.isClosed());
        assertEquals(1, daemon.server.metrics().rejected(Rejection.NO_PROXY_HEADER));
        assertEquals(List.of(), inside());
        assertEquals(0, daemon.connections());
    }

    private void assertSleepsForEver() {
        daemon.sleep(Duration.ofMillis(1_200));
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    // Who the client is

    @Test
    void theClientHasTheAddressThatTheProxyTells() {
        Client client = connectFor("192.0.2.7");
        assertEquals(List.of("192.0.2.7:4711"), inside());
        client.send("hello\n");
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711: hello"), client.lines());
    }

    @Test
    void whatTheClientSentBehindTheHeaderIsTakenAtOnce() {
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
    void aServiceThatFailsAtTheFirstLineBehindTheHeaderEndsThatConnectionOnly() {
        Client other = connectFor("192.0.2.8");
        Client client = proxy().send(header("192.0.2.7") + "!throw\n");
        assertEquals(1, LogCapture.by(FailureLog.class, Level.ERROR, daemon::turn).size());
        assertEquals(List.of("192.0.2.7:4711 FAILURE"), parrot.calls);
        assertTrue(client.isClosed());
        assertEquals(List.of("192.0.2.8:4711"), inside());
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
    void aReadThatBringsNothingIsNotTheEnd() {
        Client client = proxy().send(new byte[0]);
        daemon.turn();
        client.send(header("192.0.2.7"));
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711"), inside());
    }

    @Test
    void aProxyThatConnectsForItselfIsAClient() {
        Client client = proxy().send("PROXY UNKNOWN\r\n");
        daemon.turn();
        assertEquals(List.of(client.address()), inside());
    }

    @Test
    void beforeTheHeaderNobodyIsThere() {
        proxy();
        assertEquals(List.of(), inside());
        assertEquals(0, daemon.server.metrics().arrivals());
        assertEquals(1, daemon.connections());
    }

    @Test
    void whoConnectsFromElsewhereIsNoProxy() {
        Client client = daemon.network.connectFrom("10.0.1.1");
        daemon.turn();
        client.send(header("192.0.2.7"));
        daemon.turn();
        assertEquals(List.of(client.address() + ": PROXY TCP4 192.0.2.7 10.0.0.9 4711 8000"), client.lines());
    }

    @Test
    void whoComesByAFileIsNoProxy(@TempDir Path directory) {
        Path path = directory.resolve("clients");
        daemon.listen(path, parrot);
        daemon.connect(path);
        assertEquals(List.of("local:1"), inside());
    }

    // The rules are for the client

    @Test
    void aBanIsForTheClient() {
        daemon.server.bans().add(Cidr.parse("192.0.2.7").orElseThrow(), Duration.ZERO);
        Client banned = connectFor("192.0.2.7");
        assertEquals(List.of("banned"), banned.lines());
        assertTrue(banned.isClosed());
        connectFor("192.0.2.8");
        assertEquals(List.of("192.0.2.8:4711"), inside());
    }

    @Test
    void theNumberFromOneAddressIsThatOfTheClients() {
        open(SimulatedDaemon.LIMITS, 1);
        Client first = connectFor("192.0.2.7");
        assertEquals(List.of(), connectFor("192.0.2.8").lines());
        assertEquals(List.of("too many"), connectFor("192.0.2.7").lines());
        first.reset();
        daemon.turn();
        assertEquals(List.of(), connectFor("192.0.2.7").lines());
        assertEquals(2, inside().size());
    }

    @Test
    void aProxyThatIsRefusedDoesNotCountForItsAddress() {
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

    // No header

    @ParameterizedTest
    @ValueSource(strings = {"alice\n", "\r\n\r\n\0\r\nQUIT\r", "PROXY TCP4 nonsense\r\n", "\n"})
    void whatIsNoHeaderIsRefused(String text) {
        assertRefused(send(text));
        assertSleepsForEver();
    }

    @Test
    void whoSendsNoHeaderIsRefusedAfterAWhile() {
        Client client = proxy().send("PROXY TCP4 ");
        daemon.sleep(Duration.ofMillis(4_900));
        assertFalse(client.isClosed());
        daemon.sleep(Duration.ofMillis(200));
        assertRefused(client);
        assertSleepsForEver();
    }

    @Test
    void afterTheHeaderThereIsNoHurry() {
        Client client = connectFor("192.0.2.7");
        daemon.sleep(Duration.ofMinutes(1));
        assertFalse(client.isClosed());
        assertSleepsForEver();
    }

    @Test
    void whoEndsAmidTheHeaderIsRefused() {
        Client client = proxy().send("PROXY TCP4 ");
        daemon.turn();
        client.endInput();
        daemon.turn();
        assertRefused(client);
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
        assertTrue(lines.get(0).endsWith("10.0.0.1:50000, which must send a PROXY header, has closed without sending a "
                + "byte: a health check"), lines.get(0));
        assertTrue(lines.get(1).matches(".* a health check \\(and 71\\d{2} more like it in an hour\\)"), lines.get(1));
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
        assertTrue(lines.get(0).endsWith("has sent none for 5 s"), lines.get(0));
        assertTrue(lines.get(1).matches(".* none for 5 s \\(and 5\\d{2} more like it in an hour\\)"), lines.get(1));
    }

    @Test
    void whoBreaksOffBeforeTheHeaderLeavesNothingBehind() {
        Client client = proxy();
        client.reset();
        daemon.turn();
        assertTrue(client.isClosed());
        assertEquals(0, daemon.connections());
        assertSleepsForEver();
    }

    @Test
    void aBugWhileTheHeaderIsReadEndsThatConnectionOnly() {
        Client other = connectFor("192.0.2.7");
        Client client = proxy();
        client.failBadly();
        List<String> lines = LogCapture.by(Admission.class, Level.WARN, daemon::turn);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("cannot be read: java.lang.IllegalStateException"), lines.get(0));
        assertTrue(client.isClosed());
        other.send("still here\n");
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711: still here"), other.lines());
    }

    @Test
    void theLogTellsWhichProxyDoesWhatWrongOnceASecond() {
        List<String> lines = LogCapture.by(Admission.class, Level.WARN, () -> {
            send("nonsense");
            send("nonsense");
            send("PROXY TCP4 ").endInput();
            daemon.sleep(Duration.ofSeconds(2));
        });
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("10.0.0.1:50000, which must send a PROXY header, has sent something else"),
                lines.get(0));
        assertTrue(lines.get(1).contains("10.0.0.1:50002, which must send a PROXY header, has closed (and 1 more"),
                lines.get(1));
    }

    @Test
    void theLogTellsOfALeadingZero() {
        List<String> lines = LogCapture.by(Admission.class, Level.WARN,
                () -> assertRefused(send("PROXY TCP4 010.0.0.1 10.0.0.9 4711 8000\r\n")));
        assertTrue(lines.get(0).contains("has sent one in which a number of an address begins with 0"), lines::toString);
    }

    // So many, and the end

    @Test
    void thereMayBeSoManyWithoutHeaderAndThenNobodyIsAccepted() {
        open(SimulatedDaemon.LIMITS.withMaxClients(3).withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20), 0);
        List<Client> proxies = new ArrayList<>();
        for (int i = 0; i < 3 + MOST_LEAVING + 10; i++) {
            proxies.add(proxy());
        }
        assertEquals(3 + MOST_LEAVING, daemon.connections());
        proxies.get(0).send(header("192.0.2.7"));
        daemon.turn();
        assertEquals(List.of("192.0.2.7:4711"), inside());
        daemon.sleep(Duration.ofSeconds(7));
        daemon.sleep(Duration.ofSeconds(7));
        assertEquals(1, daemon.connections());
    }

    @Test
    void whyNobodyIsAcceptedTheLogTells() {
        open(SimulatedDaemon.LIMITS.withMaxClients(3).withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20), 0);
        List<String> lines = LogCapture.by(Admission.class, Level.WARN, () -> {
            for (int i = 0; i < 3 + 2; i++) {
                connectFor("192.0.2.7");
            }
            Stream.generate(this::proxy).limit(MOST_LEAVING - 2).forEach(client -> { });
        });
        assertEquals(List.of("WARN Accepting no connections for now: too many connections are closing (2) or awaiting "
                + "a PROXY header (254). Clients inside: 3. Trying again when one leaves, or in 1 s"), lines);
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
    void drainingLetsNobodyInWhoseHeaderIsAwaited() {
        Client inside = connectFor("192.0.2.7");
        Client client = proxy();
        daemon.server.drain(Duration.ZERO);
        assertTrue(client.isClosed());
        daemon.sleep(Duration.ofSeconds(10));
        assertEquals(0, daemon.server.metrics().rejected(Rejection.NO_PROXY_HEADER));
        assertEquals(1, daemon.connections());
        inside.endInput();
        daemon.turn();
        daemon.turn();
        assertTrue(daemon.hasEnded());
    }

    @Test
    void whoseHeaderWasAwaitedWhenADrainBeganIsNotCountedOnceMoreInTheEnd() {
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
