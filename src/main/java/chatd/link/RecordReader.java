package chatd.link;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link RecordWriter} has written. The bytes come from another machine, so every length is checked: a
 * record that ends early or has a number that is too large throws {@link BadRecord}.
 */
public final class RecordReader {

    /** A record cannot be read. */
    public static final class BadRecord extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadRecord(String message) {
            super(message);
        }
    }

    private static final int MORE = 0x80;
    private static final int BITS = 7;

    private final byte[] bytes;
    private final int end;
    private int next;

    public RecordReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Reads a part of the bytes. */
    RecordReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.next = from;
        this.end = end;
    }

    public boolean hasMore() {
        return next < end;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            int octet = octet();
            value |= (long) (octet & ~MORE) << shift;
            if ((octet & MORE) == 0) {
                return value;
            }
        }
        throw new BadRecord("a number is too long");
    }

    /** A number from 0 to a limit. */
    public int number(int most) {
        long value = number();
        if (value < 0 || value > most) {
            throw new BadRecord("number " + value + " is not between 0 and " + most);
        }
        return (int) value;
    }

    public boolean flag() {
        return octet() != 0;
    }

    /** Whether the next text or byte string is not null. If it is null, it is consumed. */
    public boolean hasText() {
        if (next < end && bytes[next] == 0) {
            next++;
            return false;
        }
        return true;
    }

    /** A text, or null. */
    public String text() {
        int count = count();
        if (count < 0) {
            return null;
        }
        String text = new String(bytes, next, count, StandardCharsets.UTF_8);
        next += count;
        return text;
    }

    /** Skips a text or byte string. Returns its length in bytes; it ends at {@link #position}. */
    public int skip() {
        int count = presentCount();
        next += count;
        return count;
    }

    /** The bytes of the record. The caller must not change them. */
    public byte[] array() {
        return bytes;
    }

    /** The index in {@link #array} of the next byte to be read. */
    public int position() {
        return next;
    }

    /** A byte string. */
    public byte[] bytes() {
        int count = presentCount();
        next += count;
        return Arrays.copyOfRange(bytes, next - count, next);
    }

    /** The next byte string, as a record of its own. */
    RecordReader record() {
        int count = presentCount();
        next += count;
        return new RecordReader(bytes, next - count, next);
    }

    /** The number of bytes that follow; -1 for null. */
    private int count() {
        int count = number(bytes.length + 1) - 1;
        if (count > end - next) {
            throw new BadRecord("the record ends early");
        }
        return count;
    }

    private int presentCount() {
        int count = count();
        if (count < 0) {
            throw new BadRecord("bytes are missing");
        }
        return count;
    }

    private int octet() {
        if (next == end) {
            throw new BadRecord("the record ends early");
        }
        return bytes[next++] & 0xFF;
    }
}
