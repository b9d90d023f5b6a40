package chatd.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the lines of one room that may be shown, from the newest to the oldest. Stops where an earlier room of that
 * name ended, or where the room was locked.
 */
final class RoomLines {

    private final boolean isPermanent;
    private final int most;
    private final List<HistoryRecord> newestFirst = new ArrayList<>();
    private boolean isDone;

    /** @param most lines at most */
    RoomLines(boolean isPermanent, int most) {
        this.isPermanent = isPermanent;
        this.most = most;
    }

    boolean isPermanent() {
        return isPermanent;
    }

    /** Adds a line, unless the lines have ended. Returns whether it is the first one. */
    boolean add(HistoryRecord line) {
        if (isDone) {
            return false;
        }
        newestFirst.add(line);
        isDone = newestFirst.size() >= most;
        return newestFirst.size() == 1;
    }

    /** Stops: older lines may not be shown. */
    void end() {
        isDone = true;
    }

    /** Passes a gap. In the gap, a room that is not permanent may have ended, so this stops there. */
    void passGap() {
        isDone |= !isPermanent;
    }

    /** Whether older lines are not needed. */
    boolean isDone() {
        return isDone;
    }

    List<HistoryRecord> newestFirst() {
        return newestFirst;
    }
}
