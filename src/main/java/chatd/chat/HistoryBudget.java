package chatd.chat;

/** Limits the bytes of all histories together. Over the limit, the oldest lines are removed first, in any room. */
final class HistoryBudget {

    private final int mostBytes;
    /** The ends of the list of all lines, in the order in which they were added; null if there are none. */
    private HistoryLine oldest;
    private HistoryLine newest;
    private int bytes;

    /** @param mostBytes bytes of UTF-8, at least 0 */
    HistoryBudget(int mostBytes) {
        this.mostBytes = mostBytes;
        oldest = null;
    }

    /** Counts a line that is added to this history. */
    void add(History history, HistoryLine line) {
        line.history = history;
        line.older = newest;
        if (newest == null) {
            oldest = line;
        } else {
            newest.newer = line;
        }
        newest = line;
        bytes += line.bytes;
    }

    /** Removes the oldest lines from their histories until the rest are within the limit. */
    void trim() {
        while (bytes > mostBytes) {
            oldest.history.removeOldest();
        }
    }

    /** Stops counting a line that its history removes. */
    void remove(HistoryLine line) {
        if (line.older == null) {
            oldest = line.newer;
        } else {
            line.older.newer = line.newer;
        }
        if (line.newer == null) {
            newest = line.older;
        } else {
            line.newer.older = line.older;
        }
        line.history = null;
        line.older = null;
        line.newer = null;
        bytes -= line.bytes;
    }
}
