package chatd.chat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What somebody does not want to hear, and how they want to see the rest. Whoever has set anything here no longer
 * shares the turn's block with the others: the {@link ChatService} gives each line to their filter, and what passes to them
 * alone.
 *
 * @param ignored those whose lines do not pass, the first one first
 * @param hidesNotices whether arrivals, departures and renamings do not pass
 * @param stamp what tells the time before each line; null if it is not told
 */
record Filter(Set<Member> ignored, boolean hidesNotices, TimePrefix stamp) {

    /** Lets everything pass as it is. */
    static final Filter NONE = new Filter(Set.of(), false, null);

    /** Whether it lets everything pass as it is. */
    boolean isOpen() {
        return ignored.isEmpty() && !hidesNotices && !tellsTime();
    }

    boolean lets(Member author) {
        return !ignored.contains(author);
    }

    /** What was said passes by its author, arrivals, departures and renamings unless they are hidden. */
    boolean lets(Message message) {
        return message.kind().isSaid() ? lets(message.author()) : letsNotices();
    }

    boolean letsNotices() {
        return !hidesNotices;
    }

    boolean tellsTime() {
        return stamp != null;
    }

    /** The line as this person wants to see it. */
    String dress(String line) {
        return tellsTime() ? new String(stamp.bytes(), StandardCharsets.US_ASCII) + line : line;
    }

    /** The same for a line that is encoded already; it is not written to. */
    byte[] dress(byte[] line) {
        if (!tellsTime()) {
            return line;
        }
        byte[] time = stamp.bytes();
        byte[] dressed = Arrays.copyOf(time, time.length + line.length);
        System.arraycopy(line, 0, dressed, time.length, line.length);
        return dressed;
    }

    Filter ignoring(Member other) {
        Set<Member> more = new LinkedHashSet<>(ignored);
        more.add(other);
        return new Filter(Collections.unmodifiableSet(more), hidesNotices, stamp);
    }

    Filter notIgnoring(Member other) {
        Set<Member> fewer = new LinkedHashSet<>(ignored);
        fewer.remove(other);
        return new Filter(Collections.unmodifiableSet(fewer), hidesNotices, stamp);
    }

    /** Whether any of those who are ignored has left. */
    boolean ignoresWhoHasLeft() {
        for (Member member : ignored) {
            if (!member.isHere()) {
                return true;
            }
        }
        return false;
    }

    Filter notIgnoringWhoHasLeft() {
        Set<Member> here = new LinkedHashSet<>(ignored);
        here.removeIf(member -> !member.isHere());
        return new Filter(Collections.unmodifiableSet(here), hidesNotices, stamp);
    }

    Filter hidingNotices(boolean hides) {
        return new Filter(ignored, hides, stamp);
    }

    /** @param stamp null for not telling the time */
    Filter tellingTime(TimePrefix stamp) {
        return new Filter(ignored, hidesNotices, stamp);
    }
}
