package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.AccessRules;
import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, by where they come from. */
public class AccessControlTest {

    private static final List<String> LET_IN = List.of();
    private static final List<String> NOT_ALLOWED = List.of("not allowed");
    private static final List<String> TOO_MANY = List.of("too many");
    private static final List<String> TOO_FAST = List.of("too fast");

    private final EchoService parrot = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, parrot.broadcasts, parrot);

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

    /** What somebody from there is told on arrival; whoever is told something is not let in. */
    private List<String> answerTo(String ip) {
        Client client = connectFrom(ip);
        List<String> lines = client.lines();
        assertEquals(lines.isEmpty(), !client.isClosed());
        return lines;
    }

    private long refused(Rejection why) {
        return daemon.server.metrics().rejected(why);
    }

    // Allowed and denied

    @ParameterizedTest
    @CsvSource({"10.0.0.1, true", "10.255.255.255, true", "11.0.0.0, false", "9.255.255.255, false", "127.0.0.1, false",
            "192.0.2.7, true", "192.0.2.8, false", "2001:db8::1, true", "2001:db9::1, false", "::1, false"})
    void whereSomethingIsAllowedNobodyElseIsLetIn(String ip, boolean isLetIn) {
        follow(ranges("10.0.0.0/8", "192.0.2.7", "2001:db8::/32"), List.of());
        assertEquals(isLetIn ? LET_IN : NOT_ALLOWED, answerTo(ip));
        assertEquals(isLetIn ? 0 : 1, refused(Rejection.NOT_ALLOWED));
        assertEquals(isLetIn ? 1 : 0, daemon.server.metrics().arrivals());
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, false", "11.0.0.0, true", "2001:db8::1, false", "::1, true"})
    void whoIsDeniedIsNotLetInAndAllOthersAre(String ip, boolean isLetIn) {
        follow(List.of(), ranges("10.0.0.0/8", "2001:db8::/32"));
        assertEquals(isLetIn ? LET_IN : NOT_ALLOWED, answerTo(ip));
    }

    @Test
    void whatIsDeniedOutweighsWhatIsAllowed() {
        follow(ranges("10.0.0.0/8"), ranges("10.9.0.0/16"));
        assertEquals(LET_IN, answerTo("10.8.0.1"));
        assertEquals(NOT_ALLOWED, answerTo("10.9.0.1"));
    }

    @Test
    void whoComesByAFileHasNoAddressAndIsLetIn(@TempDir Path directory) {
        Path path = directory.resolve("clients");
        daemon.listen(path, parrot);
        daemon.server.setAccessRules(AccessRules.NONE.withAllowed(ranges("10.0.0.1")).withDenied(ranges("0.0.0.0/0"))
                .withMaxPerAddress(1).withConnectRate(Duration.ofHours(1), 1));
        daemon.server.bans().add(ranges("0.0.0.0/0").get(0), Duration.ZERO);
        for (int i = 0; i < 3; i++) {
            assertEquals(LET_IN, daemon.connect(path).lines());
        }
        assertEquals(3, daemon.server.metrics().clients());
    }

    // So many from one address

    @Test
    void fromOneAddressSoManyAreLetIn() {
        limit(2);
        connectFrom("10.0.0.1");
        assertEquals(LET_IN, answerTo("10.0.0.1"));
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        assertEquals(LET_IN, answerTo("10.0.0.2"));
        assertEquals(1, refused(Rejection.TOO_MANY));
        assertEquals(3, daemon.server.metrics().clients());
    }

    @Test
    void inThePlaceOfOneWhoHasGoneAnotherIsLetIn() {
        limit(2);
        Client first = connectFrom("10.0.0.1");
        connectFrom("10.0.0.1");
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        first.endInput();
        daemon.turn();
        assertEquals(LET_IN, answerTo("10.0.0.1"));
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
    }

    @Test
    void whoIsOnTheirWayOutStillCountsForTheirAddress() {
        limit(1);
        Client first = connectFrom("10.0.0.1");
        first.send("!close\n");
        daemon.turn();
        assertFalse(first.isClosed());
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        daemon.sleep(Duration.ofSeconds(3));
        assertTrue(first.isClosed());
        assertEquals(LET_IN, answerTo("10.0.0.1"));
    }

    @Test
    void whoIsNotLetInDoesNotCountAnyMore() {
        limit(1);
        Client inside = connectFrom("10.0.0.1");
        for (int i = 0; i < 5; i++) {
            assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        }
        inside.reset();
        daemon.turn();
        assertEquals(LET_IN, answerTo("10.0.0.1"));
    }

    @Test
    void aNetworkOfIpv6CountsAsOneAddress() {
        limit(1);
        assertEquals(LET_IN, answerTo("2001:db8:0:1::1"));
        assertEquals(TOO_MANY, answerTo("2001:db8:0:1:ffff::1"));
        assertEquals(LET_IN, answerTo("2001:db8:0:2::1"));
    }

    // So fast from one address

    @Test
    void fromOneAddressSoManyAreLetInAtOnceAndThenAtThatPace() {
        limit(Duration.ofSeconds(2), 3);
        for (int i = 0; i < 3; i++) {
            assertEquals(LET_IN, answerTo("10.0.0.1"));
        }
        assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        assertEquals(LET_IN, answerTo("10.0.0.2"));
        daemon.sleep(Duration.ofMillis(1_999));
        assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        daemon.sleep(Duration.ofMillis(1));
        assertEquals(LET_IN, answerTo("10.0.0.1"));
        assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        daemon.sleep(Duration.ofSeconds(6));
        for (int i = 0; i < 3; i++) {
            assertEquals(LET_IN, answerTo("10.0.0.1"));
        }
        assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        assertEquals(4, refused(Rejection.TOO_FAST));
    }

    @Test
    void whoTriesAgainAndAgainIsLetInAsSoonAsWhoWaits() {
        limit(Duration.ofSeconds(1), 1);
        assertEquals(LET_IN, answerTo("10.0.0.1"));
        for (int i = 0; i < 9; i++) {
            daemon.sleep(Duration.ofMillis(100));
            assertEquals(TOO_FAST, answerTo("10.0.0.1"));
        }
        daemon.sleep(Duration.ofMillis(100));
        assertEquals(LET_IN, answerTo("10.0.0.1"));
    }

    @Test
    void whoFindsNoRoomDoesNotUseUpThePaceOfTheirAddress() {
        SimulatedDaemon small = new SimulatedDaemon(SimulatedDaemon.LIMITS.withMaxClients(1)
                .withWriteBufferBytes(4096).withBufferMemoryBytes(1 << 20), parrot.broadcasts, parrot);
        small.server.setAccessRules(AccessRules.NONE.withConnectRate(Duration.ofHours(1), 1));
        Client inside = small.network.connectFrom("10.0.0.1");
        small.turn();
        Client refused = small.network.connectFrom("10.0.0.2");
        small.turn();
        assertEquals(List.of("full"), refused.lines());
        inside.reset();
        small.turn();
        Client second = small.network.connectFrom("10.0.0.2");
        small.turn();
        assertEquals(LET_IN, second.lines());
    }

    @Test
    void aNetworkOfIpv6HasOnePace() {
        limit(Duration.ofHours(1), 1);
        assertEquals(LET_IN, answerTo("2001:db8:0:1::1"));
        assertEquals(TOO_FAST, answerTo("2001:db8:0:1::2"));
        assertEquals(LET_IN, answerTo("2001:db8:0:2::1"));
    }

    @Test
    void whoIsDeniedDoesNotUseUpThePaceOfAnybody() {
        daemon.server.setAccessRules(AccessRules.NONE.withMaxPerAddress(1).withConnectRate(Duration.ofHours(1), 2));
        Client inside = connectFrom("10.0.0.1");
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        assertEquals(TOO_MANY, answerTo("10.0.0.1"));
        inside.reset();
        daemon.turn();
        assertEquals(LET_IN, answerTo("10.0.0.1"));
    }

    // All of it

    @Test
    void withoutRulesEverybodyIsLetIn() {
        for (int i = 0; i < 100; i++) {
            assertEquals(LET_IN, answerTo("10.0.0.1"));
        }
    }

    @Test
    void whoIsNotLetInLeavesNothingBehind() {
        follow(List.of(), ranges("10.0.0.1"));
        Client client = daemon.network.connectFrom("10.0.0.1");
        client.takeOnly(0);
        daemon.turn();
        assertTrue(client.isClosed());
        assertEquals(0, daemon.heldBytes());
        assertEquals(0, daemon.server.metrics().clients());
        assertEquals(List.of(), parrot.calls);
    }
}
