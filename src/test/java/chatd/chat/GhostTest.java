package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.Metrics;
import chatd.sim.SimulatedNetwork.Client;
import chatd.store.Key;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The owner of a registered name takes its member over from an old connection that is still here. */
class GhostTest {

    private static final String ELSEWHERE = "You have logged in elsewhere.";

    /** A valid key that belongs to no name. */
    private static final String WRONG_KEY = Key.of(new byte[16]).text();

    private final MemoryNames file = new MemoryNames();
    private final ChatFixture daemon = new ChatFixture().names(file);
    private String key;

    @AfterEach
    void nobodyIsLostOrCountedTwice() {
        Metrics statistics = daemon.daemon().server.metrics();
        long gone = Arrays.stream(Departure.values()).mapToLong(daemon.chat().departures()::count).sum();
        assertEquals(statistics.arrivals(), statistics.clients() + gone);
    }

    private Client join(String name) {
        Client client = daemon.join(name);
        client.lines();
        return client;
    }

    /** A member that has registered its name. */
    private Client alice() {
        Client alice = join("alice");
        alice.send("/register\n");
        daemon.turn();
        daemon.turn();
        String told = alice.lines().get(0);
        key = told.substring(told.lastIndexOf(' ') + 1);
        return alice;
    }

    private Client arrive() {
        Client client = daemon.connect();
        client.lines();
        return client;
    }

    private void isTold(Client client, String line, String... expected) {
        assertEquals(List.of(expected), daemon.type(client, line), line);
    }

    private void hears(Client client, String... lines) {
        assertEquals(List.of(lines), client.lines());
    }

    private void isGone(Client ghost, String... before) {
        List<String> lines = ghost.lines();
        assertEquals(ELSEWHERE, lines.get(lines.size() - 1));
        assertEquals(List.of(before), lines.subList(0, lines.size() - 1));
        daemon.turn();
        ghost.endInput();
        daemon.turn();
        assertTrue(ghost.isClosed());
    }

    @Test
    void theNewConnectionGoesOnAndTheOldOneIsDisconnected() {
        Client ghost = alice();
        Client bob = join("bob");
        daemon.readAll(ghost);
        Client again = arrive();
        isTold(again, "alice " + key, "You are alice", "Here now: bob");
        isGone(ghost);
        hears(bob, "alice is here again");
        assertEquals(1, daemon.chat().departures().count(Departure.ELSEWHERE));
        isTold(bob, "hello", "bob: hello");
        hears(again, "bob: hello");
        isTold(again, "hello", "alice: hello");
        hears(bob, "alice: hello");
        isTold(bob, "/msg alice psst", "you (to alice): psst");
        hears(again, "bob (to you): psst");
    }

    @Test
    void theGhostReceivesWhatWasSaidBefore() {
        Client ghost = alice();
        Client bob = join("bob");
        ghost.lines();
        bob.send("one\n");
        Client again = arrive();
        ghost.lines();
        bob.send("two\n");
        again.send("alice " + key + "\n");
        daemon.turn();
        daemon.turn();
        isGone(ghost, "bob: two");
        hears(again, "You are alice", "Here now: bob");
    }

    @Test
    void theMemberKeepsItsRoomNumberAndSettings() {
        Client ghost = alice();
        Client bob = join("bob");
        Client carol = join("carol");
        Client dave = join("dave");
        daemon.type(ghost, "/join den", "/lock", "/topic chess", "/ignore carol", "/invite bob", "/quiet", "/time on",
                "/away lunch");
        daemon.type(bob, "/msg alice psst");
        daemon.readAll(ghost, bob, carol, dave);
        Client again = arrive();
        isTold(again, "alice " + key, "14:03 You are alice", "14:03 You are in #den.", "14:03 Topic: chess",
                "14:03 No one else is here.");
        isGone(ghost);
        isTold(again, "/ignore", "14:03 You are ignoring: carol");
        isTold(again, "/reply yes", "14:03 you (to bob): yes");
        hears(bob, "alice (to you): yes");
        isTold(bob, "/msg alice well", "you (to alice): well", "alice is away: lunch");
        again.lines();
        isTold(dave, "/join den", "#den is locked: only invited people can join.");
        isTold(bob, "/join den", "You are in #den.", "Topic: chess", "Here now: alice");
        // Quiet, so that it reads nothing of that.
        hears(again);
        isTold(again, "/remove bob");
        hears(bob, "alice has removed you from #den.", "You are in #lobby.", "Here now: carol, dave");
    }

    @Test
    void theNoticeIsHiddenByQuiet() {
        alice();
        Client bob = join("bob");
        daemon.type(bob, "/quiet");
        bob.lines();
        isTold(arrive(), "alice " + key, "You are alice", "Here now: bob");
        hears(bob);
    }

    @Test
    void anotherMemberLeavesWhenItTakesTheNameOver() {
        Client ghost = alice();
        daemon.type(ghost, "/join den");
        Client bob = join("bob");
        Client carol = join("carol");
        daemon.type(bob, "/join games");
        daemon.type(carol, "/join games");
        daemon.readAll(ghost, bob, carol);
        isTold(bob, "/name alice " + key, "You are alice", "You are in #den.", "No one else is here.");
        isGone(ghost);
        hears(carol, "bob has left", "You are now the owner of #games.");
        isTold(bob, "hello", "alice: hello");
        hears(carol);
        isTold(carol, "/msg bob psst", "There is no bob here. /who * lists everybody.");
        assertEquals(2, daemon.daemon().server.metrics().clients());
    }

