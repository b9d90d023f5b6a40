package chatd.store;

import static chatd.store.HistoryFixture.record;
import static chatd.store.HistoryFixture.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.store.SearchResult.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;

class HistorySearchTest {

    private static final String GAMES = "#games";
    private static final UnaryOperator<String> FOLD = text -> text.toLowerCase(Locale.ROOT);

    private final List<SearchResult> answers = new ArrayList<>();
    private HistoryFixture history = new HistoryFixture();

    private static SearchQuery query(String room, boolean isPermanent, String... words) {
        return new SearchQuery(room, isPermanent, List.of(words), 0, FOLD);
    }

    private List<String> found(SearchQuery query, End end) {
        answers.clear();
        assertTrue(history.file.search(query, answers::add).isPresent());
        history.search.run();
        assertEquals(1, answers.size());
        assertEquals(end, answers.get(0).end());
        return texts(answers.get(0).newestFirst());
    }

    private List<String> found(String... words) {
        return found(query("#lobby", true, words), End.ALL_SEARCHED);
    }

    private void startWith(String file) {
        history = new HistoryFixture(new MemoryHistoryStorage().with(file.getBytes(UTF_8)), false, 0);
    }

    private void append(String room, String... words) {
        for (String word : words) {
            boolean isKind = word.equals(word.toUpperCase(Locale.ROOT));
            EventKind kind = isKind ? EventKind.valueOf(word) : EventKind.SAID;
            history.file.append(kind == EventKind.MISSING ? "-" : room, kind, "alice", word);
        }
        history.write();
    }

    // Results

    @Test
    void linesThatContainAllWordsAreFoundTheNewestFirst() {
        append("#lobby", "red apple", "green apple", "red brick", "a redder apple");
        assertEquals(List.of("a redder apple", "red apple"), found("apple", "red"));
        assertEquals(List.of(), found("blue"));
        assertEquals(4, found().size());
    }

    @Test
    void caseDoesNotMatter() {
        append("#lobby", "Hello \u0416\u0438\u0437\u043D\u044C");
        assertEquals(1, found("hello", "\u0436\u0438\u0437\u043D\u044C").size());
    }

    @Test
    void aWordMayBeInTheName() {
        history.file.append("#lobby", EventKind.SAID, "Bob", "hello");
        append("#lobby", "hello");
        assertEquals(1, found("bob", "hello").size());
        // Not half in the name and half in the text.
        assertEquals(0, found("bobhello").size());
    }

    @Test
    void actionsAndTopicsAreFoundToo() {
        for (EventKind kind : EventKind.values()) {
            if (kind != EventKind.MISSING && kind != EventKind.GONE && !kind.isLocked()) {
                history.file.append("#lobby", kind, "alice", kind.word());
            }
        }
        history.write();
        assertEquals(List.of("topic", "me", "said"), found("alice"));
    }

    @Test
    void onlyLinesOfTheRoomAreFound() {
        append("#lobby", "apple one");
        append("#lobby2", "apple two");
        append("#Lobby", "apple three");
        append("#other", "apple four", "apple five");
        append("#lobb", "apple six");
        assertEquals(List.of("apple three", "apple one"), found("apple"));
    }

    @Test
    void brokenLinesAreSkipped() {
        startWith("apple\n" + record("#lobby", EventKind.SAID, "apple").replace("2026", "x") + "\n\0\n"
                + record("#lo\0by", EventKind.SAID, "apple")
                + record("#lobby", EventKind.SAID, "apple").replace("said", "x")
                + record("-", EventKind.MISSING, "x").replace("2026", "x")
                + record("#lobby", EventKind.SAID, "good apple") + "torn");
        assertEquals(List.of("good apple"), found("apple"));
    }

    @Test
    void linesOlderThanTheAgeAreNotFound() {
        String old = record("#lobby", EventKind.SAID, "apple").replace("2026", "2025");
        startWith(record("#lobby", EventKind.SAID, "early apple") + old.repeat(1000)
                + record("#lobby", EventKind.SAID, "late apple"));
        SearchQuery query = new SearchQuery("#lobby", true, List.of("apple"), HistoryFixture.NOON, FOLD);
        assertEquals(List.of("late apple"), found(query, End.ALL_SEARCHED));
    }

