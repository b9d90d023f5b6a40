package chatd.store;

import java.io.IOException;
import java.time.Clock;

final class HistoryWriter {

    /** Bytes that may wait to be written. */
    static final int MAX_WAITING_BYTES = 4 << 20;

    private final HistoryStorage storage;
    private final HistoryThreads threads;
    private long missing;

    HistoryWriter(HistoryStorage storage, HistoryOptions options, Clock clock, HistoryThreads threads) {
        this.storage = storage;
        this.threads = threads;
    }

    void offer(byte[] bytes, int length, int lines) {
        byte[] copy = java.util.Arrays.copyOf(bytes, length);
        threads.writer().execute(() -> {
            try {
                storage.write(copy, 0, length);
            } catch (IOException e) {
                drop(lines);
            }
        });
    }

    synchronized void drop(int lines) {
        missing += lines;
    }

    synchronized long missingLines() {
        return missing;
    }

    void reopen() {
    }

    void close() {
        threads.close().getAsBoolean();
    }
}
