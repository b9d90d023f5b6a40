package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.Broadcasts;
import chatd.net.SimulatedDaemon;
import chatd.wire.Line;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The hot path: a line goes from its author's connection into the block of the broadcast. */
class RoomAllocationTest {

    private static final int LINES = 10_000;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aLineAllocatesNothingWithoutHistoryAndFilters() {
        assertEquals(0, bytesAllocated(0));
    }

    @Test
    void aLineThatIsKeptAllocates() {
        assertTrue(bytesAllocated(1) > 0);
    }

    /** Says many lines twice, first to load all classes; what the second time has allocated. */
    private long bytesAllocated(int historyLines) {
        Dialect dialect = Dialects.factory("chat").create(null, Settings.DEFAULT, new Phrases("en"));
        History history = new History(HistorySettings.DEFAULT.withLines(historyLines), new HistoryBudget(1000));
        Room room = new Room("lobby", true, new Broadcasts(SimulatedDaemon.LIMITS.maxLineBytes()).create(), dialect,
                new Message(), reader -> new MemoryRoomLog(history, dialect, ChatFixture.CLOCK, reader));
        Session author = new Session(0, null);
        author.rename("alice");
        byte[] bytes = "hello, жизнь".getBytes(StandardCharsets.UTF_8);
        Line line = new Line(bytes.length);
        line.set(bytes, 0, bytes.length);
        say(room, author, line);
        long before = thread.getCurrentThreadAllocatedBytes();
        say(room, author, line);
        return thread.getCurrentThreadAllocatedBytes() - before;
    }

    private static void say(Room room, Session author, Line line) {
        for (int i = 0; i < LINES; i++) {
            room.say(author, line);
        }
    }
}
