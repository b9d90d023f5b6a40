package chatd.chat;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** The last lines that were said in a room, worded, bounded in number, and by a {@link HistoryBudget} in bytes. */
final class History {

    private final int mostLines;
    private final HistoryBudget budget;
    /** Null as long as no line is kept: most rooms are small and short-lived. */
    private Deque<HistoryBudget.Entry> entries;

    /**
     * @param mostLines lines that are kept, at least 0
     * @param budget is shared by all rooms
     */
    History(int mostLines, HistoryBudget budget) {
        this.mostLines = mostLines;
        this.budget = budget;
        entries = null;
    }

    boolean isKept() {
        return mostLines > 0;
    }

    void add(String line) {
        if (entries == null) {
            entries = new ArrayDeque<>();
        }
        entries.add(budget.add(this, line));
        if (entries.size() > mostLines) {
            removeOldest();
        }
        budget.trim();
    }

    /** Removes the oldest of the lines; there must be one. */
    void removeOldest() {
        budget.remove(entries.remove());
        if (entries.isEmpty()) {
            // The array of a queue never becomes smaller, and every room may have been busy once.
            entries = null;
        }
    }

    void clear() {
        while (entries != null) {
            removeOldest();
        }
    }

    /** The oldest first. */
    Collection<String> lines() {
        return entries == null ? List.of() : entries.stream().map(entry -> entry.line).toList();
    }
}