    @Test
    void theNameMayBeTakenOverInOneRoom() {
        Client ghost = alice();
        Client bob = join("bob");
        Client carol = join("carol");
        daemon.readAll(ghost, bob);
        isTold(bob, "/name alice " + key, "You are alice", "Here now: carol");
        isGone(ghost, "bob has left");
        hears(carol, "bob has left", "alice is here again");
    }

    @Test
    void nothingHappensToTheOwnerThatGivesItsKey() {
        Client alice = alice();
        isTold(alice, "/name alice " + key, "You are already alice.");
        isTold(alice, "hello", "alice: hello");
    }

    @Test
    void aGhostThatWaitsAfterAWrongKeyIsToldThatItsLinesAreLost() {
        Client ghost = alice();
        ghost.send("/name alice " + WRONG_KEY + "\nlost\n");
        daemon.turn();
        Client again = arrive();
        isTold(again, "alice " + key, "You are alice", "No one else is here.");
        isGone(ghost, "Not sent: the rest of your lines. They came faster than the server accepts lines.");
        // The wait was that of the old connection.
        daemon.sleep(Duration.ofSeconds(2));
        hears(again);
        isTold(again, "hello", "alice: hello");
    }

    @Test
    void aHalfSentLineIsLostWithItsConnection() {
        Client ghost = alice();
        ghost.send("hel");
        daemon.turn();
        Client again = arrive();
        isTold(again, "alice " + key, "You are alice", "No one else is here.");
        isTold(again, "lo", "alice: lo");
    }

    @Test
    void aGhostThatReadsNothingIsDisconnected() {
        Client ghost = alice();
        Client bob = join("bob");
        ghost.takeOnly(0);
        for (int i = 0; i < 100; i++) {
            bob.send("x".repeat(900) + '\n');
            daemon.turn();
            bob.lines();
        }
        Client again = arrive();
        isTold(again, "alice " + key, "You are alice", "Here now: bob");
        assertEquals(1, daemon.chat().departures().count(Departure.ELSEWHERE));
        hears(bob, "alice is here again");
        isTold(bob, "hello", "bob: hello");
        hears(again, "bob: hello");
        daemon.sleep(Duration.ofSeconds(63));
        assertTrue(ghost.isClosed());
    }

    @Test
    void aGhostThatHasLeftIsNotTakenOver() {
        Client ghost = alice();
        Client bob = join("bob");
        ghost.reset();
        Client again = arrive();
        isTold(again, "alice " + key, "You are alice", "Here now: bob");
        hears(bob, "alice has left", "alice has arrived");
    }

    @Test
    void theIdleTimeIsThatOfTheNewConnection() {
        Client ghost = alice();
        daemon.sleep(Duration.ofMinutes(4));
        Client again = arrive();
        isTold(again, "alice " + key, "You are alice", "No one else is here.");
        daemon.sleep(Duration.ofMinutes(4));
        isTold(again, "/quiet", "Arrivals, departures and name changes are hidden. /unquiet shows them.");
        ghost.lines();
        daemon.sleep(Duration.ofMinutes(5));
        hears(again, "Disconnected: idle for 5 minutes.");
    }

    @Test
    void theListShowsTheAddressOfTheNewConnection() {
        Client ghost = alice();
        daemon.type(ghost, "/who 127.");
        Client again = arrive();
        isTold(again, "alice " + key, "You are alice", "No one else is here.");
        List<String> listed = daemon.type(again, "/who " + again.address());
        assertEquals("1 person:", listed.get(0));
        assertTrue(listed.get(1).startsWith("1  alice*  " + again.address()), listed.get(1));
        assertEquals(again.address(), daemon.administration().connectionOf("alice").address());
    }

    @Test
    void theNewKeyIsShownToTheNewConnection() {
        Client ghost = alice();
        file.stall();
        daemon.type(ghost, "/register");
        Client again = arrive();
        isTold(again, "alice " + key, "You are alice", "No one else is here.");
        file.goOn();
        daemon.turn();
        assertTrue(again.lines().get(0).startsWith("alice has a new key: "));
    }

    @Test
    void aStopAfterATakeoverTellsTheNewConnectionOnly() {
        Client ghost = alice();
        Client again = arrive();
        isTold(again, "alice " + key, "You are alice", "No one else is here.");
        daemon.daemon().stop();
        daemon.turn();
        hears(again, "The server is shutting down.");
        hears(ghost, ELSEWHERE);
    }

    @Test
    void aStrangerWithTheNameIsNotTakenOver() {
        Client stranger = join("alice");
        daemon.chat().registrations().names().register("alice", "alice", registration -> key = registration.key());
        daemon.turn();
        daemon.turn();
        Client alice = arrive();
        isTold(alice, "alice " + key, "That name is taken. Choose another.");
        isTold(alice, "bob", "You are bob", "Here now: alice");
        isTold(alice, "/name alice " + key, "That name is taken. Choose another.");
        assertFalse(daemon.chat().isRegistered(daemon.chat().called("alice")));
        assertEquals(2, daemon.daemon().server.metrics().clients());
        isTold(stranger, "hello", "bob has arrived", "alice: hello");
    }
}
