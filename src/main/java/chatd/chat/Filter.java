package chatd.chat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lines that one member does not want to read, and a prefix for the rest. A member with a filter that is not open no
 * longer shares the broadcast's block: the {@link Room} sends it each line that passes. A value: it never changes.
 *
 * @param ignored members whose lines do not pass, with their names when they were ignored, in that order
 * @param hidesNotices whether arrivals, departures and renamings do not pass
 * @param time the time to put before each line; null for no time
 * @param bells whether private lines, and lines with the member's name, end with a {@link Bell}
 */
record Filter(Map<Member, String> ignored, boolean hidesNotices, TimePrefix time, boolean bells) {

    /** Lets everything pass as it is. */
    static final Filter NONE = new Filter(Map.of(), false, null, false);

    /** Whether it lets everything pass as it is. */
    boolean isOpen() {
        return ignored.isEmpty() && !hidesNotices && !tellsTime() && !bells;
    }

    boolean lets(Member author) {
        return !ignored.containsKey(author);
    }

    /**
     * Lines, actions and topics pass unless their author is ignored; notices pass unless they are hidden. A renaming
     * needs both, because the member chose the new name.
     */
    boolean lets(Message message) {
        return switch (message.kind()) {
            case LINE, ACTION, TOPIC -> lets(message.author());
            case RENAMED -> lets(message.author()) && letsNotices();
            case ARRIVED, JOINED, MOVED, RETURNED, REMOVED, LEFT -> letsNotices();
        };
    }

    /** Whether the message ends with a bell for this member, whose filter this is. */
    boolean rings(Message message, Session reader) {
        return bells && message.kind().isSaid() && message.author() != reader
                && Bell.isFor(reader.foldedName(), message.foldedText());
    }

    boolean letsNotices() {
        return !hidesNotices;
    }

    boolean tellsTime() {
        return time != null;
    }

    /** The line as this member wants to see it. */
    String dress(String line) {
        return tellsTime() ? new String(time.bytes(), StandardCharsets.US_ASCII) + line : line;
    }

    /** The same for an encoded line, which is not written to. */
    byte[] dress(byte[] line) {
        if (!tellsTime()) {
            return line;
        }
        byte[] prefix = time.bytes();
        byte[] dressed = Arrays.copyOf(prefix, prefix.length + line.length);
        System.arraycopy(line, 0, dressed, prefix.length, line.length);
        return dressed;
    }

    Filter ignoring(Member other) {
        Map<Member, String> more = new LinkedHashMap<>(ignored);
        more.put(other, other.name());
        return new Filter(Collections.unmodifiableMap(more), hidesNotices, time, bells);
    }

    Filter notIgnoring(Member other) {
        Map<Member, String> fewer = new LinkedHashMap<>(ignored);
        fewer.remove(other);
        return new Filter(Collections.unmodifiableMap(fewer), hidesNotices, time, bells);
    }

    /** Whether any ignored member has left. */
    boolean ignoresAnyGone() {
        for (Member member : ignored.keySet()) {
            if (member.isGone()) {
                return true;
            }
        }
        return false;
    }

    Filter withoutGone() {
        Map<Member, String> here = new LinkedHashMap<>(ignored);
        here.keySet().removeIf(Member::isGone);
        return new Filter(Collections.unmodifiableMap(here), hidesNotices, time, bells);
    }

    Filter hidingNotices(boolean hides) {
        return new Filter(ignored, hides, time, bells);
    }

    /** @param prefix null for no time */
    Filter tellingTime(TimePrefix prefix) {
        return new Filter(ignored, hidesNotices, prefix, bells);
    }

    Filter ringing(boolean rings) {
        return new Filter(ignored, hidesNotices, time, rings);
    }
}
