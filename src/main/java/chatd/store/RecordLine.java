package chatd.store;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the fields of a line without copying them, so that a reader parses only the lines that it wants. It keeps the
 * indexes of one line at a time.
 */
final class RecordLine {

    private byte[] bytes = {};
    private int from;
    private int to;
    private int room;
    private int kind;
    private int name;
    private int text;

    /**
     * Finds the fields of the line {@code bytes[from..to)}. Returns whether it has the shape of a record: four TABs,
     * and a second field that begins with # or is -. This does not mean that it is one.
     */
    boolean find(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        room = fieldAfter(from);
        kind = fieldAfter(room);
        name = fieldAfter(kind);
        text = fieldAfter(name);
        return text <= to && (bytes[room] == '#' || bytes[room] == '-' && kind == room + 2);
    }

    /** The index after the next TAB; above {@link #to} if there is none. */
    private int fieldAfter(int start) {
        int i = start;
        while (i < to && bytes[i] != '\t') {
            i++;
        }
        return i + 1;
    }

    /** The kind; null if its word is unknown. */
    EventKind kind() {
        return EventKind.of(bytes, kind, name - 1);
    }

    /** The time, or {@link RecordTime#INVALID}. */
    long millis() {
        return RecordTime.millis(bytes, from, room - 1);
    }

    /** The title of the room; null if it is invalid. */
    String room() {
        return HistoryRecord.decode(bytes, room, kind - 1, false);
    }

    /** Whether the title of the room has the bytes {@code other[0..length)}. */
    boolean isRoom(byte[] other) {
        return Arrays.equals(bytes, room, kind - 1, other, 0, other.length);
    }

    /** The record; empty if the line is not one. */
    Optional<HistoryRecord> parse() {
        if (to - from >= HistoryRecord.MAX_BYTES) {
            return Optional.empty();
        }
        long millis = millis();
        EventKind found = kind();
        String title = room();
        String member = HistoryRecord.decode(bytes, name, text - 1, false);
        String words = HistoryRecord.decode(bytes, text, to, true);
        if (millis == RecordTime.INVALID || found == null || title == null || member == null || words == null) {
            return Optional.empty();
        }
        int offset = RecordTime.offsetSeconds(bytes, from, room - 1);
        return Optional.of(new HistoryRecord(millis, offset, title, found, member, words));
    }
}
