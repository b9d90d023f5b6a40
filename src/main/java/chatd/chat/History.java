package chatd.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;

/** The last lines that were said to all, bounded in number and in bytes: the oldest go first. */
final class History {

    private final int mostLines;
    private final int mostBytes;
    private final Deque<String> lines = new ArrayDeque<>();
    private int bytes;

    /**
     * @param mostLines how many lines are kept, at least 0
     * @param mostBytes how many bytes of UTF-8 they may have together, at least 0
     */
    History(int mostLines, int mostBytes) {
        this.mostLines = mostLines;
        this.mostBytes = mostBytes;
    }

    boolean isKept() {
        return mostLines > 0;
    }

    void add(String line) {
        lines.add(line);
        bytes += sizeOf(line);
        while (lines.size() > mostLines || bytes > mostBytes) {
            bytes -= sizeOf(lines.remove());
        }
    }

    /** The oldest first. */
    Collection<String> lines() {
        return Collections.unmodifiableCollection(lines);
    }

    private static int sizeOf(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length;
    }
}
