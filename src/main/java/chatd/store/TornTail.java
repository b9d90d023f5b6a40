package chatd.store;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Checks a file for what a crash leaves: whether it is a history file, and where its last complete line ends. Copies
 * the bytes after that line to FILE.torn, so that truncating the file loses nothing.
 */
final class TornTail {

    static final int BLOCK_BYTES = 64 << 10;
    /** The bytes of the longest time, and of a TAB. */
    private static final int TIME_BYTES = RecordTime.MAX_BYTES + 1;

    private final HistoryBytes file;
    private final byte[] block = new byte[BLOCK_BYTES];

    TornTail(HistoryBytes file) {
        this.file = file;
    }

    /**
     * Whether this is a history file: a line near its beginning or its end has the shape of a record; or the file is
     * empty, has only NULs, or has only a part of the first record, as after a crash.
     */
    boolean isHistory() throws IOException {
        long length = file.length();
        return length == 0 || hasRecord(0) || hasRecord(Math.max(0, length - BLOCK_BYTES)) || isFirstRecord();
    }

    private boolean hasRecord(long position) throws IOException {
        RecordLine line = new RecordLine();
        int count = read(position, BLOCK_BYTES);
        // A block in the middle of the file begins in the middle of a line.
        int from = position == 0 ? 0 : endOfLine(0, count) + 1;
        while (from < count) {
            int to = endOfLine(from, count);
            if (line.find(block, from, to)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private int endOfLine(int from, int count) {
        int i = from;
        while (i < count && block[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Whether the file has no whole line and begins like a record, or consists of NULs. NULs may follow. */
    private boolean isFirstRecord() throws IOException {
        int count = read(0, TIME_BYTES + 1);
        while (count > 0 && block[count - 1] == 0) {
            count--;
        }
        return count == 0 ? hasOnlyNuls(0) : isPrefix(count) && hasOnlyNuls(HistoryRecord.MAX_BYTES) && end() == 0;
    }

    /** Whether the first {@code count} bytes of the block can begin a record. */
    private boolean isPrefix(int count) {
        int tab = 0;
        while (tab < count && block[tab] != '\t') {
            tab++;
        }
        if (tab == count) {
            return RecordTime.isPrefix(block, 0, count);
        }
        return RecordTime.millis(block, 0, tab) != RecordTime.INVALID
                && (tab + 1 == count || block[tab + 1] == '#' || block[tab + 1] == '-');
    }

    private boolean hasOnlyNuls(long from) throws IOException {
        for (long position = from; position < file.length(); position += BLOCK_BYTES) {
            int count = read(position, BLOCK_BYTES);
            for (int i = 0; i < count; i++) {
                if (block[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The position after the last whole line. */
    long end() throws IOException {
        long to = file.length();
        while (to > 0) {
            long from = Math.max(0, to - BLOCK_BYTES);
            int count = read(from, (int) (to - from));
            for (int i = count - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return 0;
    }

    /** Appends the bytes after a position to a file, with a heading. For a row of NULs it writes only their number. */
    void copyTo(Path path, long from, String heading) throws IOException {
        try (FileChannel channel = FileChannel.open(path, Set.of(CREATE, WRITE, APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                OutputStream out = Channels.newOutputStream(channel)) {
            out.write((heading + '\n').getBytes(StandardCharsets.UTF_8));
            long nuls = 0;
            for (long position = from; position < file.length(); position += BLOCK_BYTES) {
                nuls = copy(out, read(position, BLOCK_BYTES), nuls);
            }
            writeNuls(out, nuls);
            out.write('\n');
            channel.force(true);
        }
    }

    /** Copies a block. Returns the number of NULs at its end. */
    private long copy(OutputStream out, int count, long nulsBefore) throws IOException {
        long nuls = nulsBefore;
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (block[i] == 0) {
                out.write(block, from, i - from);
                from = i + 1;
                nuls++;
            } else {
                writeNuls(out, nuls);
                nuls = 0;
            }
        }
        out.write(block, from, count - from);
        return nuls;
    }

    private static void writeNuls(OutputStream out, long nuls) throws IOException {
        if (nuls > 0) {
            out.write(("[NUL bytes: " + nuls + ']').getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Reads up to {@code count} bytes from a position on to the block. Returns their number. */
    private int read(long position, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int more = file.read(position + done, block, done, count - done);
            if (more < 0) {
                break;
            }
            done += more;
        }
        return done;
    }
}
