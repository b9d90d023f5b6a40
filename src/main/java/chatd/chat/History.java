package chatd.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last lines of a room, as text. Their number and age are limited here, and their bytes by a {@link HistoryBudget}.
 */
final class History {

    private final HistorySettings settings;
    private final HistoryBudget budget;
    /** Null while no line is kept, to save memory: most rooms are small and short-lived. */
    private Deque<HistoryLine> lines;

    /** @param budget limits the bytes of all rooms together */
    History(HistorySettings settings, HistoryBudget budget) {
        this.settings = settings;
        this.budget = budget;
        lines = null;
    }

    boolean isKept() {
        return settings.lines() > 0;
    }

    void add(HistoryLine line) {
        if (lines == null) {
            lines = new ArrayDeque<>();
        }
        lines.add(line);
        budget.add(this, line);
        if (lines.size() > settings.lines()) {
            removeOldest();
        }
        budget.trim();
    }

    /** Removes the oldest line; there must be one. */
    void removeOldest() {
        budget.remove(lines.remove());
        forgetIfEmpty();
    }

    /** Releases the array: that of an ArrayDeque never shrinks, and many rooms may have been busy once. */
    private void forgetIfEmpty() {
        if (lines.isEmpty()) {
            lines = null;
        }
    }

    void clear() {
        while (lines != null) {
            removeOldest();
        }
    }

    /** Removes lines that are too old at this time, and returns the others, oldest first. */
    List<HistoryLine> lines(long nowMillis) {
        if (lines == null) {
            return List.of();
        }
        List<HistoryLine> recent = List.copyOf(lines);
        long since = settings.sinceMillis(nowMillis);
        if (since == Long.MIN_VALUE) {
            return recent;
        }
        for (HistoryLine line : recent) {
            if (line.millis < since) {
                lines.remove(line);
                budget.remove(line);
            }
        }
        recent = List.copyOf(lines);
        forgetIfEmpty();
        return recent;
    }
}
