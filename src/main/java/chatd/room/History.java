package chatd.room;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that were said to all, bounded in number and in bytes: the oldest go first. */
final class History {

    private final int mostLines;
    private final int mostBytes;
    private final Deque<byte[]> lines = new ArrayDeque<>();
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
        byte[] added = line.getBytes(StandardCharsets.UTF_8);
        lines.add(added);
        bytes += added.length;
        while (lines.size() > mostLines || bytes > mostBytes) {
            bytes -= lines.remove().length;
        }
    }

    /** The oldest first. */
    List<String> lines() {
        return lines.stream().map(line -> new String(line, StandardCharsets.UTF_8)).toList();
    }
}
