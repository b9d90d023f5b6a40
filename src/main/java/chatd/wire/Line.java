package chatd.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of one line, without its line ending: valid UTF-8 that is safe to show on any terminal (see {@link
 * Sanitizer}). One object serves many connections and is used again for every line: <b>it is valid only until the
 * method that received it returns.</b>
 */
public final class Line {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final byte[] sanitized;
    private byte[] bytes;
    private int offset;
    private int length;

    /** @param maxLineBytes the longest line that {@link #set} gets, in bytes, at least 1 */
    public Line(int maxLineBytes) {
        sanitized = new byte[maxLineBytes * Sanitizer.MAX_GROWTH];
        bytes = sanitized;
    }

    /** The array that holds the text, from {@link #offset()} on; must not be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the text begins in {@link #bytes()}. */
    public int offset() {
        return offset;
    }

    /** The length of the text, in bytes. */
    public int length() {
        return length;
    }

    /** Whether people see nothing of the text: see {@link Visibility}. */
    public boolean isBlank() {
        return indent() == length;
    }

    /** The length of the invisible characters at the beginning, in bytes: 0 for most lines. */
    public int indent() {
        // The first byte decides most cases, because TAB is the only control character in a line.
        return length > 0 && bytes[offset] > ' ' ? 0 : invisibleRun();
    }

    private int invisibleRun() {
        return Visibility.invisibleRun(bytes, offset, offset + length) - offset;
    }

    /** Whether the text begins with this character, which must be ASCII. */
    public boolean startsWith(char ascii) {
        return length > 0 && bytes[offset] == ascii;
    }

    /** Whether the text from this index on begins with this prefix, which must be ASCII. */
    public boolean startsWith(String ascii, int index) {
        if (length - index < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[offset + index + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Removes a byte order mark at the beginning, if there is one. */
    public void dropByteOrderMark() {
        int count = BYTE_ORDER_MARK.length;
        if (length >= count && Arrays.equals(bytes, offset, offset + count, BYTE_ORDER_MARK, 0, count)) {
            offset += count;
            length -= count;
        }
    }

    /** Removes the first character, which must be ASCII, and returns this line. */
    public Line dropFirstChar() {
        offset++;
        length--;
        return this;
    }

    /** A copy of the text between a prefix and LF, in a new array; unlike this object it stays valid. */
    public byte[] withPrefix(byte[] prefix) {
        byte[] whole = Arrays.copyOf(prefix, prefix.length + length + 1);
        System.arraycopy(bytes, offset, whole, prefix.length, length);
        whole[whole.length - 1] = '\n';
        return whole;
    }

    /** The text as a new string, so this is not for the hot path. */
    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /**
     * Sets the text to {@code raw[from..to)}, sanitized. Safe bytes are not copied, so {@code raw} must not change
     * while this line is in use.
     */
    public void set(byte[] raw, int from, int to) {
        if (Sanitizer.safeRun(raw, from, to) == to) {
            setSafe(raw, from, to);
        } else {
            bytes = sanitized;
            offset = 0;
            length = Sanitizer.sanitize(raw, from, to, sanitized);
        }
    }

    /** Sets the text to {@code raw[from..to)}, of which all bytes are known to be safe. */
    void setSafe(byte[] raw, int from, int to) {
        bytes = raw;
        offset = from;
        length = to - from;
    }
}
