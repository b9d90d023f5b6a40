package chatd.store;

import chatd.wire.ByteScan;
import java.util.Arrays;

/**
 * Encoded records, in an array that grows and is reused. Encoding a record allocates nothing once the array is large
 * enough. It writes each control character as a blank, except TAB in a text, because a record is one line of fields
 * that TABs separate.
 */
final class RecordBuffer {

    private static final int FIRST_BYTES = 1024;
    /** Bytes of UTF-8 for one char at most. A surrogate pair takes four for two. */
    private static final int CHAR_BYTES = 3;
    private static final int DEL = 0x7F;
    private static final int MAX_C1 = 0x9F;
    /** The first byte of U+0080 to U+009F, which some terminals interpret as control characters. */
    private static final byte C1_LEAD = (byte) 0xC2;

    private final byte[] time = new byte[RecordTime.MAX_BYTES];
    private int timeLength;
    private long timeMillis = Long.MIN_VALUE;
    private int timeOffset;
    private String lastRoom;
    private EventKind lastKind;
    private String lastName;
    /** The fields between time and text of the last record, with the TABs around them. */
    private byte[] fields = {};
    private int fieldsLength;
    private byte[] bytes = {};
    private int length;
    private int lines;

    /** The array. Its first {@link #length} bytes are records. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** The number of records. */
    int lines() {
        return lines;
    }

    /** Removes all records. An array that is larger than this is released. */
    void clear(int maxKept) {
        length = 0;
        lines = 0;
        if (bytes.length > maxKept) {
            bytes = new byte[0];
        }
    }

    /** Removes the last record, which begins at this index. */
    void removeLast(int at) {
        length = at;
        lines--;
    }

    /** Adds a byte as it is. */
    void addByte(int b) {
        reserve(1);
        bytes[length++] = (byte) b;
    }

    void add(long millis, int offsetSeconds, String room, EventKind kind, String name, String text) {
        addFields(millis, offsetSeconds, room, kind, name);
        addText(text, true);
        endRecord();
    }

    /** Adds a record whose text is {@code text[from..from+count)}, in UTF-8. */
    void add(long millis, int offsetSeconds, String room, EventKind kind, String name, byte[] text, int from,
            int count) {
        addFields(millis, offsetSeconds, room, kind, name);
        reserve(count);
        System.arraycopy(text, from, bytes, length, count);
        blankControls(length, length + count);
        length += count;
        endRecord();
    }

    private void addFields(long millis, int offsetSeconds, String room, EventKind kind, String name) {
        if (millis != timeMillis || offsetSeconds != timeOffset) {
            timeLength = RecordTime.format(millis, offsetSeconds, time, 0);
            timeMillis = millis;
            timeOffset = offsetSeconds;
        }
        reserve(timeLength);
        System.arraycopy(time, 0, bytes, length, timeLength);
        length += timeLength;
        if (kind != lastKind || !name.equals(lastName) || !room.equals(lastRoom)) {
            encodeFields(room, kind, name);
            return;
        }
        reserve(fieldsLength);
        System.arraycopy(fields, 0, bytes, length, fieldsLength);
        length += fieldsLength;
    }

    /** Adds the fields between time and text, and keeps them: members often say several lines in a turn. */
    private void encodeFields(String room, EventKind kind, String name) {
        int start = length;
        addByte('\t');
        addText(room, false);
        addByte('\t');
        addText(kind.word(), false);
        addByte('\t');
        addText(name, false);
        addByte('\t');
        fieldsLength = length - start;
        if (fields.length < fieldsLength) {
            fields = new byte[fieldsLength];
        }
        System.arraycopy(bytes, start, fields, 0, fieldsLength);
        lastRoom = room;
        lastKind = kind;
        lastName = name;
    }

    private void endRecord() {
        addByte('\n');
        lines++;
    }

    private void addText(String text, boolean mayHaveTabs) {
        reserve(text.length() * CHAR_BYTES);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < DEL || c == '\t' && mayHaveTabs) {
                bytes[length++] = (byte) c;
            } else if (c <= MAX_C1) {
                bytes[length++] = ' ';
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                addFour(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                addOther(c);
            }
        }
    }

    /** Adds a char above U+009F as two or three bytes; half a surrogate pair as a question mark. */
    private void addOther(char c) {
        if (Character.isSurrogate(c)) {
            bytes[length++] = '?';
        } else if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | c >> 6);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
        } else {
            bytes[length++] = (byte) (0xE0 | c >> 12);
            bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
        }
    }

    private void addFour(int codePoint) {
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
    }

    private void blankControls(int from, int to) {
        for (int i = ByteScan.printableRun(bytes, from, to); i < to; i++) {
            byte b = bytes[i];
            if (b >= 0 && b < ' ' && b != '\t' || b == DEL) {
                bytes[i] = ' ';
            } else if (b == C1_LEAD && i + 1 < to && (bytes[i + 1] & 0xFF) <= MAX_C1) {
                bytes[i++] = ' ';
                bytes[i] = ' ';
            }
        }
    }

    private void reserve(int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(FIRST_BYTES, Math.max(length + count, bytes.length * 2)));
        }
    }
}
