package chatd.store;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history file, as the loop's thread uses it. It gathers the records of a turn and hands them to the thread that
 * writes, as one block. It never waits for the disk: records that the disk is too slow for are missing, and counted.
 */
public final class HistoryFile implements Closeable {

    /** The heap that it uses at most, in bytes. */
    public static final long MAX_HEAP_BYTES = 2L * HistoryWriter.MAX_WAITING_BYTES + (2L << 20);

    private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);
    /** A block of this length is handed over before the turn ends. */
    private static final int BLOCK_BYTES = 256 << 10;
    /** The array for a turn that is kept from turn to turn. */
    private static final int KEPT_BYTES = 64 << 10;

    private final HistoryStorage storage;
    private final Closeable lock;
    private final Clock clock;
    private final HistoryThreads threads;
    private final HistoryWriter writer;
    private final Runnable endOfTurn = this::endTurn;
    private final RecordBuffer block = new RecordBuffer();
    private boolean endOfTurnIsPlanned;
    private long offsetMillis = Long.MIN_VALUE;
    private int offsetSeconds;

    /**
     * @param storage where records are written and read
     * @param clock the wall clock, with its zone
     * @param options the path is used in messages only
     */
    public HistoryFile(HistoryStorage storage, HistoryOptions options, Clock clock, HistoryThreads threads) {
        this(storage, options, clock, threads, () -> { });
    }

    private HistoryFile(HistoryStorage storage, HistoryOptions options, Clock clock, HistoryThreads threads,
            Closeable lock) {
        this.storage = storage;
        this.lock = lock;
        this.clock = clock;
        this.threads = threads;
        writer = new HistoryWriter(storage, options, clock, threads);
    }

    /**
     * Opens the file, which is made if it does not exist, and repairs its end. Blocks.
     *
     * @param nextTurn runs a task on the loop's thread before it sleeps
     * @throws IOException if the file cannot be used; the message is one line for the user
     */
    public static HistoryFile open(HistoryOptions options, Clock clock, java.util.concurrent.Executor nextTurn)
            throws IOException {
        throw new IOException("not yet");
    }

    /** The last lines of rooms, by folded title, the oldest first. Blocks: for the start of the daemon. */
    public Map<String, List<HistoryRecord>> recent(RecentQuery query) throws IOException {
        return Map.of();
    }

    /** Writes an event whose text is {@code text[from..from+length)}, in UTF-8. */
    public void append(String room, EventKind kind, String name, byte[] text, int from, int length) {
        long now = clock.millis();
        int start = block.length();
        block.add(now, offsetSeconds(now), room, kind, name, text, from, length);
        added(start);
    }

    /** Writes an event. */
    public void append(String room, EventKind kind, String name, String text) {
        long now = clock.millis();
        int start = block.length();
        block.add(now, offsetSeconds(now), room, kind, name, text);
        added(start);
    }

    private void added(int start) {
        if (block.length() - start > HistoryRecord.MAX_BYTES) {
            block.removeLast(start);
            writer.drop(1);
        }
        if (block.length() >= BLOCK_BYTES) {
            flush();
        } else if (!endOfTurnIsPlanned) {
            endOfTurnIsPlanned = true;
            threads.nextTurn().execute(endOfTurn);
        }
    }

    private void endTurn() {
        endOfTurnIsPlanned = false;
        flush();
    }

    private void flush() {
        if (block.lines() > 0) {
            writer.offer(block.bytes(), block.length(), block.lines());
        }
        block.clear(KEPT_BYTES);
    }

    /** The offset from UTC, which the clock is asked for once a second at most. */
    private int offsetSeconds(long now) {
        if (Math.floorDiv(now, 1000L) != offsetMillis) {
            offsetMillis = Math.floorDiv(now, 1000L);
            offsetSeconds = offset(clock);
        }
        return offsetSeconds;
    }

    static int offset(Clock clock) {
        ZoneId zone = clock.getZone();
        ZoneOffset offset = zone instanceof ZoneOffset fixed ? fixed : zone.getRules().getOffset(clock.instant());
        return offset.getTotalSeconds();
    }

    /** Lines that are missing in the file since the daemon began. For any thread. */
    public long missingLines() {
        return writer.missingLines();
    }

    /** Opens the file at the path anew, after what was appended so far: another program may have renamed it. */
    public void reopen() {
        flush();
        writer.reopen();
    }

    /**
     * Searches the file, off the loop's thread. It does not find lines that still wait to be written.
     *
     * @param answer receives the result, on the thread that searches
     * @return empty if too many searches wait; the answer is then never called
     */
    public Optional<HistorySearch> search(SearchQuery query, Consumer<SearchResult> answer) {
        HistorySearch search = new HistorySearch(storage, query, answer);
        try {
            threads.search().execute(search);
            return Optional.of(search);
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        }
    }

    /** Writes what waits, if that takes no longer than two seconds, and closes the file. */
    @Override
    public void close() {
        flush();
        writer.close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("cannot unlock the history file: {}", e.toString());
        }
    }
}
