package chatd.store;

import static chatd.store.HistoryFixture.record;
import static chatd.store.HistoryFixture.said;
import static chatd.store.HistoryFixture.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import chatd.os.LogCapture;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** With real files and threads. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HistoryFileTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(HistoryFixture.NOON), ZoneOffset.ofHours(1));

    @TempDir
    private Path directory;

    private final List<Runnable> turn = new ArrayList<>();

    private Path path() {
        return directory.resolve("history");
    }

    private Path older() {
        return directory.resolve("history.1");
    }

    private Path torn() {
        return directory.resolve("history.torn");
    }

    private HistoryFile open() throws IOException {
        return open(path(), 0);
    }

    private HistoryFile open(Path path, long maxBytes) throws IOException {
        return HistoryFile.open(new HistoryOptions(path, true, maxBytes), CLOCK, turn::add);
    }

    /** A history that writes and searches at once, without threads. Not locked. */
    private HistoryFile direct(long maxBytes) throws IOException {
        return new HistoryFile(new DiskStorage(path()), new HistoryOptions(path(), false, maxBytes), CLOCK, () -> 0,
                new HistoryThreads(Runnable::run, Runnable::run, Runnable::run, () -> true, Runnable::run));
    }

    private String refusal(Path path) {
        String message = assertThrows(IOException.class, () -> open(path, 0)).getMessage();
        assertTrue(message.startsWith("--history-file " + path + ": "), message);
        return message.substring(("--history-file " + path + ": ").length());
    }

    private String refusal() {
        return refusal(path());
    }

    private static void say(HistoryFile file, String text) {
        file.append("#lobby", EventKind.SAID, "alice", text);
    }

    private static List<String> recent(HistoryFile file) {
        return texts(file.recent(new RecentQuery(1000, 0, 1 << 20, Set.of("#lobby"), 0, UnaryOperator.identity()))
                .get("#lobby"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    // One daemon after another

    @Test
    void aNewFileIsPrivateAndContainsWhatWasAppended() throws IOException {
        HistoryFile file = open();
        assertEquals(List.of(), recent(file));
        assertEquals(List.of("history", "history.chatd-lock"), files());
        say(file, "one");
        say(file, "two");
        file.close();
        assertEquals(said("one") + said("two"), Files.readString(path()));
        assertEquals("rw-------", mode(path()));
        assertEquals(List.of("history"), files());
        assertEquals(0, file.missingLines());
    }

    @Test
    void theNextDaemonReadsAndContinuesIt() throws IOException {
        for (int i = 0; i < 3; i++) {
            HistoryFile file = open();
            assertEquals(List.of("line 0", "line 1", "line 2").subList(0, i), recent(file));
            say(file, "line " + i);
            file.close();
        }
        assertEquals(said("line 0") + said("line 1") + said("line 2"), Files.readString(path()));
    }

    @Test
    void whatWasWrittenIsFoundOnAnotherThread() throws Exception {
        Files.writeString(path(), said("one") + said("two"));
        HistoryFile file = open();
        assertEquals(List.of("two", "one"), search(file));
        file.close();
    }

    @Test
    void theModeOfAFileThatExistsStays() throws IOException {
        Files.createFile(path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        open().close();
        assertEquals("rw-r-----", mode(path()));
    }

    @Test
    void aSecondDaemonIsRefused() throws IOException {
        HistoryFile file = open();
        assertEquals("another daemon uses it", refusal());
        Path link = Files.createSymbolicLink(directory.resolve("link"), path());
        assertEquals("another daemon uses it", refusal(link));
        say(file, "one");
        file.close();
        assertEquals(said("one"), Files.readString(path()));
        open().close();
    }

    // Files that cannot be used

    @Test
    void aPathThatCannotBeUsedIsRefusedWithItsReason() throws IOException {
        assertEquals("it is a directory", refusal(directory));
        Path nowhere = directory.resolve("nowhere");
        assertEquals("there is no directory " + nowhere, refusal(nowhere.resolve("history")));
        assertEquals(List.of(), files());
    }

    @Test
    void aFileWithoutPermissionIsRefusedWithItsReason() throws IOException {
        Files.createFile(path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assumeFalse(Files.isReadable(path()), "root may read all files");
        assertEquals("permission denied", refusal());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        try {
            assertEquals("permission denied to create files in " + directory, refusal(directory.resolve("other")));
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"precious", "precious\n", "a\tb\tc\td\te\n", "\n", "\0\0precious\n", "2026-11-28 notes\n",
            "2026-11-28T19:39:24.123Z\tprecious", "2026-11-28T19:39:24.123Z+", "2026-11-28T19:39:24.1234567890123456",
            "2026-99-99T19:39:24.123Z\t#", "#\t#\t\t",
            "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0x"})
    void aFileThatIsNoHistoryIsRefusedAndLeftAlone(String text) throws IOException {
        Files.writeString(path(), text);
        assertEquals("it is not a history file, and is not changed", refusal());
        assertEquals(text, Files.readString(path()));
        assertEquals(List.of("history"), files());
    }

    @Test
    void aLargeFileThatIsNotAHistoryFileIsRefused() throws IOException {
        byte[] bytes = new byte[1_000_000];
        Arrays.fill(bytes, (byte) 'x');
        Files.write(path(), bytes);
        assertEquals("it is not a history file, and is not changed", refusal());
        byte[] start = "2026-11-28T19:39:24.123Z\t#lobby".getBytes(UTF_8);
        System.arraycopy(start, 0, bytes, 0, start.length);
        Files.write(path(), bytes);
        assertEquals("it is not a history file, and is not changed", refusal());
        assertArrayEquals(bytes, Files.readAllBytes(path()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 70_000, 200_000})
    void oneRecordNearTheBeginningOrTheEndMakesAHistory(int garbage) throws IOException {
        String noise = ("x".repeat(99) + '\n').repeat(garbage / 100);
        Files.writeString(path(), said("one") + noise);
        open().close();
        Files.writeString(path(), noise + said("one"));
        HistoryFile file = open();
        assertEquals(List.of("one"), recent(file));
        file.close();
    }

    // After a crash

    @ParameterizedTest
    @ValueSource(ints = {1, 70_000, 3_000_000})
    void nulsAtTheEndAreCutOffAndCounted(int nuls) throws IOException {
        byte[] bytes = Arrays.copyOf(said("one").getBytes(UTF_8), said("one").length() + nuls);
        Files.write(path(), bytes);
        List<String> log = LogCapture.by(DiskStorage.class, Level.WARN, this::openAndClose);
        String what = nuls + " bytes after the last whole line, from position " + said("one").length() + " of "
                + path().toRealPath();
        assertEquals(List.of("WARN The end of the history file was damaged, as after a crash: " + what + " are now in "
                + torn().toRealPath()), log);
        assertEquals(said("one"), Files.readString(path()));
        assertEquals(what + "\n[NUL bytes: " + nuls + "]\n", Files.readString(torn()));
        assertEquals("rw-------", mode(torn()));
    }

    @Test
    void aTornTailIsKeptWithWhatWasThereBefore() throws IOException {
        Files.writeString(torn(), "earlier\n");
        Files.writeString(path(), said("one") + "\0\0half\0a\0\0\0line");
        openAndClose();
        assertEquals(said("one"), Files.readString(path()));
        List<String> lines = Files.readAllLines(torn());
        assertEquals("earlier", lines.get(0));
        assertEquals("[NUL bytes: 2]half[NUL bytes: 1]a[NUL bytes: 3]line", lines.get(2));
        assertEquals(3, lines.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 1_000_000})
    void aFileOfNulsIsAnEmptyHistory(int nuls) throws IOException {
        Files.write(path(), new byte[nuls]);
        openAndClose();
        assertEquals(0, Files.size(path()));
        assertEquals(nuls > 0, Files.exists(torn()));
    }

    @Test
    void aTailThatCannotBeMovedStaysAndIsNotARecord() throws IOException {
        Files.createDirectory(torn());
        Files.writeString(path(), said("one") + said("two").substring(0, 50));
        List<String> log = LogCapture.by(DiskStorage.class, Level.WARN, () -> {
            try (HistoryFile file = open()) {
                say(file, "three");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(1, log.size());
        assertTrue(log.get(0).endsWith("history.torn: Is a directory"), log.get(0));
        assertEquals(said("one") + said("two").substring(0, 50) + "\u0018\n" + said("three"), Files.readString(path()));
        HistoryFile file = open();
        assertEquals(List.of("one", "three"), recent(file));
        file.close();
    }

    private void openAndClose() {
        try {
            open().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // Renaming

    @Test
    void aFileThatWouldExceedItsBoundIsRenamed() throws Exception {
        int length = said("one").length();
        HistoryFile file = direct(2 * length);
        for (String word : List.of("one", "two", "six")) {
            say(file, word);
        }
        file.close();
        assertEquals(said("one") + said("two"), Files.readString(older()));
        assertEquals(said("six"), Files.readString(path()));
        assertEquals("rw-------", mode(path()));
        file = direct(2 * length);
        assertEquals(List.of("one", "two", "six"), recent(file));
        say(file, "ten");
        say(file, "end");
        file.close();
        assertEquals(said("six") + said("ten"), Files.readString(older()));
        assertEquals(said("end"), Files.readString(path()));
    }

    @Test
    void afterAnotherProgramHasRenamedTheFileANewOneIsBegun() throws Exception {
        HistoryFile file = direct(0);
        say(file, "one");
        Files.move(path(), older());
        say(file, "two");
        file.reopen();
        say(file, "three");
        assertEquals(List.of("three", "two", "one"), search(file));
        file.close();
        assertEquals(said("one") + said("two"), Files.readString(older()));
        assertEquals(said("three"), Files.readString(path()));
    }

    @Test
    void openingTheSameFileAgainChangesNothing() throws Exception {
        HistoryFile file = direct(0);
        say(file, "one");
        file.reopen();
        say(file, "two");
        file.reopen();
        file.close();
        assertEquals(said("one") + said("two"), Files.readString(path()));
    }

    @Test
    void aFileThatHasBecomeSomethingElseIsNotOpenedAgain() throws Exception {
        HistoryFile file = direct(0);
        Files.move(path(), older());
        Files.writeString(path(), "precious");
        say(file, "one");
        file.reopen();
        file.close();
        assertEquals("precious", Files.readString(path()));
        assertEquals(said("one"), Files.readString(older()));
    }

    @Test
    void aNewFileAtThePathDoesNotReplaceTheOneThatIsWritten() throws IOException {
        Files.writeString(path(), said("one"));
        try (DiskStorage storage = new DiskStorage(path())) {
            Files.move(path(), older());
            Files.createFile(path());
            storage.rotate();
            assertEquals(said("one"), Files.readString(older()));
            storage.write(said("two").getBytes(UTF_8), 0, said("two").length());
            assertEquals(said("two"), Files.readString(path()));
        }
    }

    @Test
    void aFileThatCannotBeRenamedStays() throws IOException {
        Files.createDirectories(older().resolve("full"));
        try (DiskStorage storage = new DiskStorage(path())) {
            assertThrows(IOException.class, storage::rotate);
            storage.write(said("two").getBytes(UTF_8), 0, said("two").length());
            assertEquals(said("two"), Files.readString(path()));
            // A directory is not read.
            assertEquals(1, storage.files().size());
        }
    }

    @Test
    void aFileIsReadOnceEvenIfItHasTwoNames() throws IOException {
        Files.writeString(path(), said("one"));
        Files.createLink(older(), path());
        HistoryFile file = direct(0);
        assertEquals(List.of("one"), recent(file));
        file.close();
    }

    @Test
    void aReaderFinishesTheFileThatItHasOpened() throws IOException {
        Files.writeString(path(), said("one") + said("two"));
        try (DiskStorage storage = new DiskStorage(path());
                BackwardLines lines = new BackwardLines(storage.files(), 1 << 20)) {
            storage.rotate();
            storage.rotate();
            Files.delete(older());
            assertTrue(lines.next());
            assertTrue(lines.next());
            assertFalse(lines.next());
        }
    }

    private static List<String> search(HistoryFile file) throws Exception {
        CompletableFuture<SearchResult> answer = new CompletableFuture<>();
        SearchQuery query = new SearchQuery("#lobby", true, List.of(), 0, UnaryOperator.identity());
        assertTrue(file.search(query, answer::complete).isPresent());
        return texts(answer.get().newestFirst());
    }

    @Test
    void aRoomThatThisDaemonHasLockedIsSearchedAcrossRenamedFiles() throws Exception {
        Files.writeString(path(), record("#games", EventKind.SAID, "earlier")
                + record("#games", EventKind.UNLOCKED, ""));
        HistoryFile file = direct(0);
        file.append("#games", EventKind.SAID, "alice", "one");
        file.append("#games", EventKind.LOCKED, "alice", "");
        Files.move(path(), older());
        file.append("#games", EventKind.SAID, "alice", "two");
        file.reopen();
        CompletableFuture<SearchResult> answer = new CompletableFuture<>();
        file.search(new SearchQuery("#games", false, List.of(), 0, UnaryOperator.identity()), answer::complete);
        assertEquals(List.of("two", "one"), texts(answer.get().newestFirst()));
        file.close();
    }

    // Pipes and devices

    @Test
    void aPipeIsWrittenAndNeverRead() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", path().toString()).start().waitFor());
        HistoryFile file = open(path(), 10);
        assertEquals(List.of(), recent(file));
        try (RandomAccessFile reader = new RandomAccessFile(path().toFile(), "rw")) {
            say(file, "one");
            say(file, "two");
            file.close();
            assertEquals(said("one"), reader.readLine() + '\n');
            assertEquals(said("two"), reader.readLine() + '\n');
        }
        assertEquals(List.of("history"), files());
    }

    @Test
    void aPipeThatNobodyReadsDelaysClosingForAMomentOnly() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", path().toString()).start().waitFor());
        HistoryFile file = open();
        for (int i = 0; i < 100; i++) {
            say(file, "x".repeat(10_000));
        }
        List<String> log = LogCapture.by(LossLog.class, Level.WARN, file::close);
        assertEquals(1, log.size(), log::toString);
        assertTrue(file.missingLines() > 0);
    }

    @Test
    void onAFullDiskAllLinesAreMissing() throws Exception {
        HistoryFile file = open(Path.of("/dev/full"), 0);
        say(file, "one");
        say(file, "two");
        file.close();
        assertEquals(2, file.missingLines());
    }
}
