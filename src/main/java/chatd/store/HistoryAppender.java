package chatd.store;

import chatd.os.ConfigFile;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends batches to the storage, on the writer thread. Keeps the file a sequence of whole records: removes the partial
 * record of a failed write, and records at each gap how many lines are missing. Decides when the file is rotated and
 * synchronized.
 */
final class HistoryAppender {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryAppender.class);
    /** Bytes written in one call. The runtime copies them to memory outside of the heap. */
    private static final int WRITE_BYTES = 256 << 10;
    /** The room and the name in a record that belongs to no room and no member. */
    private static final String NONE = "-";
    /** The control character that cancels what is before it. A torn line that ends with it is no record. */
    private static final byte CANCEL = 0x18;
    private static final int CANCEL_BYTES = 2;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final HistoryStorage storage;
    private final HistoryOptions options;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Executor inASecond;
    private final LossLog losses;
    private final Runnable sync = this::sync;
    private final RecordBuffer notice = new RecordBuffer();
    private String failure = "";
    private long missing;
    private boolean endsTorn;
    private boolean syncIsPlanned;
    private long plannedNanos;
    private boolean hasFailedToSync;
    private boolean hasFailedToRotate;
    private long rotateAbove;

    HistoryAppender(HistoryStorage storage, HistoryOptions options, Clock clock, LongSupplier nanoClock,
            Executor inASecond, LossLog losses) {
        this.storage = storage;
        this.options = options;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.inASecond = inASecond;
        this.losses = losses;
        endsTorn = storage.endsWithTornLine();
        rotateAbove = options.maxBytes();
    }

    /** Writes a batch, after a record that says how many lines are missing before it. */
    void write(HistoryBatch batch) {
        missing += batch.missingBefore();
        rotateIfLonger(batch.length());
        int whole = writeNotice() ? append(batch.bytes(), batch.length()) : 0;
        if (whole < batch.length()) {
            lose(batch.bytes(), whole, batch.length());
        } else if (missing == 0) {
            losses.recovered();
        }
        syncInASecond();
    }

    private void lose(byte[] records, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            lines += records[i] == '\n' ? 1 : 0;
        }
        missing += lines;
        losses.lost(lines, failure);
    }

    /** Writes how many lines are missing, and ends a torn line. Returns whether records may follow. */
    private boolean writeNotice() {
        if (missing == 0 && !endsTorn) {
            return true;
        }
        notice.clear(0);
        if (endsTorn) {
            notice.addByte(CANCEL);
            notice.addByte('\n');
        }
        if (missing > 0) {
            notice.add(clock.millis(), RecordTime.offsetSeconds(clock), NONE, EventKind.MISSING, NONE,
                    LossLog.missing(missing));
        }
        boolean wasTorn = endsTorn;
        endsTorn = false;
        int whole = append(notice.bytes(), notice.length());
        endsTorn |= wasTorn && whole < CANCEL_BYTES;
        if (whole < notice.length()) {
            return false;
        }
        missing = 0;
        return true;
    }

    /**
     * Appends records. If a write fails in the middle of a record, removes the partial record.
     *
     * @return the length of the records that are completely in the file
     */
    private int append(byte[] records, int length) {
        long before = -1;
        int written = 0;
        try {
            before = storage.length();
            while (written < length) {
                written += storage.write(records, written, Math.min(WRITE_BYTES, length - written));
            }
            return length;
        } catch (IOException | RuntimeException e) {
            failure = ConfigFile.reason(e);
            return repair(records, written, before);
        }
    }

    private int repair(byte[] records, int written, long before) {
        int whole = written;
        while (whole > 0 && records[whole - 1] != '\n') {
            whole--;
        }
        if (whole < written && before < 0) {
            endsTorn = true;
        } else if (whole < written) {
            try {
                storage.truncate(before + whole);
            } catch (IOException | RuntimeException e) {
                LOG.debug("a torn line stays in the history file: {}", e.toString());
                endsTorn = true;
            }
        }
        return whole;
    }

    private void rotateIfLonger(int more) {
        if (options.maxBytes() == 0) {
            return;
        }
        try {
            long length = storage.length();
            if (length <= 0 || length + more <= rotateAbove) {
                return;
            }
            // The next attempt, if this one fails.
            rotateAbove = length + options.maxBytes();
            sync();
            storage.rotate();
            rotateAbove = options.maxBytes();
            endsTorn = storage.endsWithTornLine();
            hasFailedToRotate = false;
        } catch (IOException | RuntimeException e) {
            if (!hasFailedToRotate) {
                hasFailedToRotate = true;
                LOG.warn("The history file {} cannot be renamed to {}.1, and grows beyond --history-max: {}",
                        options.file(), options.file(), ConfigFile.reason(e));
            }
        }
    }

    /** Opens the file at the path again. If that fails, the records go to the old one. */
    void reopen() {
        sync();
        try {
            storage.reopen();
            endsTorn = storage.endsWithTornLine();
            LOG.info("Has opened the history file {} again", options.file());
        } catch (IOException | RuntimeException e) {
            LOG.warn("The history file {} cannot be opened again, and the old one is still written: {}",
                    options.file(), ConfigFile.reason(e));
        }
    }

    /** Synchronizes in a second. If batches follow one another without a pause, the thread has no time for a task. */
    private void syncInASecond() {
        if (!options.sync()) {
            return;
        }
        long now = nanoClock.getAsLong();
        if (!syncIsPlanned) {
            planSync(now);
        } else if (now - plannedNanos >= SECOND_NANOS) {
            sync();
        }
    }

    private void planSync(long now) {
        syncIsPlanned = true;
        plannedNanos = now;
        try {
            inASecond.execute(sync);
        } catch (RejectedExecutionException e) {
            // The thread is about to end, and close synchronizes.
        }
    }

    private void sync() {
        if (!syncIsPlanned) {
            return;
        }
        syncIsPlanned = false;
        try {
            storage.sync();
            hasFailedToSync = false;
        } catch (IOException | RuntimeException e) {
            if (!hasFailedToSync) {
                hasFailedToSync = true;
                LOG.warn("The history file {} cannot be synchronized with the disk, and may lack lines after a power "
                        + "failure: {}", options.file(), ConfigFile.reason(e));
            }
        }
    }

    /** Writes how many lines are missing at the end, synchronizes, and closes the storage. */
    void close() {
        if (writeNotice()) {
            losses.recovered();
        }
        sync();
        try {
            storage.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("The history file {} was not closed properly: {}", options.file(), ConfigFile.reason(e));
        }
    }
}
