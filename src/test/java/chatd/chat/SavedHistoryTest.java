package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The history that a daemon shows from the file of an earlier daemon. */
class SavedHistoryTest {

    private static final int PLENTY = 64 * 1024;
    private static final RoomSettings PERMANENT_GAMES =
            RoomSettings.DEFAULT.withPermanent(List.of(new RoomSettings.Permanent("Games", null)));

    private final StoredHistory file = new StoredHistory();
    private final WallClock clock = new WallClock();

    private ChatFixture daemon() {
        return new ChatFixture().idle(Duration.ZERO).clock(clock).historyFile(file).history(5, PLENTY);
    }

    /** The lines of history that a newcomer reads; empty if there is no history. */
    private static List<String> shown(List<String> lines) {
        int from = lines.indexOf("--- earlier ---");
        return from < 0 ? List.of() : lines.subList(from + 1, lines.indexOf("--- now ---"));
    }

    private static List<String> shownTo(ChatFixture daemon, String name) {
        Client client = daemon.connect();
        return shown(daemon.type(client, name));
    }

    private static List<String> shownIn(ChatFixture daemon, String room) {
        return shown(daemon.type(daemon.join("visitor"), "/join " + room));
    }

    @Test
    void whatWasSaidBeforeARestartIsShownWithItsTime() {
        ChatFixture before = daemon();
        Client alice = before.join("alice");
        before.type(alice, "one", "/topic tea", "/me waves", "/msg alice psst");
        clock.advance(Duration.ofDays(1));
        before.type(alice, "two");
        ChatFixture after = daemon();
        assertEquals(List.of("--- 2026-01-02 ---", "14:03 alice: one", "14:03 * alice waves", "--- 2026-01-03 ---",
                "14:03 alice: two"), shownTo(after, "bob"));
        after.type(after.join("carol"), "three");
        assertEquals(List.of("14:03 alice: two", "14:03 carol: three"), shownTo(after, "dave").subList(4, 6));
    }

    @Test
    void onlyAsManyLinesAreShownAsWouldBeKept() {
        ChatFixture before = daemon();
        before.type(before.join("alice"), "1", "2", "3", "4", "5", "6", "7");
        assertEquals(List.of("14:03 alice: 3", "14:03 alice: 4", "14:03 alice: 5", "14:03 alice: 6", "14:03 alice: 7"),
                shownTo(daemon(), "bob"));
        assertEquals(List.of("14:03 alice: 6", "14:03 alice: 7"), shownTo(daemon().history(2, PLENTY), "bob"));
        assertEquals(List.of(), shownTo(daemon().history(0, PLENTY), "bob"));
    }

    @Test
    void linesThatAreTooOldAreNotShown() {
        ChatFixture before = daemon();
        Client alice = before.join("alice");
        before.type(alice, "one");
        clock.advance(Duration.ofMinutes(50));
        before.type(alice, "two");
        clock.advance(Duration.ofMinutes(20));
        assertEquals(List.of("14:53 alice: two"), shownTo(daemon().historyAge(Duration.ofHours(1)), "bob"));
    }

    @Test
    void eachRoomGetsItsOwnLinesBackWhenItIsMadeAgain() {
        ChatFixture before = daemon();
        Client alice = before.join("alice");
        before.type(alice, "in the lobby", "/join Games", "in games");
        Client bob = before.join("bob");
        before.type(bob, "/join ЖЖ", "in ЖЖ");
        ChatFixture after = daemon();
        assertEquals(List.of("14:03 alice: in the lobby"), shownTo(after, "carol"));
        assertEquals(List.of("14:03 alice: in games"), shownIn(after, "gAMES"));
        assertEquals(List.of("14:03 bob: in ЖЖ"), shown(after.type(after.join("dave"), "/join жж")));
    }

    @Test
    void aRoomGetsItsLinesBackOnce() {
        ChatFixture before = daemon();
        before.type(before.join("alice"), "/join games", "in games");
        ChatFixture after = daemon();
        Client carol = after.join("carol");
        assertEquals(List.of("14:03 alice: in games"), shown(after.type(carol, "/join games")));
        after.type(carol, "/leave");
        assertEquals(List.of(), shown(after.type(carol, "/join games")));
        assertEquals(List.of(), shownIn(daemon(), "games"));
    }

    @Test
    void aPermanentRoomGetsItsLinesBackAlsoAfterItWasEmpty() {
        ChatFixture before = daemon().rooms(PERMANENT_GAMES);
        before.type(before.join("alice"), "/join games", "in games", "/leave");
        assertEquals(List.of("14:03 alice: in games"), shownIn(daemon().rooms(PERMANENT_GAMES), "games"));
    }

    @Test
    void aRoomThatWasLockedShowsNothing() {
        ChatFixture before = daemon();
        before.type(before.join("alice"), "/join games", "open", "/lock", "secret");
        assertEquals(List.of(), shownIn(daemon(), "games"));
    }

