package chatd.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Scans bytes eight at a time, as words, after "Determine if a word has a byte less than n" and related recipes in
 * S. E. Anderson, "Bit Twiddling Hacks".
 */
public final class ByteScan {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final byte DEL = 0x7F;

    private ByteScan() {
    }

    /** The index of the first byte of {@code in[from..to)} that is not printable ASCII, or {@code to}. */
    public static int printableRun(byte[] in, int from, int to) {
        int i = from;
        while (i + Long.BYTES <= to) {
            long word = (long) WORD.get(in, i);
            // Sets the high bit of each byte that is below ' ', is DEL or is above DEL. A borrow or carry may also set
            // bits of later bytes, so only the first one counts.
            long others = (word - ' ' * ONES | word + ONES | word) & HIGH_BITS;
            if (others != 0) {
                return i + firstByte(others);
            }
            i += Long.BYTES;
        }
        while (i < to && in[i] >= ' ' && in[i] != DEL) {
            i++;
        }
        return i;
    }

    /** The index of the first byte of {@code in[from..to)} that is a control character or 255, or {@code to}. */
    static int textRun(byte[] in, int from, int to) {
        int i = from;
        while (i + Long.BYTES <= to) {
            long word = (long) WORD.get(in, i);
            long found = word - ' ' * ONES & ~word & HIGH_BITS | zeros(word ^ DEL * ONES) | zeros(~word);
            if (found != 0) {
                return i + firstByte(found);
            }
            i += Long.BYTES;
        }
        while (i < to && (in[i] >= ' ' && in[i] != DEL || in[i] < -1)) {
            i++;
        }
        return i;
    }

    /**
     * The index of the first byte whose high bit is set. The subtraction leaves all bits below that bit, and the
     * multiplication counts the bytes up to this one by their lowest bits. Long.numberOfTrailingZeros would be slower,
     * because C1 compiles it to a call and branches.
     */
    private static int firstByte(long highBits) {
        return (int) ((highBits - 1 & ~highBits & ONES) * ONES >>> Long.SIZE - Byte.SIZE) - 1;
    }

    /** Sets the high bit of each byte that is zero, and perhaps of bytes after the first of them. */
    private static long zeros(long word) {
        return word - ONES & ~word & HIGH_BITS;
    }
}
