package chatd.store;

import java.util.Arrays;

/**
 * Records that are written together: the blocks of one turn, or of several turns that waited for the disk. Knows how
 * many lines are missing before them, and whether the file is then opened again or closed. Its array grows up to the
 * limit of the queue and is reused.
 */
final class HistoryBatch {

    /** Size of the largest array that is kept while the queue is empty. */
    private static final int KEPT_BYTES = 64 << 10;

    private final int maxBytes;
    private byte[] bytes = {};
    private int length;
    private int lines;
    private long missingBefore;
    private boolean reopens;
    private boolean closes;

    HistoryBatch(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    int lines() {
        return lines;
    }

    /** The number of lines that are missing before the first one. */
    long missingBefore() {
        return missingBefore;
    }

    /** Whether the file is opened again after this batch. */
    boolean reopens() {
        return reopens;
    }

    /** Whether the file is closed after this batch. */
    boolean closes() {
        return closes;
    }

    /** Whether there is nothing to do. */
    boolean isEmpty() {
        return lines == 0 && missingBefore == 0 && !reopens && !closes;
    }

    /** Adds a copy of records, which must fit. */
    void add(byte[] records, int count, int recordLines) {
        int needed = length + count;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(maxBytes, bytes.length * 2)));
        }
        System.arraycopy(records, 0, bytes, length, count);
        length = needed;
        lines += recordLines;
    }

    /** Counts further lines that are missing before the first one. */
    void addMissing(long count) {
        missingBefore += count;
    }

    void reopenAfter() {
        reopens = true;
    }

    void closeAfter() {
        closes = true;
    }

    void clear() {
        length = 0;
        lines = 0;
        missingBefore = 0;
        reopens = false;
        closes = false;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[0];
        }
    }
}
