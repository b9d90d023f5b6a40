package chatd.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the complete lines of the history files backwards, up to a limit of bytes. Reads in blocks. Skips an
 * incomplete last line, and lines that are too long for a record, without keeping them in memory. Owns the files.
 */
final class BackwardLines implements Closeable {

    static final int BLOCK_BYTES = 16 << 10;

    private final List<HistoryBytes> files;
    private int next;
    private HistoryBytes file;
    private final long maxBytes;
    private long bytesLeft;
    private boolean isBoundReached;
    /**
     * Bytes from {@code from} to {@code end} are not yet split into lines; those below {@code scanned} may have an LF.
     */
    private byte[] buffer = new byte[2 * BLOCK_BYTES];
    private int from;
    private int scanned;
    private int end;
    /** The position in the file of {@code buffer[from]}. */
    private long position;
    /** Whether the bytes before {@code end} belong to an incomplete or too long line, which is skipped. */
    private boolean isSkipping;
    private int lineFrom;
    private int lineTo;
    private boolean lineIsOwned;

    /**
     * @param files newest first
     * @param maxBytes limit of the bytes that are read
     */
    BackwardLines(List<HistoryBytes> files, long maxBytes) {
        this.files = files;
        this.maxBytes = maxBytes;
        bytesLeft = maxBytes;
    }

    /** Reads the previous line. Returns false at the beginning of the oldest file, or if the limit is reached. */
    boolean next() throws IOException {
        while (file != null || openNext()) {
            int start = startOfLine();
            if (start < 0) {
                if (!fill()) {
                    isBoundReached = true;
                    return false;
                }
                continue;
            }
            lineFrom = start;
            lineTo = end;
            lineIsOwned = position + start - from >= file.ownedFrom();
            boolean isSkipped = isSkipping;
            isSkipping = false;
            if (start == from && position == 0) {
                file = null;
            }
            end = Math.max(from, start - 1);
            scanned = end;
            if (!isSkipped) {
                return true;
            }
        }
        return false;
    }

    private boolean openNext() {
        if (next == files.size()) {
            return false;
        }
        file = files.get(next++);
        position = file.length();
        from = buffer.length;
        scanned = from;
        end = from;
        isSkipping = true;
        return true;
    }

    /** The index at which the line before {@code end} begins; -1 if it begins before the buffer. */
    private int startOfLine() {
        for (int i = scanned - 1; i >= from; i--) {
            if (buffer[i] == '\n') {
                return i + 1;
            }
        }
        return position == 0 ? from : -1;
    }

    /** Reads the previous block, and moves the known part of the line after it. Returns false at the limit. */
    private boolean fill() throws IOException {
        int count = (int) Math.min(Math.min(BLOCK_BYTES, position), bytesLeft);
        if (count <= 0) {
            return false;
        }
        isSkipping |= end - from >= HistoryRecord.MAX_BYTES;
        int kept = isSkipping ? 0 : end - from;
        byte[] target = count + kept <= buffer.length ? buffer : new byte[2 * buffer.length];
        System.arraycopy(buffer, from, target, target.length - kept, kept);
        buffer = target;
        end = buffer.length;
        scanned = end - kept;
        from = scanned - count;
        position -= count;
        bytesLeft -= count;
        read(count);
        return true;
    }

    private void read(int count) throws IOException {
        int done = 0;
        while (done < count) {
            int more = file.read(position + done, buffer, from + done, count - done);
            if (more < 0) {
                // The writer has cut off a torn record meanwhile.
                Arrays.fill(buffer, from + done, from + count, (byte) 0);
                return;
            }
            done += more;
        }
    }

    /** The array that contains the line, until the next line is read. */
    byte[] bytes() {
        return buffer;
    }

    int from() {
        return lineFrom;
    }

    /** The end of the line, without its LF. */
    int to() {
        return lineTo;
    }

    /** Whether this daemon has written the line. */
    boolean isOwned() {
        return lineIsOwned;
    }

    /** Bytes of the files that were read so far, in whole blocks. */
    long bytesRead() {
        return maxBytes - bytesLeft;
    }

    /** Whether reading ended at the limit of bytes. */
    boolean isBoundReached() {
        return isBoundReached;
    }

    @Override
    public void close() throws IOException {
        for (HistoryBytes opened : files) {
            opened.close();
        }
    }
}
