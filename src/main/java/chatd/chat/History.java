package chatd.chat;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** The last lines of a room, as text. Their number is limited here, and their bytes by a {@link HistoryBudget}. */
final class History {

    private final int mostLines;
    private final HistoryBudget budget;
    /** Null while no line is kept, to save memory: most rooms are small and short-lived. */
    private Deque<HistoryBudget.Entry> entries;

    /**
     * @param mostLines lines that are kept, at least 0
     * @param budget limits the bytes of all rooms together
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

    /** Removes the oldest line; there must be one. */
    void removeOldest() {
        budget.remove(entries.remove());
        if (entries.isEmpty()) {
            // The array of an ArrayDeque never shrinks, and many rooms may have been busy once.
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
