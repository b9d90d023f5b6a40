package chatd.room;

import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What somebody does not want to hear, and how they want to see the rest. Whoever has set anything here no longer
 * shares the turn's block with the others: the {@link Room} gives each line to their filter, and what passes to them
 * alone.
 *
 * @param ignored those whose lines do not pass, the first one first
 * @param hidesNotices whether arrivals, departures and renamings do not pass
 * @param clock what tells the time before each line, with its zone; null if it is not told
 */
record Filter(Set<Member> ignored, boolean hidesNotices, Clock clock) {

    /** Lets everything pass as it is. */
    static final Filter NONE = new Filter(Set.of(), false, null);

    private static final DateTimeFormatter HOUR_AND_MINUTE = DateTimeFormatter.ofPattern("HH:mm ");

    /** Whether it lets everything pass as it is. */
    boolean isOpen() {
        return ignored.isEmpty() && !hidesNotices && !tellsTime();
    }

    boolean lets(Member author) {
        return !ignored.contains(author);
    }

    boolean letsNotices() {
        return !hidesNotices;
    }

    boolean tellsTime() {
        return clock != null;
    }

    /** The line as this person wants to see it. */
    String dress(String line) {
        return tellsTime() ? LocalTime.now(clock).format(HOUR_AND_MINUTE) + line : line;
    }

    Filter ignoring(Member other) {
        Set<Member> more = new LinkedHashSet<>(ignored);
        more.add(other);
        return new Filter(Collections.unmodifiableSet(more), hidesNotices, clock);
    }

    Filter notIgnoring(Member other) {
        Set<Member> fewer = new LinkedHashSet<>(ignored);
        fewer.remove(other);
        return new Filter(Collections.unmodifiableSet(fewer), hidesNotices, clock);
    }

    Filter hidingNotices(boolean hides) {
        return new Filter(ignored, hides, clock);
    }

    /** @param clock null for not telling the time */
    Filter tellingTime(Clock clock) {
        return new Filter(ignored, hidesNotices, clock);
    }
}
