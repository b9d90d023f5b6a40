package chatd.store;

import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A request for the last lines of all rooms, at the start of the daemon. Reading ends as soon as all requested rooms
 * have their lines.
 *
 * @param linesPerRoom lines for each room at most
 * @param sinceMillis time of the oldest line, in milliseconds since 1970
 * @param maxBytes bytes that are read at most, from the end of the file backwards
 * @param maxBytesForOtherRooms limit of the bytes that are searched for rooms that are not permanent
 * @param maxTextBytes names and texts have about this many bytes together at most
 * @param permanentRooms folded titles of the rooms that are never removed or locked
 * @param maxOtherRooms limit of the other rooms; those with the newest lines are preferred
 * @param fold makes titles of the same room equal
 */
public record RecentQuery(int linesPerRoom, long sinceMillis, long maxBytes, long maxBytesForOtherRooms,
        long maxTextBytes, Set<String> permanentRooms, int maxOtherRooms, UnaryOperator<String> fold) {

    /** All rooms are looked for in all bytes, and texts of any length are kept. */
    RecentQuery(int linesPerRoom, long sinceMillis, long maxBytes, Set<String> permanentRooms, int maxOtherRooms,
            UnaryOperator<String> fold) {
        this(linesPerRoom, sinceMillis, maxBytes, Long.MAX_VALUE, Long.MAX_VALUE, permanentRooms, maxOtherRooms, fold);
    }
}