    @Test
    void bothFilesAreSearched() {
        byte[] older = record("#lobby", EventKind.SAID, "one").getBytes(UTF_8);
        byte[] newer = record("#lobby", EventKind.SAID, "two").getBytes(UTF_8);
        history = new HistoryFixture(new MemoryHistoryStorage().with(newer).withOlder(older), false, 0);
        assertEquals(List.of("two", "one"), found());
    }

    // Bounds

    @Test
    void noMoreThanTheBoundAreFound() {
        IntStream.range(0, SearchQuery.MAX_LINES + 1).forEach(i -> append("#lobby", "line " + i));
        List<String> found = found(query("#lobby", true), End.ENOUGH_FOUND);
        assertEquals(SearchQuery.MAX_LINES, found.size());
        assertEquals("line " + SearchQuery.MAX_LINES, found.get(0));
    }

    @Test
    void theBoundOfBytesIsReported() {
        startWith(record("#lobby", EventKind.SAID, "one"));
        history.storage.appearLongerBy(SearchQuery.MAX_BYTES);
        assertEquals(List.of(), found(query("#lobby", true), End.BOUND_REACHED));
    }

    @Test
    void tooManySearchesAreRefused() {
        for (int i = 0; i < HistoryThreads.MAX_WAITING_SEARCHES; i++) {
            assertTrue(history.file.search(query("#lobby", true), answers::add).isPresent());
        }
        assertTrue(history.file.search(query("#lobby", true), answers::add).isEmpty());
        history.search.run();
        assertEquals(HistoryThreads.MAX_WAITING_SEARCHES, answers.size());
        assertTrue(history.file.search(query("#lobby", true), answers::add).isPresent());
    }

    @Test
    void aCancelledSearchDoesNotAnswer() {
        append("#lobby", "apple");
        history.file.search(query("#lobby", true), answers::add).orElseThrow().cancel();
        history.search.run();
        assertEquals(List.of(), answers);
    }

    @Test
    void aSearchThatIsCancelledWhileItRunsReadsNoMore() {
        append("#lobby", "apple", "apple", "apple");
        List<HistorySearch> searches = new ArrayList<>();
        List<String> folded = new ArrayList<>();
        SearchQuery query = new SearchQuery("#lobby", true, List.of("apple"), 0, text -> {
            folded.add(text);
            searches.forEach(HistorySearch::cancel);
            return text;
        });
        searches.add(history.file.search(query, answers::add).orElseThrow());
        folded.clear();
        history.search.run();
        assertEquals(List.of("alice", "apple"), folded);
        assertEquals(List.of(), answers);
    }

    @Test
    void aFileThatCannotBeReadIsReported() {
        history.storage.forbidReading();
        List<String> log = LogCapture.by(HistorySearch.class, Level.WARN,
                () -> assertEquals(List.of(), found(query("#lobby", true), End.FAILED)));
        assertEquals(1, log.size());
        assertTrue(log.get(0).startsWith("WARN The history file cannot be searched: "), log.get(0));
    }

    @Test
    void anErrorIsReportedToTheMemberAndToTheThread() {
        append("#lobby", "apple");
        SearchQuery query = new SearchQuery("#lobby", true, List.of("apple"), 0, text -> {
            if (text.equals("apple")) {
                throw new NoClassDefFoundError("Fold");
            }
            return text;
        });
        history.file.search(query, answers::add);
        assertThrows(NoClassDefFoundError.class, history.search::run);
        assertEquals(List.of(new SearchResult(List.of(), End.FAILED)), answers);
    }

    @Test
    void aBugIsLoggedAndReported() {
        append("#lobby", "apple");
        SearchQuery query = new SearchQuery("#lobby", true, List.of("apple"), 0, text -> {
            if (text.equals("apple")) {
                throw new IllegalStateException("a bug");
            }
            return text;
        });
        assertEquals(List.of("WARN The history file cannot be searched: java.lang.IllegalStateException: a bug"),
                LogCapture.by(HistorySearch.class, Level.WARN,
                        () -> assertEquals(List.of(), found(query, End.FAILED))));
    }

