package chatd.chat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** The bytes that the histories of all rooms have together. Over the limit, the oldest line of any room goes first. */
final class HistoryBudget {

    /** A line that is kept: equal to no other, whatever its words. */
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

    /** Counts a line that this history adds. */
    Entry add(History history, String line) {
        Entry entry = new Entry(history, line);
        oldestFirst.add(entry);
        bytes += entry.bytes;
        return entry;
    }

    /** Has the oldest lines removed until the rest are within the limit. */
    void trim() {
        while (bytes > mostBytes) {
            oldestFirst.iterator().next().history.removeOldest();
        }
    }

    /** Counts a line no more. */
    void remove(Entry entry) {
        if (oldestFirst.remove(entry)) {
            bytes -= entry.bytes;
        }
    }
}
