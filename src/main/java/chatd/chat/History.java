package chatd.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;

/** The last lines that were said in a room, worded, bounded in number and in bytes: the oldest go first. */
final class History {

    private final int mostLines;
    private final int mostBytes;
    private final Deque<String> lines = new ArrayDeque<>();
    private int bytes;

    /**
     * @param mostLines lines that are kept, at least 0
     * @param mostBytes bytes of UTF-8 that they may have together, at least 0
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
