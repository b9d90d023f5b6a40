package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.sim.SimulatedNetwork.Client;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The history alone, and what newcomers see of it. */
class HistoryTest {

    private static final int PLENTY = 64 * 1024;

    private static History of(int mostLines, int mostBytes, String... lines) {
        History history = new History(mostLines, new HistoryBudget(mostBytes));
        for (String line : lines) {
            history.add(line);
        }
        return history;
    }

    @Test
    void theLastLinesAreKeptTheOldestFirst() {
        assertEquals(List.of(), List.copyOf(of(3, PLENTY).lines()));
        assertEquals(List.of("a", "b"), List.copyOf(of(3, PLENTY, "a", "b").lines()));
        assertEquals(List.of("a", "b", "c"), List.copyOf(of(3, PLENTY, "a", "b", "c").lines()));
        assertEquals(List.of("c", "d", "e"), List.copyOf(of(3, PLENTY, "a", "b", "c", "d", "e").lines()));
    }

    @Test
    void aHistoryOfZeroLinesKeepsNothing() {
        assertFalse(of(0, PLENTY).isKept());
        assertTrue(of(1, PLENTY).isKept());
        assertEquals(List.of(), List.copyOf(of(0, PLENTY, "a", "b").lines()));
    }

    @Test
    void theOldestLinesAreDroppedUntilTheRestFit() {
        assertEquals(List.of("aaaa", "bbbb"), List.copyOf(of(9, 8, "aaaa", "bbbb").lines()));
        assertEquals(List.of("bbbb", "c"), List.copyOf(of(9, 8, "aaaa", "bbbb", "c").lines()));
        assertEquals(List.of("dddddddd"), List.copyOf(of(9, 8, "aaaa", "bbbb", "dddddddd").lines()));
        assertEquals(List.of("e"), List.copyOf(of(9, 8, "aaaa", "ddddddddd", "e").lines()));
    }

    @Test
    void bytesAreThoseOfUtf8() {
        assertEquals(List.of("ёё", "小"), List.copyOf(of(9, 7, "ёё", "小").lines()));
        assertEquals(List.of("小"), List.copyOf(of(9, 6, "ёё", "小").lines()));
    }

    @Test
    void bytesOfDroppedLinesAreFreeAgain() {
        History history = new History(2, new HistoryBudget(10));
        for (int i = 0; i < 1000; i++) {
            history.add("line" + i % 10);
            assertEquals(Math.min(i + 1, 2), List.copyOf(history.lines()).size());
        }
    }

    @Test
    void aNewcomerSeesWhatWasSaidAfterTheListOfThosePresent() {
        ChatFixture daemon = new ChatFixture().history(3, PLENTY);
        Client alice = daemon.join("alice");
        daemon.type(alice, "one", "two", "/me waves", "three");
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("You are bob", "Here now: alice", "--- earlier ---", "alice: two", "* alice waves",
                "alice: three", "--- now ---"), daemon.type(bob, "bob"));
    }

    @Test
    void aNewcomerNamedByItsAddressSeesItToo() {
        ChatFixture daemon = new ChatFixture().byAddress().history(3, PLENTY);
        Client a = daemon.connect();
        daemon.type(a, "one");
        Client b = daemon.connect();
        assertEquals(List.of("You are " + b.address(), "--- earlier ---", a.address() + ": one", "--- now ---"),
                b.lines());
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
        assertEquals(List.of("You are bob", "No one else is here.", "--- earlier ---", "alice: one", "alice: /two",
                "ada: three", "--- now ---"), daemon.type(bob, "bob"));
    }

    @Test
    void theHistoryIsBoundedInBytes() {
        ChatFixture daemon = new ChatFixture().history(100, 2500);
        Client alice = daemon.join("alice");
        daemon.type(alice, "x".repeat(1000), "y".repeat(1000), "z".repeat(1000));
        Client bob = daemon.connect();
        bob.lines();
        assertEquals(List.of("--- earlier ---", "alice: " + "y".repeat(1000), "alice: " + "z".repeat(1000),
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
        assertEquals(List.of("You are bob", "Here now: alice", "--- earlier ---", "alice: one", "--- now ---",
                "alice: two"), bob.lines());
    }
}
