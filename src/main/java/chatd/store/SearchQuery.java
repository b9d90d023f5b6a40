package chatd.store;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A search for lines of one room.
 *
 * @param room title of the room
 * @param isPermanent whether the room is never removed or locked
 * @param words folded; the name or the text of a line must contain each of them
 * @param sinceMillis time of the oldest line, in milliseconds since 1970
 * @param fold makes titles of the same room equal, and ignores case in words
 */
public record SearchQuery(String room, boolean isPermanent, List<String> words, long sinceMillis,
        UnaryOperator<String> fold) {

    /** Lines that a search finds at most. */
    public static final int MAX_LINES = 20;

    /** Bytes of the files that a search reads at most. */
    public static final long MAX_BYTES = 256L << 20;
}
