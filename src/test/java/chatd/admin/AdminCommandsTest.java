package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.BanList;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of administrators that change something. */
class AdminCommandsTest {

    private static final String KICKED = "You were disconnected by an administrator.";

    @TempDir
    private Path directory;
    private AdminFixture fixture;

    @BeforeEach
    void open() {
        fixture = new AdminFixture(directory);
    }

    private void answers(String command, String... answer) {
        assertEquals(List.of(answer), fixture.ask(command));
    }

    private static void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    private void turn() {
        fixture.daemon.turn();
    }

    // say

    @Test
    void sayReachesAllClientsAndTheAnswerCountsThem() {
        Client alice = fixture.join("alice");
        Client bob = fixture.named(fixture.connectLocally(), "bob");
        alice.lines();
        answers("say  Back in  5 minutes: really ", "sent to 2");
        hears(alice, "Server: Back in  5 minutes: really");
        hears(bob, "Server: Back in  5 minutes: really");
    }

    @Test
    void theCountLeavesOutClientsAtThePassword() {
        Client alice = fixture.join("alice");
        Client nobody = fixture.connectFrom("10.0.0.1");
        List<String> answer = fixture.ask("say hello");
        int heard = alice.lines().size() + nobody.lines().size();
        assertEquals(List.of("sent to " + heard), answer);
    }

    // kick

