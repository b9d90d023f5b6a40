package chatd.room;

import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What somebody does not want to hear, and how they want to see the rest. Whoever has set anything here no longer
 * shares the turn's block with the others: the {@link Room} gives each line to their filter, and what passes to them
 * alone.
 */
final class Filter {

    private static final DateTimeFormatter HOUR_AND_MINUTE = DateTimeFormatter.ofPattern("HH:mm ");

    private final Clock clock;
    private final Set<Member> ignored = new LinkedHashSet<>();
    private boolean hidesNotices;
    private boolean tellsTime;

    /** @param clock the server's wall clock, with its zone */
    Filter(Clock clock) {
        this.clock = clock;
    }

    /** Whether it lets everything pass as it is. */
    boolean isOpen() {
        return ignored.isEmpty() && !hidesNotices && !tellsTime;
    }

    boolean lets(Member author) {
        return !ignored.contains(author);
    }

    boolean letsNotices() {
        return !hidesNotices;
    }

    /** The line as this person wants to see it. */
    String dress(String line) {
        return tellsTime ? LocalTime.now(clock).format(HOUR_AND_MINUTE) + line : line;
    }

    /** Those who are ignored, the first one first. */
    Set<Member> ignored() {
        return ignored;
    }

    void hideNotices(boolean hide) {
        hidesNotices = hide;
    }

    boolean tellsTime() {
        return tellsTime;
    }

    void tellTime(boolean tell) {
        tellsTime = tell;
    }
}
