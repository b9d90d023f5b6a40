package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.sim.SimulatedNetwork.Client;
import chatd.store.SearchQuery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command /search, with a history file. */
class FileSearchesTest {

    private static final String RUNNING = "Your last search is still running.";

    private final StoredHistory file = new StoredHistory();
    private final WallClock clock = new WallClock();
    private final ChatFixture daemon = new ChatFixture().idle(Duration.ZERO).clock(clock).historyFile(file);
    private final Client alice = daemon.join("alice");

    private void types(Client client, String line, String... answer) {
        assertEquals(List.of(answer), daemon.type(client, line));
    }

    /** Runs the waiting searches. A client then reads these lines. */
    private void found(Client client, String... answer) {
        file.runSearches();
        daemon.turn();
        assertEquals(List.of(answer), client.lines());
    }

    @Test
    void linesActionsAndTopicsAreFoundEvenIfNoneAreKeptInMemory() {
        daemon.type(alice, "green tea", "/me likes GREEN tea", "/topic Green tea", "black tea");
        types(alice, "/search TEA green");
        found(alice, "Lines of #lobby that contain TEA, green, newest first:",
                "2026-01-02 14:03 alice has set the topic: Green tea", "2026-01-02 14:03 * alice likes GREEN tea",
                "2026-01-02 14:03 alice: green tea", "3 lines found.");
        types(alice, "/history", "No lines are kept in this room.");
    }

    @Test
    void linesOfAnEarlierDaemonAreFound() {
        daemon.type(alice, "one");
        ChatFixture after = new ChatFixture().clock(clock).historyFile(file);
        Client bob = after.join("bob");
        after.type(bob, "/search one");
        file.runSearches();
        after.turn();
        assertEquals(List.of("Lines of #lobby that contain one, newest first:", "2026-01-02 14:03 alice: one",
                "1 line found."), bob.lines());
    }

    @Test
    void nothingIsFoundInOtherRooms() {
        daemon.type(alice, "one", "/join games", "two");
        types(alice, "/search one");
        found(alice, "No line of #games contains one.");
    }

    @Test
    void linesOfAnEarlierRoomOfThatNameAreNotFoundEvenIfTheFileDoesNotSayThatItIsGone() {
        Client bob = daemon.join("bob");
        daemon.type(alice, "/join games", "/lock", "one secret");
        daemon.readAll(alice);
        file.allow(true, false);
        clock.advance(Duration.ofSeconds(1));
        daemon.type(alice, "/leave");
        daemon.type(bob, "/join games");
        daemon.readAll(bob);
        types(bob, "/search secret");
        found(bob, "No line of #games contains secret.");
    }

    @Test
    void linesOfARoomThatIsLeftAndEnteredAgainAreFound() {
        daemon.type(alice, "/join games", "one");
        clock.advance(Duration.ofSeconds(1));
        daemon.type(alice, "two", "/search o");
        found(alice, "Lines of #games that contain o, newest first:", "2026-01-02 14:03 alice: two",
                "2026-01-02 14:03 alice: one", "2 lines found.");
    }

    @Test
    void linesThatAreTooOldAreNotFound() {
        ChatFixture young = new ChatFixture().clock(clock).historyFile(file).historyAge(Duration.ofHours(1));
        Client bob = young.join("bob");
        young.type(bob, "one");
        clock.advance(Duration.ofMinutes(61));
        young.type(bob, "/search one");
        file.runSearches();
        young.turn();
        assertEquals(List.of("No line of #lobby contains one."), bob.lines());
    }

    @Test
    void twentyLinesAreShownAtMost() {
        for (int i = 0; i < 25; i++) {
            daemon.type(alice, "line " + i);
        }
        daemon.type(alice, "/search line");
        file.runSearches();
        daemon.turn();
        List<String> seen = alice.lines();
        assertEquals(22, seen.size());
        assertEquals("2026-01-02 14:03 alice: line 24", seen.get(1));
        assertEquals("20 lines found, which is the limit.", seen.get(21));
    }

    @Test
    void aMemberHasOneSearchAtATime() {
        Client bob = daemon.join("bob");
        daemon.readAll(alice);
        daemon.type(alice, "one");
        daemon.readAll(bob);
        types(alice, "/search one");
        types(alice, "/search two", RUNNING);
        types(bob, "/search three");
        found(alice, "Lines of #lobby that contain one, newest first:", "2026-01-02 14:03 alice: one",
                "1 line found.");
        found(bob, "No line of #lobby contains three.");
        types(alice, "/search two");
        found(alice, "No line of #lobby contains two.");
    }

    @Test
    void aMemberIsToldIfTooManySearchesWait() {
        file.mostSearches(1);
        Client bob = daemon.join("bob");
        daemon.readAll(alice);
        types(alice, "/search one");
        types(bob, "/search two", "Too many searches are waiting. Try again in a moment.");
        found(alice, "No line of #lobby contains one.");
        types(bob, "/search two");
        found(bob, "No line of #lobby contains two.");
    }

    @Test
    void aSearchEndsWhenItsMemberChangesTheRoom() {
        daemon.type(alice, "one", "/search one");
        daemon.type(alice, "/join games");
        found(alice);
        types(alice, "/search one");
        found(alice, "No line of #games contains one.");
    }

    @Test
    void aSearchEndsWhenItsMemberHasComeBackMeanwhile() {
        daemon.type(alice, "one", "/search one");
        daemon.type(alice, "/join games", "/leave");
        types(alice, "/search two");
        found(alice, "No line of #lobby contains two.");
    }

    @Test
    void aSearchEndsWhenItsMemberIsRemovedFromTheRoom() {
        Client bob = daemon.join("bob");
        daemon.type(bob, "/join games", "one");
        daemon.type(alice, "/join games");
        daemon.type(alice, "/search one");
        daemon.type(bob, "/remove alice");
        daemon.readAll(alice);
        found(alice);
    }

    @Test
    void aSearchEndsWhenItsMemberLeavesTheServer() {
        Client bob = daemon.join("bob");
        daemon.type(bob, "one", "/search one");
        daemon.type(bob, "/quit");
        daemon.readAll(bob);
        found(bob);
        assertEquals(List.of("bob has arrived", "bob: one", "bob has left"), alice.lines());
    }

    @Test
    void anAnswerThatComesTooLateIsNotShown() {
        daemon.type(alice, "one", "/search one");
        file.endSearches();
        // The search can no longer be cancelled: its answer waits for the loop.
        daemon.type(alice, "/join games");
        types(alice, "/search two");
        found(alice, "No line of #games contains two.");
    }

    @Test
    void aMemberIsToldIfOlderLinesWereNotSearched() {
        daemon.type(alice, "one");
        file.appearAsLongAs(SearchQuery.MAX_BYTES + 1000);
        types(alice, "/search one");
        found(alice, "No line of #lobby contains one.",
                "Older lines were not searched: a search reads at most 256 MiB.");
    }

    @Test
    void aMemberIsToldIfTheFileCannotBeRead() {
        daemon.type(alice, "one");
        file.allow(false, true);
        types(alice, "/search one");
        found(alice, "No line of #lobby contains one.", "The history file could not be read to its end.");
    }
}
