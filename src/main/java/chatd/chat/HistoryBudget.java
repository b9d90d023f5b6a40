package chatd.chat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** Limits the bytes of all histories together. Over the limit, the oldest lines are removed first, in any room. */
final class HistoryBudget {

    /** A line in a history. Two entries with the same text are not equal. */
    static final class Entry {
        final String line;
        private final History history;
        private final int bytes;

        private Entry(History history, String line) {
            this.history = history;
            this.line = line;
            bytes = line.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private final int mostBytes;
    private final Set<Entry> oldestFirst = new LinkedHashSet<>();
    private int bytes;

    /** @param mostBytes bytes of UTF-8, at least 0 */
    HistoryBudget(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Counts a line that is added to this history. */
    Entry add(History history, String line) {
        Entry entry = new Entry(history, line);
        oldestFirst.add(entry);
        bytes += entry.bytes;
        return entry;
    }

    /** Removes the oldest lines from their histories until the rest are within the limit. */
    void trim() {
        while (bytes > mostBytes) {
            oldestFirst.iterator().next().history.removeOldest();
        }
    }

    /** Stops counting a line, which its history has removed. */
    void remove(Entry entry) {
        if (oldestFirst.remove(entry)) {
            bytes -= entry.bytes;
        }
    }
}
