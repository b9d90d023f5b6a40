package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The history alone, and what newcomers see of it. */
class HistoryTest {

    private static final int PLENTY = 64 * 1024;

    private final WallClock clock = new WallClock();

    private static History of(int mostLines, int mostBytes, String... lines) {
        History history = new History(HistorySettings.DEFAULT.withLines(mostLines), new HistoryBudget(mostBytes));
        for (String line : lines) {
            history.add(new HistoryLine(line, 0, 0));
        }
        return history;
    }

    private static List<String> words(History history) {
        return words(history, 0);
    }

    private static List<String> words(History history, long nowMillis) {
        return history.lines(nowMillis).stream().map(line -> line.words).toList();
    }

    @Test
    void theLastLinesAreKeptTheOldestFirst() {
        assertEquals(List.of(), words(of(3, PLENTY)));
        assertEquals(List.of("a", "b"), words(of(3, PLENTY, "a", "b")));
        assertEquals(List.of("a", "b", "c"), words(of(3, PLENTY, "a", "b", "c")));
        assertEquals(List.of("c", "d", "e"), words(of(3, PLENTY, "a", "b", "c", "d", "e")));
    }

    @Test
    void aHistoryOfZeroLinesKeepsNothing() {
        assertFalse(of(0, PLENTY).isKept());
        assertTrue(of(1, PLENTY).isKept());
        assertEquals(List.of(), words(of(0, PLENTY, "a", "b")));
    }

    @Test
    void theOldestLinesAreDroppedUntilTheRestFit() {
        assertEquals(List.of("aaaa", "bbbb"), words(of(9, 8, "aaaa", "bbbb")));
        assertEquals(List.of("bbbb", "c"), words(of(9, 8, "aaaa", "bbbb", "c")));
        assertEquals(List.of("dddddddd"), words(of(9, 8, "aaaa", "bbbb", "dddddddd")));
        assertEquals(List.of("e"), words(of(9, 8, "aaaa", "ddddddddd", "e")));
    }

    @Test
    void bytesAreThoseOfUtf8() {
        assertEquals(List.of("ёё", "小"), words(of(9, 7, "ёё", "小")));
        assertEquals(List.of("小"), words(of(9, 6, "ёё", "小")));
    }

    @Test
    void bytesOfDroppedLinesAreFreeAgain() {
        History history = new History(HistorySettings.DEFAULT.withLines(2), new HistoryBudget(10));
        for (int i = 0; i < 1000; i++) {
            history.add(new HistoryLine("line" + i % 10, 0, 0));
            assertEquals(Math.min(i + 1, 2), words(history).size());
        }
    }

    @Test
    void linesThatAreTooOldAreRemovedAndTheirBytesFree() {
        History history = new History(HistorySettings.DEFAULT.withLines(9).withAge(Duration.ofMillis(100)),
                new HistoryBudget(10));
        history.add(new HistoryLine("aaaa", 1000, 0));
        history.add(new HistoryLine("bbbb", 1001, 0));
        assertEquals(List.of("aaaa", "bbbb"), words(history, 1100));
        assertEquals(List.of("bbbb"), words(history, 1101));
        history.add(new HistoryLine("cccccc", 1101, 0));
        assertEquals(List.of("bbbb", "cccccc"), words(history, 1101));
        assertEquals(List.of(), words(history, 2000));
        assertEquals(List.of(), words(history, 0));
    }

    @Test
    void aLineThatIsTooOldIsRemovedAlsoIfTheClockWasSetBackAfterIt() {
        History history = new History(HistorySettings.DEFAULT.withLines(9).withAge(Duration.ofMillis(100)),
                new HistoryBudget(PLENTY));
        history.add(new HistoryLine("new", 1500, 0));
        history.add(new HistoryLine("old", 1000, 0));
        history.add(new HistoryLine("newer", 1600, 0));
        assertEquals(List.of("new", "newer"), words(history, 1600));
    }

    @Test
    void theOldestLinesOfAllRoomsAreDroppedFirst() {
        HistoryBudget budget = new HistoryBudget(6);
        History one = new History(HistorySettings.DEFAULT.withLines(9), budget);
        History other = new History(HistorySettings.DEFAULT.withLines(9), budget);
        one.add(new HistoryLine("1a", 0, 0));
        other.add(new HistoryLine("2a", 0, 0));
        one.add(new HistoryLine("1b", 0, 0));
        other.clear();
        other.add(new HistoryLine("2b", 0, 0));
        one.add(new HistoryLine("1c", 0, 0));
        assertEquals(List.of("1b", "1c"), words(one));
        assertEquals(List.of("2b"), words(other));
        other.add(new HistoryLine("2c2d", 0, 0));
        assertEquals(List.of("1c"), words(one));
        assertEquals(List.of("2c2d"), words(other));
    }

