package chatd.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One line of the history file: an event that everybody in a room could read.
 *
 * @param millis when it happened, in milliseconds since 1970
 * @param offsetSeconds the offset of the local time from UTC at that time; the file keeps whole minutes of it
 * @param room title of the room, {@code #lobby}
 * @param name name of the member
 * @param text the last field, which may contain TAB, and may be empty
 */
public record HistoryRecord(long millis, int offsetSeconds, String room, EventKind kind, String name, String text) {

    /** The longest record that is written or read, with its LF: a line of 64 KiB, each byte replaced by U+FFFD. */
    public static final int MAX_BYTES = 256 << 10;

    /** Parses a line without its LF. Empty if {@code bytes[from..from+length)} is not a record. Never throws. */
    public static Optional<HistoryRecord> parse(byte[] bytes, int from, int length) {
        RecordLine line = new RecordLine();
        return line.find(bytes, from, from + length) ? line.parse() : Optional.empty();
    }

    /** The same record, as if the room were not locked. */
    HistoryRecord inOpenRoom() {
        return kind.isLocked()
                ? new HistoryRecord(millis, offsetSeconds, room, kind.inOpenRoom(), name, text)
                : this;
    }

    /** The line in the file, with its LF. */
    public byte[] encode() {
        RecordBuffer buffer = new RecordBuffer();
        buffer.add(millis, offsetSeconds, room, kind, name, text);
        return Arrays.copyOf(buffer.bytes(), buffer.length());
    }

    /** Decodes {@code bytes[from..to)}; null if they are not valid UTF-8 or contain control characters. */
    static String decode(byte[] bytes, int from, int to, boolean mayHaveTabs) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && !(c == '\t' && mayHaveTabs)) {
                return null;
            }
        }
        // Decoding replaces invalid bytes, so encoding the text again gives other bytes.
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, bytes, from, to) ? text : null;
    }
}
