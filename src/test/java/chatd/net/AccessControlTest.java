package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.AccessRules;
import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients are admitted or rejected by their address. */
public class AccessControlTest {

    private static final List<String> ADMITTED = List.of();
    private static final List<String> NOT_ALLOWED = List.of("not allowed");
    private static final List<String> TOO_MANY = List.of("too many");
    private static final List<String> TOO_FAST = List.of("too fast");

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, echo.broadcasts, echo);

    private static List<Cidr> ranges(String... texts) {
        return Arrays.stream(texts).map(text -> Cidr.parse(text).orElseThrow()).toList();
    }

    private void follow(List<Cidr> allowed, List<Cidr> denied) {
        daemon.server.setAccessRules(AccessRules.NONE.withAllowed(allowed).withDenied(denied));
    }

    private void limit(int perAddress) {
        daemon.server.setAccessRules(AccessRules.NONE.withMaxPerAddress(perAddress));
    }

    private void limit(Duration interval, int burst) {
        daemon.server.setAccessRules(AccessRules.NONE.withConnectRate(interval, burst));
    }

    private Client connectFrom(String ip) {
        Client client = daemon.network.connectFrom(ip);
        daemon.turn();
        return client;
    }

    /** The lines that a client from this address receives on arrival; a client that receives any is rejected. */
    private List<String> answerTo(String ip) {
        Client client = connectFrom(ip);
        List<String> lines = client.lines();
        assertEquals(lines.isEmpty(), !client.isOutputEnded());
        return lines;
    }

    private long rejected(Rejection reason) {
        return daemon.server.metrics().rejected(reason);
    }

    // Allowed and denied

    @ParameterizedTest
    @CsvSource({"10.0.0.1, true", "192.0.2.7, true", "192.0.2.8, false", "2001:db8::1, true", "::1, false"})
    void onlyAllowedAddressesAreAdmitted(String ip, boolean isAdmitted) {
        follow(ranges("10.0.0.0/8", "192.0.2.7", "2001:db8::/32"), List.of());
        assertEquals(isAdmitted ? ADMITTED : NOT_ALLOWED, answerTo(ip));
        assertEquals(isAdmitted ? 0 : 1, rejected(Rejection.NOT_ALLOWED));
        assertEquals(isAdmitted ? 1 : 0, daemon.server.metrics().arrivals());
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, false", "11.0.0.0, true", "2001:db8::1, false"})
    void deniedAddressesAreRejectedAndAllOthersAdmitted(String ip, boolean isAdmitted) {
        follow(List.of(), ranges("10.0.0.0/8", "2001:db8::/32"));
        assertEquals(isAdmitted ? ADMITTED : NOT_ALLOWED, answerTo(ip));
    }

    @Test
    void aDeniedRangeOutweighsAnAllowedOne() {
        follow(ranges("10.0.0.0/8"), ranges("10.9.0.0/16"));
        assertEquals(ADMITTED, answerTo("10.8.0.1"));
        assertEquals(NOT_ALLOWED, answerTo("10.9.0.1"));
    }

    @Test
    void aClientOfAUnixSocketHasNoAddressAndIsAdmitted(@TempDir Path directory) {
        Path path = directory.resolve("clients");
        daemon.listen(path, echo);
        daemon.server.setAccessRules(AccessRules.NONE.withAllowed(ranges("10.0.0.1")).withDenied(ranges("0.0.0.0/0"))
                .withMaxPerAddress(1).withConnectRate(Duration.ofHours(1), 1));
        daemon.server.bans().add(ranges("0.0.0.0/0").get(0), Duration.ZERO);
        for (int i = 0; i < 3; i++) {
            assertEquals(ADMITTED, daemon.connect(path).lines());
        }
        assertEquals(3, daemon.server.metrics().clients());
    }

    // Clients per address

    @Test
    void aClientOverTheLimitOfItsAddressIsRejected() {
        limit(2);
        connectFrom("10.0.0.1");
        assertEquals(ADMITTED, answerTo("10.0.0.1"));
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        assertEquals(ADMITTED, answerTo("10.0.0.2"));
        assertEquals(1, rejected(Rejection.TOO_MANY));
        assertEquals(3, daemon.server.metrics().clients());
    }

    @Test
    void aDepartureMakesRoomForAnotherClientOfTheAddress() {
        limit(2);
        Client first = connectFrom("10.0.0.1");
        connectFrom("10.0.0.1");
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        first.endInput();
        daemon.turn();
        assertEquals(ADMITTED, answerTo("10.0.0.1"));
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
    }

    @Test
    void aClosingConnectionStillCountsForItsAddress() {
        limit(1);
        Client first = connectFrom("10.0.0.1");
        first.send("!close\n");
        daemon.turn();
        assertFalse(first.isClosed());
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        daemon.sleep(Duration.ofSeconds(3));
        assertTrue(first.isClosed());
        assertEquals(ADMITTED, answerTo("10.0.0.1"));
    }

    @Test
    void aRejectedClientDoesNotCountForItsAddress() {
        limit(1);
        Client connected = connectFrom("10.0.0.1");
        for (int i = 0; i < 5; i++) {
            assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        }
        connected.reset();
        daemon.turn();
        assertEquals(ADMITTED, answerTo("10.0.0.1"));
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        limit(1);
        assertEquals(ADMITTED, answerTo("2001:db8:0:1::1"));
        assertEquals(TOO_MANY, answerTo("2001:db8:0:1:ffff::1"));
        assertEquals(ADMITTED, answerTo("2001:db8:0:2::1"));
    }

    // Connect rate per address

    @Test
    void anAddressMayConnectInABurstAndThenAtTheRate() {
        limit(Duration.ofSeconds(2), 3);
        for (int i = 0; i < 3; i++) {
            assertEquals(ADMITTED, answerTo("10.0.0.1"));
        }
        assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        assertEquals(ADMITTED, answerTo("10.0.0.2"));
        daemon.sleep(Duration.ofMillis(1_999));
        assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        daemon.sleep(Duration.ofMillis(1));
        assertEquals(ADMITTED, answerTo("10.0.0.1"));
        assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        daemon.sleep(Duration.ofSeconds(6));
        for (int i = 0; i < 3; i++) {
            assertEquals(ADMITTED, answerTo("10.0.0.1"));
        }
        assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        assertEquals(4, rejected(Rejection.TOO_FAST));
    }

    @Test
    void rejectedAttemptsDoNotDelayTheNextAdmission() {
        limit(Duration.ofSeconds(1), 1);
        assertEquals(ADMITTED, answerTo("10.0.0.1"));
        for (int i = 0; i < 9; i++) {
            daemon.sleep(Duration.ofMillis(100));
            assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        }
        daemon.sleep(Duration.ofMillis(100));
        assertEquals(ADMITTED, answerTo("10.0.0.1"));
    }

    @Test
    void aClientRejectedByAFullServerDoesNotUseUpTheRateOfItsAddress() {
        SimulatedDaemon small = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(1)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20), echo.broadcasts, echo);
        small.server.setAccessRules(AccessRules.NONE.withConnectRate(Duration.ofHours(1), 1));
        Client connected = small.network.connectFrom("10.0.0.1");
        small.turn();
        Client rejected = small.network.connectFrom("10.0.0.2");
        small.turn();
        assertEquals(List.of("full"), rejected.lines());
        connected.reset();
        small.turn();
        Client second = small.network.connectFrom("10.0.0.2");
        small.turn();
        assertEquals(ADMITTED, second.lines());
    }

    @Test
    void anIpv6NetworkSharesOneRate() {
        limit(Duration.ofHours(1), 1);
        assertEquals(ADMITTED, answerTo("2001:db8:0:1::1"));
        assertEquals(TOO_FAST, answerTo("2001:db8:0:1::2"));
        assertEquals(ADMITTED, answerTo("2001:db8:0:2::1"));
    }

    @Test
    void aClientOverTheLimitDoesNotUseUpTheRateOfItsAddress() {
        daemon.server.setAccessRules(AccessRules.NONE.withMaxPerAddress(1).withConnectRate(Duration.ofHours(1), 2));
        Client connected = connectFrom("10.0.0.1");
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        connected.reset();
        daemon.turn();
        assertEquals(ADMITTED, answerTo("10.0.0.1"));
    }

    // All rules

    @Test
    void withoutRulesEveryClientIsAdmitted() {
        for (int i = 0; i < 100; i++) {
            assertEquals(ADMITTED, answerTo("10.0.0.1"));
        }
    }

    @Test
    void aRejectedClientLeavesNothingBehind() {
        follow(List.of(), ranges("10.0.0.1"));
        Client client = daemon.network.connectFrom("10.0.0.1");
        client.takeOnly(0);
        daemon.turn();
        daemon.sleep(Duration.ofSeconds(63));
        assertTrue(client.isClosed());
        assertEquals(0, daemon.heldBytes());
        assertEquals(0, daemon.server.metrics().clients());
        assertEquals(List.of(), echo.calls);
    }
}
