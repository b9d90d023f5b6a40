package chatd.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of one room that may be shown, collected from the newest to the oldest. The lines of a room that is not
 * permanent end where an earlier room of that name ended, or where the room was locked or unlocked. If it was locked,
 * the lines after that were said in private. So they stay doubtful until the place where they end is found.
 */
final class RoomLines {

    private final boolean isPermanent;
    private final int most;
    private final List<HistoryRecord> newestFirst = new ArrayList<>();
    private int certain;
    private boolean isDone;

    /** @param most lines at most */
    RoomLines(boolean isPermanent, int most) {
        this.isPermanent = isPermanent;
        this.most = most;
    }

    boolean isPermanent() {
        return isPermanent;
    }

    /** Adds a line, if there is room for it. Returns whether it is the first one. */
    boolean add(HistoryRecord line) {
        if (isDone || isFull()) {
            return false;
        }
        newestFirst.add(line);
        if (isPermanent && isFull()) {
            isDone = true;
        }
        return newestFirst.size() == 1;
    }

    private boolean isFull() {
        return newestFirst.size() >= most;
    }

    /** Makes the lines so far certain. */
    void confirm() {
        certain = newestFirst.size();
        isDone |= isFull();
    }

    /** Ends the lines at a record of this kind, unless the room is permanent. */
    void endAt(EventKind kind) {
        if (isPermanent || isDone) {
            return;
        }
        if (kind == EventKind.LOCKED) {
            removeDoubtful();
        }
        isDone = true;
    }

    /** Removes the lines of which it is unknown whether they were said in private. */
    void removeDoubtful() {
        if (!isPermanent && !isDone) {
            newestFirst.subList(certain, newestFirst.size()).clear();
        }
    }

    /** Whether older lines are not needed. */
    boolean isDone() {
        return isDone;
    }

    /** Whether older lines must be read to find out whether the lines so far may be shown. */
    boolean isDoubtful() {
        return !isPermanent && !isDone && newestFirst.size() > certain;
    }

    List<HistoryRecord> newestFirst() {
        return newestFirst;
    }
}
