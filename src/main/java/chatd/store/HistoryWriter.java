package chatd.store;

import java.util.concurrent.RejectedExecutionException;

/**
 * The queue between the loop's thread and the writer thread. Waiting blocks are joined, and written together. The lock
 * is held for a copy in memory, never for a write. A block that does not fit is dropped. Later blocks are dropped, too,
 * until the writer has received the blocks before the gap, so that each gap lies between two batches.
 */
final class HistoryWriter {

    /** Bytes that may wait to be written, with those that are being written. */
    static final int MAX_WAITING_BYTES = 4 << 20;

    private static final String TOO_SLOW =
            "the disk is too slow, and " + (MAX_WAITING_BYTES >> 20) + " MiB wait for it";

    private final HistoryThreads threads;
    private final HistoryAppender appender;
    private final LossLog losses;
    private final Runnable drain = this::drain;
    private HistoryBatch waiting = new HistoryBatch(MAX_WAITING_BYTES);
    /** The batch that is being written. */
    private HistoryBatch writing = new HistoryBatch(MAX_WAITING_BYTES);
    private long missingAfter;
    private boolean isClosed;
    private boolean isScheduled;

    HistoryWriter(HistoryAppender appender, HistoryThreads threads, LossLog losses) {
        this.appender = appender;
        this.threads = threads;
        this.losses = losses;
    }

    /** Adds a copy of records to the queue. After {@link #close} it ignores them. */
    synchronized void offer(byte[] records, int length, int lines) {
        if (isClosed) {
            return;
        }
        if (missingAfter > 0 || waiting.length() + writing.length() + length > MAX_WAITING_BYTES) {
            drop(lines, TOO_SLOW);
            return;
        }
        waiting.add(records, length, lines);
        schedule();
    }

    /** Counts lines that are missing at this place of the file. */
    synchronized void drop(int lines, String why) {
        losses.lost(lines, why);
        if (waiting.lines() > 0) {
            missingAfter += lines;
        } else {
            waiting.addMissing(lines);
        }
        schedule();
    }

    /** Opens the file again, once the waiting records are written. */
    synchronized void reopen() {
        waiting.reopenAfter();
        schedule();
    }

    private void schedule() {
        if (isScheduled || isClosed) {
            return;
        }
        isScheduled = true;
        try {
            threads.writer().execute(drain);
        } catch (RejectedExecutionException e) {
            isScheduled = false;
            // Only a closed thread refuses its one task. Waiting lines are counted when the file is closed.
        }
    }

    /** Writes all waiting records. Runs on the writer thread. */
    private void drain() {
        for (HistoryBatch batch = receive(); batch != null; batch = receive()) {
            appender.write(batch);
            if (batch.reopens()) {
                appender.reopen();
            }
            if (batch.closes()) {
                appender.close();
            }
        }
    }

    /** Takes the waiting batch to write it; null if there is nothing to do. */
    private synchronized HistoryBatch receive() {
        writing.clear();
        if (waiting.isEmpty()) {
            isScheduled = false;
            return null;
        }
        HistoryBatch received = waiting;
        waiting = writing;
        writing = received;
        waiting.addMissing(missingAfter);
        missingAfter = 0;
        return received;
    }

    /** Writes the waiting records for at most two seconds, and closes the storage. */
    void close() {
        synchronized (this) {
            waiting.closeAfter();
            schedule();
            isClosed = true;
        }
        boolean isWritten = threads.close().getAsBoolean();
        synchronized (this) {
            losses.close(isWritten ? 0 : waiting.lines() + writing.lines());
        }
    }
}
