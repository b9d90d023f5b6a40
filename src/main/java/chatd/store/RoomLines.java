package chatd.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of one room that may be shown, collected from the newest to the oldest. They end where an earlier room of
 * that name ended, or where the room was locked.
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

    /** Older lines may not be shown. */
    void end() {
        isDone = true;
    }

    /** Lines before this place are missing. A room that is not permanent may have been gone there. */
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