    // Where the lines of a room end

    @ParameterizedTest
    @CsvSource({
            "a,            b,                  b a",
            "a LOCKED,     b,                  b",
            "a SAID_LOCKED, b,                 b",
            "a ME_LOCKED,  b,                  b",
            "a TOPIC_LOCKED, b,                b",
            "a UNLOCKED x, b,                  b x",
            "a GONE,       b,                  b",
            "a MISSING x,  b,                  b x",
            "a SAID_LOCKED, b LOCKED c,        c b",
            "a,            b LOCKED SAID_LOCKED TOPIC_LOCKED ME_LOCKED, ME_LOCKED TOPIC_LOCKED SAID_LOCKED b a",
            "a,            LOCKED SAID_LOCKED UNLOCKED b, b SAID_LOCKED a",
            "a,            b LOCKED c,         c b a",
            "a,            b UNLOCKED c,       c b a",
            "a,            b GONE c,           c",
            "a,            b MISSING c,        c",
            "a SAID_LOCKED UNLOCKED y, b,      b y"})
    void membersFindWhatTheyMayHaveRead(String earlier, String now, String expected) {
        StringBuilder file = new StringBuilder();
        for (String word : earlier.split(" ")) {
            boolean isKind = word.equals(word.toUpperCase(Locale.ROOT));
            file.append(record(word.equals("MISSING") ? "-" : GAMES,
                    isKind ? EventKind.valueOf(word) : EventKind.SAID, word));
        }
        startWith(file.toString());
        append(GAMES, now.split(" "));
        assertEquals(List.of(expected.split(" ")), found(query(GAMES, false), End.ALL_SEARCHED));
    }

    @Test
    void missingLinesDoNotEndPermanentRooms() {
        startWith(record("#lobby", EventKind.SAID, "a") + record("-", EventKind.MISSING, ""));
        append("#lobby", "b", "MISSING", "c");
        assertEquals(List.of("c", "b", "a"), found());
    }

    @ParameterizedTest
    @EnumSource(names = {"GONE", "LOCKED", "UNLOCKED", "SAID_LOCKED", "ME_LOCKED", "TOPIC_LOCKED"})
    void aRoomThatIsPermanentNowMayHaveBeenAnotherOne(EventKind kind) {
        startWith(record("#lobby", EventKind.SAID, "a") + record("#lobby", kind, "b"));
        append("#lobby", "c");
        assertEquals(List.of("c"), found());
        byte[] older = (record("#lobby", EventKind.SAID, "a") + record("#lobby", kind, "b")).getBytes(UTF_8);
        byte[] newer = record("#lobby", EventKind.SAID, "c").getBytes(UTF_8);
        history = new HistoryFixture(new MemoryHistoryStorage().with(newer).withOlder(older), false, 0);
        assertEquals(List.of("c"), found());
    }

    @Test
    void whatWasSaidInALockedRoomOfThisDaemonIsFoundAsInAnyOther() {
        append(GAMES, "SAID_LOCKED", "TOPIC_LOCKED", "ME_LOCKED");
        found(query(GAMES, false), End.ALL_SEARCHED);
        assertEquals(List.of(EventKind.ME, EventKind.TOPIC, EventKind.SAID),
                answers.get(0).newestFirst().stream().map(HistoryRecord::kind).toList());
    }

    @Test
    void enoughLinesOfThisDaemonEndTheSearch() {
        startWith(record(GAMES, EventKind.SAID, "a"));
        for (int i = 0; i < SearchQuery.MAX_LINES; i++) {
            append(GAMES, "b");
        }
        assertEquals(SearchQuery.MAX_LINES, found(query(GAMES, false), End.ENOUGH_FOUND).size());
    }

    @Test
    void whatThisDaemonHasWrittenToAFileThatWasRotatedIsItsOwn() {
        startWith(record(GAMES, EventKind.SAID_LOCKED, "a"));
        append(GAMES, "b", "LOCKED", "SAID_LOCKED");
        history.file.reopen();
        append(GAMES, "d");
        assertEquals(List.of("d", "SAID_LOCKED", "b"), found(query(GAMES, false), End.ALL_SEARCHED));
    }
}