    @Test
    void aRoomThatIsPermanentNowDoesNotShowWhatWasSaidWhenItWasLocked() {
        ChatFixture before = daemon();
        Client alice = before.join("alice");
        before.type(alice, "/join games", "open", "/lock", "1", "/me 2", "3", "4", "5", "6", "7");
        assertEquals(List.of(), shownIn(daemon().rooms(PERMANENT_GAMES), "games"));
        ChatFixture unlocked = daemon();
        Client bob = unlocked.join("bob");
        unlocked.type(bob, "/join games", "/lock", "secret", "/unlock", "open again");
        assertEquals(List.of("14:03 bob: open again"), shownIn(daemon().rooms(PERMANENT_GAMES), "games"));
    }

    @Test
    void aRoomThatIsPermanentNowDoesNotShowAnEarlierRoomOfThatName() {
        ChatFixture before = daemon();
        before.type(before.join("alice"), "/join games", "early", "/leave");
        assertEquals(List.of(), shownIn(daemon().rooms(PERMANENT_GAMES), "games"));
    }

    @Test
    void aRoomThatWasUnlockedShowsWhatWasSaidAfterwards() {
        ChatFixture before = daemon();
        before.type(before.join("alice"), "/join games", "/lock", "secret", "/unlock", "open");
        assertEquals(List.of("14:03 alice: open"), shownIn(daemon(), "games"));
    }

    @Test
    void aRoomShowsItsLinesAlsoIfItBeganBeforeThePartThatIsReadBack() {
        ChatFixture before = daemon();
        Client alice = before.join("alice");
        before.type(alice, "/join games");
        String line = "x".repeat(1000);
        for (int i = 0; i < 1100; i++) {
            before.type(alice, line);
        }
        before.type(alice, "in games");
        assertEquals("14:03 alice: in games", shownIn(daemon(), "games").get(4));
    }

    @Test
    void linesOfManyRoomsShareTheLimitOfBytesAndTheOldestAreDropped() {
        ChatFixture before = daemon();
        Client alice = before.join("alice");
        Client bob = before.join("bob");
        before.type(bob, "/join games");
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(1));
            before.type(alice, "in the lobby " + i);
            clock.advance(Duration.ofMinutes(1));
            before.type(bob, "in games " + i);
        }
        ChatFixture after = daemon().history(5, 2 * "alice: in the lobby 0".length() + "bob: in games 0".length());
        assertEquals(List.of("14:08 alice: in the lobby 2"), shownTo(after, "carol"));
        assertEquals(List.of("14:07 bob: in games 1", "14:09 bob: in games 2"), shownIn(after, "games"));
    }

    @Test
    void linesThatWaitForTheirRoomMakeWayForNewOnes() {
        ChatFixture before = daemon();
        before.type(before.join("alice"), "/join games", "in games");
        ChatFixture after = daemon().history(5, 30);
        after.type(after.join("bob"), "x".repeat(20));
        assertEquals(List.of(), shownIn(after, "games"));
    }

    @Test
    void noMoreRoomsAreReadBackThanThereMayBe() {
        ChatFixture before = daemon();
        Client alice = before.join("alice");
        before.type(alice, "in the lobby");
        Client bob = before.join("bob");
        before.type(alice, "/join a", "in a");
        before.type(bob, "/join b", "in b");
        ChatFixture after = daemon().rooms(RoomSettings.DEFAULT.withMost(2));
        assertEquals(List.of("14:03 alice: in the lobby"), shownTo(after, "carol"));
        Client dave = after.join("dave");
        assertEquals(List.of(), shown(after.type(dave, "/join a")));
        after.type(dave, "/leave");
        assertEquals(List.of("14:03 bob: in b"), shown(after.type(dave, "/join b")));
    }

    @Test
    void aMemberThatWasNamedByItsAddressIsShownWithItsNumber() {
        ChatFixture before = daemon().byAddress();
        Client alice = before.connect();
        before.type(alice, "hi", "/me waves");
        assertEquals(List.of("14:03 #1: hi", "14:03 * #1 waves"), shown(daemon().byAddress().connect().lines()));
    }

    @Test
    void theDialectRoomShowsNamesWithoutAddresses() {
        ChatFixture before = daemon().dialect("room", "en");
        Client alice = before.connect();
        before.type(alice, "hi", "rename|alice", "hello");
        before.type(alice, "exit");
        assertEquals(List.of("14:03 [#1]: hi", "14:03 [alice]: hello"),
                shown(daemon().dialect("room", "en").connect().lines()));
    }

    @Test
    void theDialectRoomShowsNoActionsOfTheDialectChat() {
        ChatFixture before = daemon();
        before.type(before.join("alice"), "hi", "/me waves");
        assertEquals(List.of("14:03 [alice]: hi"), shown(daemon().dialect("room", "en").connect().lines()));
    }

    @Test
    void aDialectWithoutWordsForRecordsShowsNoHistory() {
        ChatFixture before = daemon();
        before.type(before.join("alice"), "hi", "/me waves");
        List<String> seen = new ArrayList<>(shown(daemon().dialect("messenger", "en").connect().lines()));
        assertEquals(List.of(), seen);
    }

    @Test
    void aFileThatCannotBeReadIsAsIfItWereEmpty() {
        ChatFixture before = daemon();
        before.type(before.join("alice"), "hi");
        file.allow(false, true);
        assertEquals(List.of(), shownTo(daemon(), "bob"));
    }
}
