package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.Broadcasts;
import chatd.net.SimulatedDaemon;
import chatd.store.HistoryFile;
import chatd.store.HistoryOptions;
import chatd.store.HistoryThreads;
import chatd.wire.Line;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hot path: a line goes from its author's connection into the block of the broadcast. */
class RoomAllocationTest {

    private static final int LINES = 10_000;
    /** As many records as fit the array that is kept from turn to turn. */
    private static final int RECORDED = 800;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aLineAllocatesNothingWithoutHistoryAndFilters() {
        assertEquals(0, bytesAllocated(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "127.0.0.1", "127.0.0.1:64208"})
    void aLineThatIsRecordedAllocatesNothingBeyondItsRecord(String name) {
        AtomicReference<Runnable> endOfTurn = new AtomicReference<>();
        HistoryThreads threads = new HistoryThreads(endOfTurn::set, Runnable::run, task -> { }, () -> true,
                Runnable::run);
        HistoryFile file = new HistoryFile(new StoredHistory(),
                new HistoryOptions(Path.of("history"), false, 0), ChatFixture.CLOCK, () -> 0, threads);
        SavedHistory saved = new SavedHistory(file, HistorySettings.DEFAULT, new HistoryBudget(1000));
        Dialect dialect = Dialects.factory("chat").create(null, Settings.DEFAULT, new Phrases("en"));
        History history = new History(HistorySettings.DEFAULT, new HistoryBudget(1000));
        Room room = new Room("lobby", true, new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes()).create(), dialect,
                new Message(), reader -> new FileRoomLog(
                        new MemoryRoomLog(history, dialect, ChatFixture.CLOCK, reader), saved, "#lobby"));
        Session author = new Session(7, null);
        author.rename(name);
        Line line = line();
        for (int said = 0; said < LINES; said += RECORDED) {
            say(room, author, line, RECORDED);
            endOfTurn.get().run();
        }
        long before = thread.getCurrentThreadAllocatedBytes();
        say(room, author, line, RECORDED);
        long bytes = thread.getCurrentThreadAllocatedBytes() - before;
        // The JVM may link a call site meanwhile.
        assertTrue(bytes < RECORDED, () -> bytes + " bytes");
    }

    @Test
    void aLineThatIsKeptAllocates() {
        assertTrue(bytesAllocated(1) > 0);
    }

    /** Says many lines, first to load all classes; the least that any later time has allocated. */
    private long bytesAllocated(int historyLines) {
        Dialect dialect = Dialects.factory("chat").create(null, Settings.DEFAULT, new Phrases("en"));
        History history = new History(HistorySettings.DEFAULT.withLines(historyLines), new HistoryBudget(1000));
        Room room = new Room("lobby", true, new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes()).create(), dialect,
                new Message(), reader -> new MemoryRoomLog(history, dialect, ChatFixture.CLOCK, reader));
        Session author = new Session(0, null);
        author.rename("alice");
        Line line = line();
        say(room, author, line, LINES);
        long least = Long.MAX_VALUE;
        // The JVM may link a call site meanwhile.
        for (int i = 0; i < 3; i++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            say(room, author, line, LINES);
            least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static Line line() {
        byte[] bytes = "hello, жизнь".getBytes(StandardCharsets.UTF_8);
        Line line = new Line(bytes.length);
        line.set(bytes, 0, bytes.length);
        return line;
    }

    private static void say(Room room, Session author, Line line, int lines) {
        for (int i = 0; i < lines; i++) {
            room.say(author, line);
        }
    }
}
