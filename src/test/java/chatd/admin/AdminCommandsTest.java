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
    private AdminFixture office;

    @BeforeEach
    void open() {
        office = new AdminFixture(directory);
    }

    private void answers(String command, String... answer) {
        assertEquals(List.of(answer), office.ask(command));
    }

    private static void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    private void turn() {
        office.daemon.turn();
    }

    // say

    @Test
    void sayReachesAllClientsAndTheAnswerCountsThem() {
        Client alice = office.join("alice");
        Client bob = office.named(office.connectLocally(), "bob");
        alice.lines();
        answers("say  Back in  5 minutes: really ", "sent to 2");
        hears(alice, "Server: Back in  5 minutes: really");
        hears(bob, "Server: Back in  5 minutes: really");
    }

    @Test
    void theCountLeavesOutClientsAtThePassword() {
        Client alice = office.join("alice");
        Client nobody = office.connectFrom("10.0.0.1");
        List<String> answer = office.ask("say hello");
        int heard = alice.lines().size() + nobody.lines().size();
        assertEquals(List.of("sent to " + heard), answer);
    }

    // kick

    @ParameterizedTest
    @ValueSource(strings = {"2", "02", "bob", "BOB", "Bob", "ｂｏｂ", "127.0.0.1:50001"})
    void aMemberIsKickedByNumberNameOrAddress(String who) {
        Client alice = office.join("alice");
        Client bob = office.join("bob");
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
        Client nobody = office.connectFrom("127.0.0.1");
        Client alice = office.join("alice");
        answers("kick " + who, "disconnected number 1, address 127.0.0.1:50000");
        hears(nobody, KICKED);
        hears(alice);
    }

    @Test
    void aMemberNamedByItsAddressIsKickedByIt() {
        Client alice = office.named(office.connectLocally(), "");
        answers("kick local:2 off you  go", "disconnected number 1, address local:2");
        hears(alice, "You were disconnected by an administrator: off you  go");
    }

    @Test
    void theReasonOfAKickIsAnnounced() {
        Client alice = office.join("alice");
        Client bob = office.join("bob");
        alice.lines();
        answers("kick bob be nice: please", "disconnected number 2, name bob, address 127.0.0.1:50001");
        hears(bob, "You were disconnected by an administrator: be nice: please");
        hears(alice, "bob has left (kicked: be nice: please)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carol", "0", "7", "99999999999999999999", "127.0.0.1", "local:1", "-1", "-", "alic",
            "127.0.0.1:1"})
    void anUnknownClientIsNotKicked(String who) {
        Client alice = office.join("alice");
        answers("kick " + who, "error: no such client: " + who + "; try who");
        alice.send("hello\n");
        turn();
        hears(alice, "alice: hello");
    }

    @Test
    void aKickedClientThatReadsNothingIsClosed() {
        Client alice = office.join("alice");
        alice.takeOnly(0);
        answers("kick alice", "disconnected number 1, name alice, address 127.0.0.1:50000");
        assertFalse(alice.isClosed());
        office.daemon.sleep(Duration.ofSeconds(61));
        assertTrue(alice.isClosed());
    }

    // ban, bans, unban

    @Test
    void aBannedAddressIsDisconnectedAndRejected() {
        Client alice = office.named(office.connectFrom("192.0.2.7"), "alice");
        Client nobody = office.connectFrom("192.0.2.7");
        Client bob = office.named(office.connectFrom("192.0.2.8"), "bob");
        Client local = office.named(office.connectLocally(), "local");
        alice.lines();
        bob.lines();
        answers("ban 192.0.2.7", "banned 192.0.2.7, disconnected 2");
        hears(alice, KICKED);
        hears(nobody, KICKED);
        hears(bob, "alice has left (kicked)");
        hears(local, "alice has left (kicked)");
        answers("bans", "192.0.2.7 for ever");
        Client again = office.daemon.network.connectFrom("192.0.2.7");
        turn();
        hears(again, "You are banned from this server.");
        assertTrue(again.isClosed());
        office.named(office.connectFrom("192.0.2.8"), "carol");
        hears(bob, "carol has arrived");
    }

    @Test
    void aBannedRangeIsDisconnected() {
        for (int i = 0; i < 5; i++) {
            office.named(office.connectFrom("2001:db8::" + i), "p" + i);
        }
        Client other = office.named(office.connectFrom("2001:db9::1"), "other");
        other.lines();
        answers("ban 2001:DB8:0:0::99/32 24h", "banned 2001:db8::/32, disconnected 5");
        assertEquals(5, other.lines().size());
        answers("bans", "2001:db8::/32 for another 1d");
        assertEquals(2, office.ask("who").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "BOB", "2", "192.0.2.7:50001"})
    void aBanOfAPersonIsOneOfTheirAddress(String who) {
        office.join("alice");
        Client bob = office.named(office.connectFrom("192.0.2.7"), "bob");
        answers("ban " + who + " 1d", "banned 192.0.2.7, disconnected 1");
        hears(bob, KICKED);
        answers("bans", "192.0.2.7 for another 1d");
    }

    @Test
    void anIpv6AddressOfAPersonIsBannedAlone() {
        office.named(office.connectFrom("2001:db8::7"), "bob");
        answers("ban bob", "banned 2001:db8::7, disconnected 1");
        answers("bans", "2001:db8::7 for ever");
    }

    @Test
    void aClientWithoutAnIpAddressCannotBeBanned() {
        Client local = office.named(office.connectLocally(), "local");
        answers("ban local", "error: local came by a Unix domain socket and has no IP address to ban; try kick");
        hears(local);
    }

    @Test
    void anHoursBanHasAnHourLeftAtItsStart() {
        office.ask("ban 192.0.2.7 1h");
        office.daemon.sleep(Duration.ofSeconds(2));
        answers("bans", "192.0.2.7 for another 1h");
    }

    @Test
    void aBanOfAllAddressesSparesAdministratorsAndLocalClients() {
        office.join("alice");
        Client local = office.named(office.connectLocally(), "local");
        answers("ban 0.0.0.0/0", "banned 0.0.0.0/0, disconnected 1");
        hears(local, "alice has left (kicked)");
        assertEquals(List.of("0.0.0.0/0 for ever"), office.ask(office.anotherAdmin(), "bans\n"));
        office.named(office.connectLocally(), "another");
        hears(local, "another has arrived");
    }

    @Test
    void aBanForATimeEndsByItself() {
        answers("ban 192.0.2.7 1m", "banned 192.0.2.7, disconnected 0");
        office.daemon.sleep(Duration.ofSeconds(30));
        answers("bans", "192.0.2.7 for another 30s");
        office.daemon.sleep(Duration.ofSeconds(30));
        answers("bans", "no bans");
        assertFalse(office.connectFrom("192.0.2.7").isClosed());
    }

    @Test
    void aBanForZeroIsForEverAndReplacesTheOneBefore() {
        answers("ban 192.0.2.7 1m", "banned 192.0.2.7, disconnected 0");
        answers("ban 192.0.2.7 0", "banned 192.0.2.7, disconnected 0");
        answers("bans", "192.0.2.7 for ever");
    }

    @Test
    void bansAreListedInTheOrderOfAdding() {
        office.ask("ban 192.0.2.7");
        office.ask("ban 10.0.0.0/8 2h");
        office.ask("ban 2001:db8::/32");
        answers("bans", "192.0.2.7 for ever", "10.0.0.0/8 for another 2h", "2001:db8::/32 for ever");
    }

    @Test
    void unbanTakesTheSameRange() {
        office.ask("ban 192.0.2.0/24");
        answers("unban 192.0.2.7", "error: no such ban: 192.0.2.7; try bans");
        answers("unban 192.0.2.1/24", "lifted the ban of 192.0.2.0/24");
        answers("unban 192.0.2.0/24", "error: no such ban: 192.0.2.0/24; try bans");
        answers("bans", "no bans");
        assertFalse(office.connectFrom("192.0.2.7").isClosed());
    }

    @Test
    void aBanOverTheLimitIsRefusedAndDisconnectsNobody() {
        Client alice = office.named(office.connectFrom("192.0.2.7"), "alice");
        for (int i = 0; i < BanList.MOST; i++) {
            office.ask("ban 10.0." + i / 256 + '.' + i % 256);
        }
        answers("ban 192.0.2.7", "error: too many bans: there may be 1000");
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
        Client alice = office.join("alice");
        Client nobody = office.connectFrom("10.0.0.1");
        answers(command, "no new clients are accepted; the 2 connected may stay " + time);
        hears(alice, "The server accepts no new connections and shuts down when everybody has left" + words);
        hears(nobody, "The server accepts no new connections and shuts down when everybody has left" + words);
        nobody.reset();
        Client late = office.daemon.network.connect();
        turn();
        assertEquals("", late.received());
        alice.send("/quit\n");
        turn();
        turn();
        assertTrue(office.daemon.hasEnded());
    }

    @Test
    void drainWithoutATimeEndsAfterTenMinutes() {
        Client alice = office.join("alice");
        office.ask("drain");
        for (int minute = 0; minute < 10; minute++) {
            assertFalse(office.daemon.hasEnded());
            alice.send("still here\n");
            office.daemon.sleep(Duration.ofSeconds(59));
        }
        alice.lines();
        office.daemon.sleep(Duration.ofMillis(10_300));
        hears(alice, "The server is shutting down.");
        assertTrue(office.daemon.hasEnded());
        assertTrue(office.admin.isClosed());
    }

    @Test
    void commandsWorkWhileTheServerDrains() {
        Client alice = office.join("alice");
        office.ask("drain 0");
        alice.lines();
        assertEquals(List.of("sent to 1"), office.ask(office.anotherAdmin(), "say hurry\n"));
        hears(alice, "Server: hurry");
        answers("drain 5s", "no new clients are accepted; the 1 connected may stay for 5s");
        office.daemon.sleep(Duration.ofMillis(5_300));
        assertTrue(office.daemon.hasEnded());
    }

    @Test
    void drainWithoutClientsEndsAtOnceAndIsAnswered() {
        answers("drain", "no new clients are accepted, and none is connected");
        assertTrue(office.daemon.hasEnded());
        assertTrue(office.admin.isClosed());
    }

    @Test
    void kickingTheLastClientEndsADrainingServer() {
        office.join("alice");
        office.ask("drain 0");
        answers("kick alice", "disconnected number 1, name alice, address 127.0.0.1:50000");
        turn();
        assertTrue(office.daemon.hasEnded());
    }

    // shutdown

    @Test
    void shutdownTellsAllClientsAndIsAnswered() {
        Client alice = office.join("alice");
        Client other = office.anotherAdmin();
        answers("shutdown", "stopping");
        hears(alice, "The server is shutting down.");
        assertTrue(alice.isClosed());
        assertTrue(office.admin.isClosed());
        assertEquals("", other.received());
        assertTrue(other.isClosed());
        assertTrue(office.daemon.hasEnded());
    }

    @Test
    void commandsBehindShutdownInTheSameReadAreAnswered() {
        office.admin.send("shutdown\nbans\nshutdown\ndrain\n");
        turn();
        assertEquals("stopping\n\nno bans\n\nstopping\n\n"
                + "no new clients are accepted, and none is connected\n\n",
                office.admin.received());
        assertTrue(office.daemon.hasEnded());
    }

    @Test
    void anAdministratorThatEndsItsInputBehindShutdownGetsTheAnswer() {
        office.admin.send("shutdown\n");
        office.admin.endInput();
        turn();
        assertEquals("stopping\n\n", office.admin.received());
        assertTrue(office.daemon.hasEnded());
    }
}
