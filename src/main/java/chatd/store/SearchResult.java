package chatd.store;

import java.util.List;

/** The lines that a search has found, the newest first, and why it ended. */
public record SearchResult(List<HistoryRecord> newestFirst, End end) {

    /** Why a search ended. */
    public enum End {
        /** All lines of the room that may be shown were searched. */
        ALL_SEARCHED,
        /** The limit of lines was reached. There may be older ones. */
        ENOUGH_FOUND,
        /** The limit of bytes was reached. Older lines were not searched. */
        BOUND_REACHED,
        /** The file could not be read. The log says why. */
        FAILED
    }
}
