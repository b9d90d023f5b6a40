package chatd.os;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongToIntFunction;

/** A time zone from a file in the format TZif (RFC 8536), as tzdata installs them and libc reads them. */
final class TimeZoneFile implements LongToIntFunction {

    private static final int MOST_BYTES = 1 << 18;
    private static final int MAGIC = 'T' << 24 | 'Z' << 16 | 'i' << 8 | 'f';
    private static final int HEADER_BYTES = 44;
    private static final int RESERVED_BYTES = 15;
    private static final int TYPE_BYTES = 6;

    /** When the offset changes, in seconds since 1970. */
    private final long[] times;
    /** The offset from each of these times on. */
    private final int[] offsets;
    /** The offset before the first of them. */
    private final int first;
    /** The rule after the last of them; null if there is none. */
    private final PosixTimeZone rule;

    private TimeZoneFile(ByteBuffer file) {
        int version = header(file);
        int timeBytes = version == 0 ? Integer.BYTES : Long.BYTES;
        if (version > 0) {
            // The same block in 32 bits comes first, for old programs.
            file.position(HEADER_BYTES + bodyBytes(file, 0, Integer.BYTES));
            header(file);
        }
        int start = file.position() - HEADER_BYTES;
        int timeCount = count(file, start, 3);
        int typeCount = count(file, start, 4);
        int end = start + HEADER_BYTES + bodyBytes(file, start, timeBytes);
        if (typeCount == 0 || end > file.limit()) {
            throw new IllegalArgumentException("cut off");
        }
        int types = start + HEADER_BYTES + timeCount * (timeBytes + 1);
        times = new long[timeCount];
        offsets = new int[timeCount];
        for (int i = 0; i < timeCount; i++) {
            times[i] = version == 0 ? file.getInt() : file.getLong();
        }
        for (int i = 0; i < timeCount; i++) {
            offsets[i] = file.getInt(types + TYPE_BYTES * (file.get() & 0xFF));
        }
        first = file.getInt(types);
        file.position(end);
        String footer = version == 0 ? "" : StandardCharsets.US_ASCII.decode(file).toString().strip();
        rule = PosixTimeZone.parse(footer);
    }

    /** Reads magic number, version and counts; the position is then behind them. Returns the version. */
    private static int header(ByteBuffer file) {
        if (file.getInt() != MAGIC) {
            throw new IllegalArgumentException("not a time zone");
        }
        int version = file.get();
        file.position(file.position() + RESERVED_BYTES + 6 * Integer.BYTES);
        return version;
    }

    /** One of the six counts of the header at a position. */
    private static int count(ByteBuffer file, int start, int index) {
        int count = file.getInt(start + HEADER_BYTES - (6 - index) * Integer.BYTES);
        if (count < 0 || count > MOST_BYTES) {
            throw new IllegalArgumentException("a count of " + count);
        }
        return count;
    }

    private static int bodyBytes(ByteBuffer file, int start, int timeBytes) {
        return count(file, start, 3) * (timeBytes + 1) + count(file, start, 4) * TYPE_BYTES + count(file, start, 5)
                + count(file, start, 2) * (timeBytes + Integer.BYTES) + count(file, start, 1) + count(file, start, 0);
    }

    /** The zone in a file; null if there is no such file, or it is not in this format. */
    static TimeZoneFile read(String path) {
        // Not java.nio.file.Files, which would load 30 more classes.
        try (InputStream in = new FileInputStream(path)) {
            return new TimeZoneFile(ByteBuffer.wrap(in.readNBytes(MOST_BYTES)));
        } catch (IOException | BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** The seconds east of Greenwich at a time in seconds since 1970. */
    @Override
    public int applyAsInt(long epochSecond) {
        int index = Arrays.binarySearch(times, epochSecond);
        int next = index >= 0 ? index + 1 : -1 - index;
        if (next == times.length && rule != null) {
            return rule.applyAsInt(epochSecond);
        }
        return next == 0 ? first : offsets[next - 1];
    }
}
