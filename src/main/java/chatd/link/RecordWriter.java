package chatd.link;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes records: numbers, each in as few bytes as it needs (LEB128), texts and byte strings. {@link RecordReader}
 * reads them. The buffer grows as needed and is reused after {@link #clear}.
 */
public final class RecordWriter {

    private static final int FIRST_BYTES = 256;
    private static final int MORE = 0x80;
    private static final int BITS = 7;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /** Writes a number. Small numbers that are not negative take the fewest bytes. */
    public RecordWriter number(long value) {
        long rest = value;
        while ((rest & -MORE) != 0) {
            octet((int) rest | MORE);
            rest >>>= BITS;
        }
        octet((int) rest);
        return this;
    }

    public RecordWriter flag(boolean value) {
        octet(value ? 1 : 0);
        return this;
    }

    /** Writes a text; null can be read back. */
    public RecordWriter text(String value) {
        if (value == null) {
            return number(0);
        }
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        number(encoded.length + 1L);
        return raw(encoded, 0, encoded.length);
    }

    /** Writes a byte string; the reader may read it as a text. */
    public RecordWriter bytes(byte[] from, int offset, int count) {
        number(count + 1L);
        return raw(from, offset, count);
    }

    /** Appends bytes without their length. */
    RecordWriter raw(byte[] from, int offset, int count) {
        grow(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    private void octet(int value) {
        grow(1);
        bytes[length++] = (byte) value;
    }

    private void grow(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    /** Number of bytes written. */
    public int length() {
        return length;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Copies what was written to the end of another record, without its length. */
    void appendTo(RecordWriter other) {
        other.raw(bytes, 0, length);
    }

    /** Discards what was written. */
    public void clear() {
        length = 0;
    }
}