    @ParameterizedTest
    @ValueSource(strings = {"2", "02", "bob", "BOB", "Bob", "ｂｏｂ", "127.0.0.1:50001"})
    void aMemberIsKickedByNumberNameOrAddress(String who) {
        Client alice = fixture.join("alice");
        Client bob = fixture.join("bob");
        alice.lines();
        answers("kick " + who, "disconnected number 2, name bob, address 127.0.0.1:50001");
        hears(bob, KICKED);
        assertTrue(bob.isOutputEnded());
        hears(alice, "bob has left (kicked)");
        answers("kick " + who, "error: no such client: " + who + "; try who");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "127.0.0.1:50000"})
    void aClientWithoutANameIsKickedByNumberOrAddress(String who) {
        Client nobody = fixture.connectFrom("127.0.0.1");
        Client alice = fixture.join("alice");
        answers("kick " + who, "disconnected number 1, address 127.0.0.1:50000");
        hears(nobody, KICKED);
        hears(alice);
    }

    @Test
    void aMemberNamedByItsAddressIsKickedByIt() {
        Client alice = fixture.named(fixture.connectLocally(), "");
        answers("kick local:2 off you  go", "disconnected number 1, address local:2");
        hears(alice, "You were disconnected by an administrator: off you  go");
    }

    @Test
    void theReasonOfAKickIsAnnounced() {
        Client alice = fixture.join("alice");
        Client bob = fixture.join("bob");
        alice.lines();
        answers("kick bob be nice: please", "disconnected number 2, name bob, address 127.0.0.1:50001");
        hears(bob, "You were disconnected by an administrator: be nice: please");
        hears(alice, "bob has left (kicked: be nice: please)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carol", "0", "7", "99999999999999999999", "127.0.0.2", "127.0.0.1/32", "local:1", "-1",
            "-", "alic", "127.0.0.1:1"})
    void anUnknownClientIsNotKicked(String who) {
        Client alice = fixture.join("alice");
        answers("kick " + who, "error: no such client: " + who + "; try who");
        alice.send("hello\n");
        turn();
        hears(alice, "alice: hello");
    }

    @Test
    void theOnlyClientOfAnAddressIsKickedByTheAddressWithoutItsPort() {
        Client alice = fixture.named(fixture.connectFrom("192.0.2.66"), "alice");
        Client bob = fixture.named(fixture.connectFrom("2001:db8::1"), "bob");
        answers("kick 192.0.2.66", "disconnected number 1, name alice, address " + alice.address());
        answers("kick 2001:db8:0::1", "disconnected number 2, name bob, address " + bob.address());
    }

    @Test
    void anAddressOfSeveralClientsKicksNone() {
        Client alice = fixture.named(fixture.connectFrom("192.0.2.66"), "alice");
        fixture.named(fixture.connectFrom("192.0.2.66"), "bob");
        alice.lines();
        answers("kick 192.0.2.66", "error: 192.0.2.66 is the address of several clients: 1, 2; give a number, or "
                + "ban the address");
        hears(alice);
    }

    @Test
    void nobodyCanTakeTheAddressOfAnotherAsAName() {
        Client bob = fixture.connectFrom("192.0.2.7");
        fixture.named(fixture.connectFrom("192.0.2.66"), "troll");
        bob.send("192.0.2.66\n");
        turn();
        fixture.daemon.sleep(Duration.ofMillis(200));
        hears(bob, "That is an address, and not yours. Choose another.");
        answers("kick 192.0.2.66", "disconnected number 2, name troll, address 192.0.2.66:50001");
    }

    @Test
    void aNameComesBeforeAnAddressAndTheAnswerTellsOfTheOthers() {
        Client alice = fixture.named(fixture.connectFrom("192.0.2.66"), "alice");
        fixture.named(fixture.connectFrom("192.0.2.66"), "192.0.2.66");
        alice.lines();
        answers("kick 192.0.2.66", "disconnected number 2, name 192.0.2.66, address 192.0.2.66:50001, "
                + "by its name; the address is also that of 1");
        hears(alice, "192.0.2.66 has left (kicked)");
    }

    @Test
    void aKickedClientThatReadsNothingIsClosed() {
        Client alice = fixture.join("alice");
        alice.takeOnly(0);
        answers("kick alice", "disconnected number 1, name alice, address 127.0.0.1:50000");
        assertFalse(alice.isClosed());
        fixture.daemon.sleep(Duration.ofSeconds(61));
        assertTrue(alice.isClosed());
    }

    // ban, bans, unban

    @Test
    void aBannedAddressIsDisconnectedAndRejected() {
        Client alice = fixture.named(fixture.connectFrom("192.0.2.7"), "alice");
        Client nobody = fixture.connectFrom("192.0.2.7");
        Client bob = fixture.named(fixture.connectFrom("192.0.2.8"), "bob");
        Client local = fixture.named(fixture.connectLocally(), "local");
        alice.lines();
        bob.lines();
        answers("ban 192.0.2.7", "banned 192.0.2.7, disconnected 2");
        hears(alice, KICKED);
        hears(nobody, KICKED);
        hears(bob, "alice has left (kicked)");
        hears(local, "alice has left (kicked)");
        answers("bans", "192.0.2.7 for ever");
        Client again = fixture.daemon.network.connectFrom("192.0.2.7");
        turn();
        hears(again, "You are banned from this server.");
        assertTrue(again.isOutputEnded());
        fixture.named(fixture.connectFrom("192.0.2.8"), "carol");
        hears(bob, "carol has arrived");
    }

    @Test
    void aBannedRangeIsDisconnected() {
        for (int i = 0; i < 5; i++) {
            fixture.named(fixture.connectFrom("2001:db8::" + i), "p" + i);
        }
        Client other = fixture.named(fixture.connectFrom("2001:db9::1"), "other");
        other.lines();
        answers("ban 2001:DB8:0:0::99/32 24h", "banned 2001:db8::/32, disconnected 5");
        assertEquals(5, other.lines().size());
        answers("bans", "2001:db8::/32 for another 1d");
        assertEquals(2, fixture.ask("who").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "BOB", "2", "192.0.2.7:50001"})
    void aBanOfAPersonIsOneOfTheirAddress(String who) {
        fixture.join("alice");
        Client bob = fixture.named(fixture.connectFrom("192.0.2.7"), "bob");
        answers("ban " + who + " 1d", "banned 192.0.2.7, disconnected 1");
        hears(bob, KICKED);
        answers("bans", "192.0.2.7 for another 1d");
    }

    @Test
    void anIpv6AddressOfAPersonIsBannedAlone() {
        fixture.named(fixture.connectFrom("2001:db8::7"), "bob");
        answers("ban bob", "banned 2001:db8::7, disconnected 1");
        answers("bans", "2001:db8::7 for ever");
    }

    @Test
    void aClientWithoutAnIpAddressCannotBeBanned() {
        Client local = fixture.named(fixture.connectLocally(), "local");
        answers("ban local", "error: local is connected by a Unix domain socket and has no IP address; try kick");
        hears(local);
    }

    @Test
    void anHoursBanHasAnHourLeftAtItsStart() {
        fixture.ask("ban 192.0.2.7 1h");
        fixture.daemon.sleep(Duration.ofSeconds(2));
        answers("bans", "192.0.2.7 for another 1h");
    }

    @Test
    void aBanOfAllAddressesSparesAdministratorsAndLocalClients() {
        fixture.join("alice");
        Client local = fixture.named(fixture.connectLocally(), "local");
        answers("ban 0.0.0.0/0", "banned 0.0.0.0/0, disconnected 1");
        hears(local, "alice has left (kicked)");
        assertEquals(List.of("0.0.0.0/0 for ever"), fixture.ask(fixture.anotherAdmin(), "bans\n"));
        fixture.named(fixture.connectLocally(), "another");
        hears(local, "another has arrived");
    }

    @Test
    void aBanForATimeEndsByItself() {
        answers("ban 192.0.2.7 1m", "banned 192.0.2.7, disconnected 0");
        fixture.daemon.sleep(Duration.ofSeconds(30));
        answers("bans", "192.0.2.7 for another 30s");
        fixture.daemon.sleep(Duration.ofSeconds(30));
        answers("bans", "no bans");
        assertFalse(fixture.connectFrom("192.0.2.7").isClosed());
    }

    @Test
    void aBanForZeroIsForEverAndReplacesTheOneBefore() {
        answers("ban 192.0.2.7 1m", "banned 192.0.2.7, disconnected 0");
        answers("ban 192.0.2.7 0", "banned 192.0.2.7, disconnected 0");
        answers("bans", "192.0.2.7 for ever");
    }

    @Test
    void bansAreListedInTheOrderOfAdding() {
        fixture.ask("ban 192.0.2.7");
        fixture.ask("ban 10.0.0.0/8 2h");
        fixture.ask("ban 2001:db8::/32");
        answers("bans", "192.0.2.7 for ever", "10.0.0.0/8 for another 2h", "2001:db8::/32 for ever");
    }

    @Test
    void unbanTakesTheSameRange() {
        fixture.ask("ban 192.0.2.0/24");
        answers("unban 192.0.2.7", "error: no such ban: 192.0.2.7; try bans");
        answers("unban 192.0.2.1/24", "lifted the ban of 192.0.2.0/24");
        answers("unban 192.0.2.0/24", "error: no such ban: 192.0.2.0/24; try bans");
        answers("bans", "no bans");
        assertFalse(fixture.connectFrom("192.0.2.7").isClosed());
    }

    @Test
    void aBanOverTheLimitIsRefusedAndDisconnectsNobody() {
        Client alice = fixture.named(fixture.connectFrom("192.0.2.7"), "alice");
        for (int i = 0; i < BanList.MAX_BANS; i++) {
            fixture.ask("ban 10.0." + i / 256 + '.' + i % 256);
        }
        answers("ban 192.0.2.7", "error: too many bans: the limit is 1000");
        hears(alice);
        answers("ban 10.0.0.0 1h", "banned 10.0.0.0, disconnected 0");
    }

    // drain

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "drain     | for 10m              | , or in 10 minutes at the latest.",
        "drain 30s | for 30s              | , or in 30 seconds at the latest.",
        "drain 1h  | for 1h               | , or in 1 hour at the latest.",
        "drain 0   | as long as they like | ."})
    void drainingTellsThoseInsideAndLetsNobodyIn(String command, String time, String words) {
        Client alice = fixture.join("alice");
        Client nobody = fixture.connectFrom("10.0.0.1");
        answers(command, "no new clients are accepted; the 2 connected may stay " + time);
        hears(alice, "The server accepts no new connections and shuts down when everybody has left" + words);
        hears(nobody, "The server accepts no new connections and shuts down when everybody has left" + words);
        nobody.reset();
        Client late = fixture.daemon.network.connect();
        turn();
        assertEquals("", late.received());
        alice.send("/quit\n");
        turn();
        turn();
        assertTrue(fixture.daemon.hasEnded());
    }

    @Test
    void drainWithoutATimeEndsAfterTenMinutes() {
        Client alice = fixture.join("alice");
        fixture.ask("drain");
        for (int minute = 0; minute < 10; minute++) {
            assertFalse(fixture.daemon.hasEnded());
            alice.send("still here\n");
            fixture.daemon.sleep(Duration.ofSeconds(59));
        }
        alice.lines();
        fixture.daemon.sleep(Duration.ofMillis(10_300));
        hears(alice, "The server is shutting down.");
        assertTrue(fixture.daemon.hasEnded());
        assertTrue(fixture.admin.isClosed());
    }

    @Test
    void commandsWorkWhileTheServerDrains() {
        Client alice = fixture.join("alice");
        fixture.ask("drain 0");
        alice.lines();
        assertEquals(List.of("sent to 1"), fixture.ask(fixture.anotherAdmin(), "say hurry\n"));
        hears(alice, "Server: hurry");
        answers("drain 5s", "no new clients are accepted; the 1 connected may stay for 5s");
        fixture.daemon.sleep(Duration.ofMillis(5_300));
        assertTrue(fixture.daemon.hasEnded());
    }

    @Test
    void drainWithoutClientsEndsAtOnceAndIsAnswered() {
        answers("drain", "no new clients are accepted, and none is connected");
        assertTrue(fixture.daemon.hasEnded());
        assertTrue(fixture.admin.isClosed());
    }

    @Test
    void kickingTheLastClientEndsADrainingServer() {
        fixture.join("alice");
        fixture.ask("drain 0");
        answers("kick alice", "disconnected number 1, name alice, address 127.0.0.1:50000");
        turn();
        assertTrue(fixture.daemon.hasEnded());
    }

    // shutdown

    @Test
    void shutdownTellsAllClientsAndIsAnswered() {
        Client alice = fixture.join("alice");
        Client other = fixture.anotherAdmin();
        answers("shutdown", "stopping");
        hears(alice, "The server is shutting down.");
        assertTrue(alice.isClosed());
        assertTrue(fixture.admin.isClosed());
        assertEquals("", other.received());
        assertTrue(other.isClosed());
        assertTrue(fixture.daemon.hasEnded());
    }

    @Test
    void commandsBehindShutdownInTheSameReadAreAnswered() {
        fixture.admin.send("shutdown\nbans\nshutdown\ndrain\n");
        turn();
        assertEquals("stopping\n\nno bans\n\nstopping\n\n"
                + "no new clients are accepted, and none is connected\n\n",
                fixture.admin.received());
        assertTrue(fixture.daemon.hasEnded());
    }

    @Test
    void anAdministratorThatEndsItsInputBehindShutdownGetsTheAnswer() {
        fixture.admin.send("shutdown\n");
        fixture.admin.endInput();
        turn();
        assertEquals("stopping\n\n", fixture.admin.received());
        assertTrue(fixture.daemon.hasEnded());
    }
}
