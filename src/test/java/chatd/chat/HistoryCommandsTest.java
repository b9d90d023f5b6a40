package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands /history and /search, for lines in memory. */
class HistoryCommandsTest {

    private final WallClock clock = new WallClock();
    private final ChatFixture daemon = new ChatFixture().history(50, 64 * 1024).clock(clock);
    private final Client alice = daemon.join("alice");

    private void types(String line, String... answer) {
        assertEquals(List.of(answer), daemon.type(alice, line));
    }

    /** Sends these lines, a minute apart, and reads them. */
    private void say(String... lines) {
        for (String line : lines) {
            daemon.type(alice, line);
            clock.advance(Duration.ofMinutes(1));
        }
    }

    // history

    @Test
    void historyShowsAllLinesThatAreKept() {
        say("one", "/me waves");
        types("/history", "--- earlier ---", "14:03 alice: one", "14:04 * alice waves", "--- now ---");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "4", "0003", "999999999", "1000000000", "99999999999999999999"})
    void historyWithAsManyLinesAsThereAreShowsAll(String number) {
        say("one", "two", "three");
        types("/history " + number, "--- earlier ---", "14:03 alice: one", "14:04 alice: two", "14:05 alice: three",
                "--- now ---");
    }

    @Test
    void historyWithANumberShowsTheLastLines() {
        say("one", "two", "three");
        types("/history 2", "--- earlier ---", "14:04 alice: two", "14:05 alice: three", "--- now ---");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "000000000", "x", "-1", "+1", "1.0", "1 2", "\u0665", "2x"})
    void historyNeedsANumberOfLines(String argument) {
        say("one");
        types("/history " + argument, argument + " is not a number of lines. Usage: /history [N]");
    }

    @Test
    void historySaysThatNoLinesAreKept() {
        types("/history", "No lines are kept in this room.");
        types("/history 5", "No lines are kept in this room.");
    }

    @Test
    void historyShowsOnlyLinesOfTheRoom() {
        say("one");
        daemon.type(alice, "/join games");
        types("/history", "No lines are kept in this room.");
        types("/search one", "No line of #games contains one.");
    }

    // search

    @Test
    void searchShowsLinesWithAllWordsTheNewestFirst() {
        say("green apples", "red pears", "/me eats GREEN pears and apples");
        clock.advance(Duration.ofDays(1));
        say("the APPLES were Green");
        types("/search apples  green", "Lines of #lobby that contain apples, green, newest first:",
                "2026-01-03 14:06 alice: the APPLES were Green",
                "2026-01-02 14:05 * alice eats GREEN pears and apples",
                "2026-01-02 14:03 alice: green apples", "3 lines found.");
    }

    @ParameterizedTest
    @CsvSource({"ÏLE, the ïle", "straße, STRASSE", "сТр, Строка",
        "οδός, ΟΔΌΣ 5"})
    void searchIgnoresCase(String word, String line) {
        say(line);
        types("/search " + word, "Lines of #lobby that contain " + word + ", newest first:",
                "2026-01-02 14:03 alice: " + line, "1 line found.");
    }

    @Test
    void searchAlsoFindsTheLinesOfAName() {
        say("one");
        types("/search ALICE", "Lines of #lobby that contain ALICE, newest first:", "2026-01-02 14:03 alice: one",
                "1 line found.");
    }

    @Test
    void searchSaysThatNothingWasFound() {
        say("one", "two");
        types("/search one two", "No line of #lobby contains one, two.");
    }

    @Test
    void searchShowsTwentyLinesAtMost() {
        for (int i = 1; i <= 21; i++) {
            daemon.type(alice, "line " + i);
        }
        List<String> expected = new ArrayList<>(List.of("Lines of #lobby that contain line, newest first:"));
        for (int i = 21; i >= 2; i--) {
            expected.add("2026-01-02 14:03 alice: line " + i);
        }
        expected.add("20 lines found, which is the limit.");
        types("/search line", expected.toArray(String[]::new));
    }

    @Test
    void searchAcceptsAtMostEightWords() {
        types("/search 1 2 3 4 5 6 7 8", "No line of #lobby contains 1, 2, 3, 4, 5, 6, 7, 8.");
        types("/search 1 2 3 4 5 6 7 8 9", "A search may have at most 8 words.");
        types("/search 1 2 3 4 5 6 7 8 9 10", "A search may have at most 8 words.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/search", "/search \u200d", "/search \u200d\u200c"})
    void searchNeedsWords(String line) {
        say("one");
        types(line, "Usage: /search WORDS");
    }

    @Test
    void aMemberWithTimestampsReadsOneTimeInAFoundLine() {
        say("one");
        daemon.type(alice, "/time on");
        types("/search one", "14:04 Lines of #lobby that contain one, newest first:", "2026-01-02 14:03 alice: one",
                "14:04 1 line found.");
    }
}
