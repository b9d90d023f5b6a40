package chatd.store;

import static chatd.store.HistoryFixture.record;
import static chatd.store.HistoryFixture.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class RecentLinesTest {

    private static final String GAMES = "#games";

    private RecentQuery query = HistoryFixture.recent(3, "#lobby");

    private Map<String, List<HistoryRecord>> recent(String file) {
        return recent(new MemoryHistoryStorage().with(file.getBytes(UTF_8)));
    }

    private Map<String, List<HistoryRecord>> recent(MemoryHistoryStorage storage) {
        return new HistoryFixture(storage, false, 0).file.recent(query);
    }

    /** Records of a room: a word in lower case is said, and one in capitals is a kind. */
    private static String events(String room, String words) {
        StringBuilder file = new StringBuilder();
        for (String word : words.split(" ")) {
            boolean isKind = word.equals(word.toUpperCase(Locale.ROOT));
            String title = word.equals("MISSING") ? "-" : room;
            file.append(record(title, isKind ? EventKind.valueOf(word) : EventKind.SAID, word));
        }
        return file.toString();
    }

    @Test
    void eachRoomHasItsLastLinesInTheirOrder() {
        String file = events("#lobby", "a b c") + events(GAMES, "x") + events("#lobby", "d e") + events(GAMES, "y");
        Map<String, List<HistoryRecord>> found = recent(file);
        assertEquals(Set.of("#lobby", GAMES), found.keySet());
        assertEquals(List.of("c", "d", "e"), texts(found.get("#lobby")));
        assertEquals(List.of("x", "y"), texts(found.get(GAMES)));
    }

    @Test
    void onlyWhatWasSaidIsFound() {
        String file = events("#lobby", "a TOPIC ARRIVED LEFT JOINED MOVED REMOVED RENAMED")
                + record("#lobby", EventKind.ME, "b");
        assertEquals(List.of("a", "b"), texts(recent(file).get("#lobby")));
    }

    @Test
    void anEmptyHistoryHasNoRooms() {
        assertEquals(Map.of(), recent(""));
        assertEquals(Map.of(), recent(new MemoryHistoryStorage().withOlder(new byte[0])));
    }

    @Test
    void linesThatAreNotRecordsAreSkipped() {
        String file = events("#lobby", "a") + "\n" + "\0\0\0\n" + "garbage\n" + events("#lobby", "b")
                + record("#lobby", EventKind.SAID, "c").replace("said", "sa\0d")
                + record("#lobby", EventKind.SAID, "e").replace("2026", "202")
                + record("#lo\u0007by", EventKind.SAID, "f")
                + record("-", EventKind.MISSING, "g").replace("2026", "20x6")
                + events("#lobby", "z") + "torn \t\t\t";
        assertEquals(List.of("a", "b", "z"), texts(recent(file).get("#lobby")));
    }

    @Test
    void aLineThatIsBeingWrittenIsNotReadYet() {
        String half = record("#lobby", EventKind.SAID, "half of a line");
        assertEquals(List.of("a"),
                texts(recent(events("#lobby", "a") + half.substring(0, half.length() - 6)).get("#lobby")));
    }

    @Test
    void theOlderFileIsReadWhenTheNewerOneHasTooFewLines() {
        MemoryHistoryStorage storage = new MemoryHistoryStorage().with(events("#lobby", "d").getBytes(UTF_8))
                .withOlder((events("#lobby", "a b c") + "torn").getBytes(UTF_8));
        assertEquals(List.of("b", "c", "d"), texts(recent(storage).get("#lobby")));
    }

    @Test
    void noMoreThanTheBoundIsRead() {
        String file = events("#lobby", "a b c");
        for (int bytes = 0; bytes <= file.length(); bytes++) {
            query = new RecentQuery(3, 0, bytes, Set.of("#lobby"), 10, UnaryOperator.identity());
            int whole = bytes == file.length() ? 3 : Math.max(0, bytes - 1) * 3 / file.length();
            assertEquals(List.of("a", "b", "c").subList(3 - whole, 3), texts(recent(file).get("#lobby")),
                    bytes + " bytes");
        }
    }

    @Test
    void beyondABoundOnlyPermanentRoomsAreLookedFor() {
        String file = events("#quiet", "a") + events(GAMES, "x") + events("#lobby", "b".repeat(60_000) + " c d e");
        int newest = events("#lobby", "c d e").length();
        query = new RecentQuery(3, 0, 1 << 20, newest, 1 << 20, Set.of("#lobby", "#quiet"), 10,
                UnaryOperator.identity());
        Map<String, List<HistoryRecord>> found = recent(file);
        assertEquals(Set.of("#lobby", "#quiet"), found.keySet());
        query = new RecentQuery(3, 0, 1 << 20, file.length(), 1 << 20, Set.of("#lobby"), 10, UnaryOperator.identity());
        assertEquals(Set.of("#lobby", "#quiet", GAMES), recent(file).keySet());
        query = new RecentQuery(3, 0, 1 << 20, newest, 1 << 20, Set.of("#lobby"), 10, UnaryOperator.identity());
        assertEquals(Set.of("#lobby"), recent(file).keySet());
    }

    @Test
    void readingEndsWhenTheTextsAreLongEnough() {
        String file = events("#quiet", "a") + events("#lobby", "b c d");
        int bytes = 2 * "alice:".length();
        query = new RecentQuery(3, 0, 1 << 20, 1 << 20, bytes, Set.of("#lobby", "#quiet"), 10,
                UnaryOperator.identity());
        Map<String, List<HistoryRecord>> found = recent(file);
        assertEquals(Set.of("#lobby"), found.keySet());
        assertEquals(List.of("c", "d"), texts(found.get("#lobby")));
    }

    @Test
    void nothingIsReadIfNoLinesAreKept() {
        query = HistoryFixture.recent(0, "#lobby");
        MemoryHistoryStorage storage = new MemoryHistoryStorage().with(events("#lobby", "a").getBytes(UTF_8));
        assertEquals(Map.of(), recent(storage));
    }

    @Test
    void linesOfAnyLengthAreRead() {
        StringBuilder file = new StringBuilder();
        int[] lengths = {0, 1, 65_000, 65_400, 65_536, 131_000, 131_072, 200_000, 1, 262_000, 0, 2, 100_000};
        for (int length : lengths) {
            file.append(record("#lobby", EventKind.SAID, "x".repeat(length)));
        }
        query = new RecentQuery(100, 0, 1 << 30, Set.of("#lobby"), 10, UnaryOperator.identity());
        List<HistoryRecord> found = recent(file.toString()).get("#lobby");
        assertEquals(lengths.length, found.size());
        for (int i = 0; i < lengths.length; i++) {
            assertEquals(lengths[i], found.get(i).text().length());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {262_144, 300_000, 1_000_000})
    void aLineThatIsTooLongIsSkippedWithoutBeingLoaded(int length) {
        String file = events("#lobby", "a") + record("#lobby", EventKind.SAID, "x".repeat(length))
                + events("#lobby", "b");
        query = new RecentQuery(3, 0, 1 << 30, Set.of("#lobby"), 10, UnaryOperator.identity());
        assertEquals(List.of("a", "b"), texts(recent(file).get("#lobby")));
        assertEquals(List.of("a"), texts(recent(events("#lobby", "a") + "x".repeat(length)).get("#lobby")));
        assertEquals(List.of("b"), texts(recent("x".repeat(length) + '\n' + events("#lobby", "b")).get("#lobby")));
    }

    @Test
    void linesOlderThanTheAgeAreNotShown() {
        String file = events("#lobby", "a b").replace("2026", "2025") + events("#lobby", "c");
        query = new RecentQuery(3, HistoryFixture.NOON, 1 << 20, Set.of("#lobby"), 10, UnaryOperator.identity());
        assertEquals(List.of("c"), texts(recent(file).get("#lobby")));
    }

    @Test
    void aClockThatWasWrongForAWhileHidesOnlyTheLinesOfThatTime() {
        String wrong = events("#lobby", "x").replace("2026", "1970");
        query = new RecentQuery(3, HistoryFixture.NOON, 1 << 20, Set.of("#lobby"), 10, UnaryOperator.identity());
        assertEquals(List.of("a", "b"),
                texts(recent(events("#lobby", "a") + wrong.repeat(999) + events("#lobby", "b")).get("#lobby")));
        assertEquals(List.of("b"),
                texts(recent(events("#lobby", "a") + wrong.repeat(1000) + events("#lobby", "b")).get("#lobby")));
    }

    @Test
    void titlesOfTheSameRoomAreFolded() {
        query = new RecentQuery(3, 0, 1 << 20, Set.of("#lobby"), 10, title -> title.toLowerCase(Locale.ROOT));
        String file = events("#LOBBY", "a") + events("#Lobby", "b") + events("#Games", "x") + events("#games", "y");
        Map<String, List<HistoryRecord>> found = recent(file);
        assertEquals(List.of("a", "b"), texts(found.get("#lobby")));
        assertEquals(List.of("x", "y"), texts(found.get(GAMES)));
        assertEquals("#LOBBY", found.get("#lobby").get(0).room());
    }

    @Test
    void aFileThatCannotBeReadHasNoLinesAndTheLogSaysWhy() {
        MemoryHistoryStorage storage = new MemoryHistoryStorage();
        storage.forbidReading();
        List<String> log = LogCapture.by(HistoryFile.class, Level.WARN, () -> assertEquals(Map.of(), recent(storage)));
        assertEquals(List.of("WARN The history file cannot be read: Input/output error"), log);
    }

    // Where the lines of a room end

    @ParameterizedTest
    @CsvSource({
            "a b,                        a b",
            "a GONE b,                   b",
            "a GONE,",
            "a UNLOCKED b,               b",
            "a LOCKED b,                 b",
            "a LOCKED,",
            "a SAID_LOCKED b,            b",
            "a ME_LOCKED b,              b",
            "a TOPIC_LOCKED b,           b",
            "SAID_LOCKED SAID_LOCKED,",
            "a LOCKED SAID_LOCKED UNLOCKED b, b",
            "a UNLOCKED b c d e,         c d e"})
    void theLinesOfARoomEndWhereItWasGoneLockedOrUnlocked(String events, String shown) {
        List<String> lines = shown == null ? List.of() : List.of(shown.split(" "));
        assertEquals(lines, texts(recent(events(GAMES, events)).get(GAMES)));
        // A room that is permanent now may have been another one.
        assertEquals(lines, texts(recent(events("#lobby", events)).get("#lobby")));
    }

    @Test
    void missingLinesEndRoomsThatAreNotPermanent() {
        assertEquals(List.of("b"), texts(recent(events(GAMES, "a MISSING b")).get(GAMES)));
        assertEquals(Map.of(), recent(events(GAMES, "a MISSING")));
        assertEquals(List.of("x", "y", "z"), texts(recent(events("#lobby", "x MISSING y z")).get("#lobby")));
    }

    @Test
    void whatWasSaidInALockedRoomIsHiddenWhereverTheReadingEnds() {
        String file = events("#lobby", "a LOCKED") + events("#lobby", "SAID_LOCKED ").repeat(20);
        for (int bytes = 0; bytes <= file.length(); bytes++) {
            query = new RecentQuery(3, 0, bytes, Set.of("#lobby"), 10, UnaryOperator.identity());
            assertEquals(Map.of(), recent(file), bytes + " bytes");
        }
        MemoryHistoryStorage storage = new MemoryHistoryStorage()
                .with(events("#lobby", "SAID_LOCKED").getBytes(UTF_8)).withOlder(events("#lobby", "a").getBytes(UTF_8));
        assertEquals(Map.of(), recent(storage));
    }

    @Test
    void anotherRoomsRecordsEndNothing() {
        String file = events(GAMES, "a") + events("#other", "LOCKED GONE") + events(GAMES, "b");
        assertEquals(List.of("a", "b"), texts(recent(file).get(GAMES)));
    }

    @Test
    void missingLinesEndRoomsThatWereNotSeenYet() {
        String file = events("#early", "a") + events(GAMES, "b MISSING");
        assertEquals(Map.of(), recent(file));
    }

    @Test
    void ofTheOtherRoomsThoseInWhichSomethingWasSaidLastAreFound() {
        query = new RecentQuery(3, 0, 1 << 20, Set.of("#lobby"), 2, UnaryOperator.identity());
        String file = events("#lobby", "a") + events("#1", "b") + events("#2", "c") + events("#3", "d GONE")
                + events("#4", "e");
        assertEquals(Set.of("#lobby", "#2", "#4"), recent(file).keySet());
        query = new RecentQuery(3, 0, 1 << 20, Set.of("#lobby"), 0, UnaryOperator.identity());
        assertEquals(Set.of("#lobby"), recent(file).keySet());
    }

    @Test
    void readingEndsWhenEveryRoomThatIsAskedForHasItsLines() {
        query = new RecentQuery(1, 0, 1 << 20, Set.of("#lobby", "#2"), 0, UnaryOperator.identity());
        StringBuilder reads = new StringBuilder();
        MemoryHistoryStorage storage = new MemoryHistoryStorage()
                .with((events("#2", "a") + events("#lobby", "b c")).getBytes(UTF_8))
                .withOlder(events("#2", "z").getBytes(UTF_8));
        storage.whenRead(reads);
        Map<String, List<HistoryRecord>> found = recent(storage);
        assertEquals(List.of("a"), texts(found.get("#2")));
        assertEquals(List.of("c"), texts(found.get("#lobby")));
        assertTrue(reads.length() == 1, reads::toString);
    }
}