    @Test
    void aNewcomerSeesWhatWasSaidAfterTheListOfThosePresent() {
        ChatFixture daemon = new ChatFixture().history(3, PLENTY);
        Client alice = daemon.join("alice");
        daemon.type(alice, "one", "two", "/me waves", "three");
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "Here now: alice", "--- earlier ---", "14:03 alice: two",
                "14:03 * alice waves", "14:03 alice: three", "--- now ---"), daemon.type(bob, "bob"));
    }

    @Test
    void aNewcomerNamedByItsAddressSeesItToo() {
        ChatFixture daemon = new ChatFixture().byAddress().history(3, PLENTY);
        Client a = daemon.connect();
        daemon.type(a, "one");
        Client b = daemon.connect();
        assertEquals(List.of("You are " + b.address(), "--- earlier ---", "14:03 " + a.address() + ": one",
                "--- now ---"), b.lines());
    }

    @Test
    void withoutAnythingSaidThereIsNoFrame() {
        ChatFixture daemon = new ChatFixture().history(3, PLENTY);
        Client alice = daemon.join("alice");
        daemon.type(alice, "/name ada", "/msg ada psst", "/who", "/away lunch", "/quiet");
        daemon.join("carol").endInput();
        daemon.turn();
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "Here now: ada"), daemon.type(bob, "bob"));
    }

    @Test
    void withoutAHistoryThereIsNoFrame() {
        ChatFixture daemon = new ChatFixture();
        Client alice = daemon.join("alice");
        daemon.type(alice, "/time on", "one", "/me waves");
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "Here now: alice"), daemon.type(bob, "bob"));
    }

    @Test
    void keptLinesDoNotChangeWithTheirAuthor() {
        ChatFixture daemon = new ChatFixture().history(5, PLENTY);
        Client alice = daemon.join("alice");
        daemon.type(alice, "/time on", "one", "//two", "/name ada", "three", "/quit bye");
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "No one else is here.", "--- earlier ---", "14:03 alice: one",
                "14:03 alice: /two", "14:03 ada: three", "--- now ---"), daemon.type(bob, "bob"));
    }

    @Test
    void theHistoryIsBoundedInBytes() {
        ChatFixture daemon = new ChatFixture().history(100, 2500);
        Client alice = daemon.join("alice");
        daemon.type(alice, "x".repeat(1000), "y".repeat(1000), "z".repeat(1000));
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("--- earlier ---", "14:03 alice: " + "y".repeat(1000), "14:03 alice: " + "z".repeat(1000),
                "--- now ---"), daemon.type(bob, "bob").subList(2, 6));
    }

    @Test
    void noLineIsShownTwice() {
        ChatFixture daemon = new ChatFixture().history(5, PLENTY);
        Client alice = daemon.join("alice");
        Client bob = daemon.connect();
        bob.lines();
        alice.send("one\n");
        bob.send("bob\n");
        daemon.turn();
        alice.send("two\n");
        daemon.turn();
        assertEquals(List.of("You are bob", "Here now: alice", "--- earlier ---", "14:03 alice: one", "--- now ---",
                "alice: two"), bob.lines());
    }

    @Test
    void linesThatAreTooOldAreShownToNobody() {
        ChatFixture daemon = new ChatFixture().history(5, PLENTY).historyAge(Duration.ofHours(1)).clock(clock);
        Client alice = daemon.join("alice");
        daemon.type(alice, "one");
        clock.advance(Duration.ofMinutes(59));
        daemon.type(alice, "two");
        clock.advance(Duration.ofMinutes(1).plusMillis(1));
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "Here now: alice", "--- earlier ---", "15:02 alice: two", "--- now ---"),
                daemon.type(bob, "bob"));
        clock.advance(Duration.ofHours(1));
        Client carol = daemon.connect();
        carol.lines();
        assertEquals(List.of("You are carol", "Here now: alice, bob"), daemon.type(carol, "carol"));
    }

    @Test
    void theDateStandsWhereTheDayChangesAndNotBeforeTheLinesOfToday() {
        ChatFixture daemon = new ChatFixture().history(5, PLENTY).clock(clock);
        Client alice = daemon.join("alice");
        daemon.type(alice, "one");
        clock.advance(Duration.ofHours(9).plusMinutes(56).plusSeconds(55));
        daemon.type(alice, "two");
        clock.advance(Duration.ofSeconds(1));
        daemon.type(alice, "three");
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "Here now: alice", "--- earlier ---", "--- 2026-01-02 ---",
                "14:03 alice: one", "23:59 alice: two", "--- 2026-01-03 ---", "00:00 alice: three", "--- now ---"),
                daemon.type(bob, "bob"));
        clock.advance(Duration.ofDays(1));
        Client carol = daemon.connect();
        carol.lines();
        assertEquals(List.of("--- earlier ---", "--- 2026-01-02 ---", "14:03 alice: one"),
                daemon.type(carol, "carol").subList(2, 5));
    }

    @Test
    void aLineKeepsTheTimeOfDayThatTheClockShowedThen() {
        ChatFixture daemon = new ChatFixture().history(5, PLENTY).clock(clock);
        Client alice = daemon.join("alice");
        clock.zone(ZoneOffset.ofHours(10));
        daemon.type(alice, "one");
        clock.zone(ZoneOffset.ofHoursMinutes(-3, -30));
        daemon.type(alice, "two");
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("--- earlier ---", "--- 2026-01-03 ---", "00:03 alice: one", "--- 2026-01-02 ---",
                "10:33 alice: two", "--- now ---"), daemon.type(bob, "bob").subList(2, 8));
    }

    @Test
    void aMemberWithTimestampsReadsOneTimeInALineOfHistory() {
        ChatFixture daemon = new ChatFixture().history(5, PLENTY).clock(clock);
        Client alice = daemon.join("alice");
        daemon.type(alice, "one");
        clock.advance(Duration.ofDays(1).plusHours(1));
        daemon.type(alice, "two", "/time on", "/join games");
        assertEquals(List.of("15:03 You are in #lobby.", "15:03 No one else is here.", "15:03 --- earlier ---",
                "--- 2026-01-02 ---", "14:03 alice: one", "--- 2026-01-03 ---", "15:03 alice: two",
                "15:03 --- now ---"), daemon.type(alice, "/leave"));
    }
}
