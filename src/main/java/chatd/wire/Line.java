package chatd.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of one line, without its ending: UTF-8 that is safe to show on anybody's terminal (see {@link Sanitizer}).
 * There is one for all connections, used again for every line: <b>it is valid only until the call that was given it
 * returns.</b>
 */
public final class Line {

    private final byte[] sanitized;
    private byte[] bytes;
    private int offset;
    private int length;

    public Line(int maxLineBytes) {
        sanitized = new byte[maxLineBytes * Sanitizer.GROWTH];
        bytes = sanitized;
    }

    /** The array that the text stands in, from {@link #offset()} on; never to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** Whether there is nothing to see: no character, or only Unicode's white space and format characters. */
    public boolean isBlank() {
        int i = offset;
        int end = offset + length;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        if (i == end) {
            return true;
        }
        return bytes[i] < 0 && toString().codePoints()
                .allMatch(Line::isInvisible);
    }

    private static boolean isInvisible(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    /** Whether the text begins with this, which is ASCII. */
    public boolean startsWith(String ascii) {
        if (length < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[offset + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text begins with blanks, of any script, and then this, which is ASCII without blanks. */
    public boolean isIndented(String ascii) {
        int end = offset + length;
        int i = offset;
        boolean isAscii = true;
        while (i < end && (bytes[i] < 0 || bytes[i] == ' ' || bytes[i] == '\t')) {
            isAscii &= bytes[i++] > 0;
        }
        if (i == offset || end - i < ascii.length()) {
            return false;
        }
        for (int j = 0; j < ascii.length(); j++) {
            if (bytes[i + j] != ascii.charAt(j)) {
                return false;
            }
        }
        return isAscii || new String(bytes, offset, i - offset, StandardCharsets.UTF_8).codePoints()
                .allMatch(Line::isInvisible);
    }

    /** Takes away the first character, which is ASCII; this line is then the rest. */
    public Line dropFirst() {
        offset++;
        length--;
        return this;
    }

    /** The text behind a prefix, with its LF, in a new array that stays as it is. */
    public byte[] behind(byte[] prefix) {
        byte[] whole = Arrays.copyOf(prefix, prefix.length + length + 1);
        System.arraycopy(bytes, offset, whole, prefix.length, length);
        whole[whole.length - 1] = '\n';
        return whole;
    }

    /** The text as a string: a new one each time, so not for the hot path. */
    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /** Takes any bytes: those that are safe stay where they are, all others are made so. */
    public void take(byte[] raw, int from, int to) {
        take(raw, from, from, to);
    }

    /** Takes any bytes, of which {@code from} to {@code safe} are known to be safe. */
    public void take(byte[] raw, int from, int safe, int to) {
        if (Sanitizer.safeRun(raw, safe, to) == to) {
            bytes = raw;
            offset = from;
            length = to - from;
        } else {
            bytes = sanitized;
            offset = 0;
            length = Sanitizer.sanitize(raw, from, to, sanitized);
        }
    }
}
