package chatd.store;

import chatd.os.ConfigFile;
import chatd.os.LockFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history file for the loop's thread. Collects the records of a turn and hands them to the writer thread as one
 * block. Never waits for the disk: if the disk is too slow, records are dropped and counted.
 */
public final class HistoryFile implements Closeable {

    /**
     * Limit of the heap that it uses, in bytes, without the results of searches: two batches whose arrays have
     * doubled, the block of a turn, and the buffer of a search.
     */
    public static final long MAX_HEAP_BYTES = 2L * HistoryWriter.MAX_WAITING_BYTES + (4L << 20);

    private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);
    /** A block that reaches this length is handed over before the turn ends. */
    private static final int BLOCK_BYTES = 256 << 10;
    /** Size of the largest array that is kept from turn to turn. */
    private static final int KEPT_BYTES = 64 << 10;

    private static final String TOO_LONG = "a line is longer than " + (HistoryRecord.MAX_BYTES >> 10) + " KiB";

    private final HistoryStorage storage;
    private final Closeable lock;
    private final Clock clock;
    private final HistoryThreads threads;
    private final HistoryWriter writer;
    private final LossLog losses;
    private final Runnable endOfTurn = this::endTurn;
    private final RecordBuffer block = new RecordBuffer();
    private boolean endOfTurnIsPlanned;
    private long offsetSecond = Long.MIN_VALUE;
    private int offsetSeconds;

    /**
     * @param storage where records are written and read
     * @param options the path is used in messages only
     * @param clock the wall clock, with its zone
     * @param nanoClock monotonic, in nanoseconds
     */
    public HistoryFile(HistoryStorage storage, HistoryOptions options, Clock clock, LongSupplier nanoClock,
            HistoryThreads threads) {
        this(storage, () -> { }, options, clock, nanoClock, threads);
    }

    private HistoryFile(HistoryStorage storage, Closeable lock, HistoryOptions options, Clock clock,
            LongSupplier nanoClock, HistoryThreads threads) {
        this.storage = storage;
        this.lock = lock;
        this.clock = clock;
        this.threads = threads;
        losses = new LossLog(options.file(), nanoClock);
        HistoryAppender appender =
                new HistoryAppender(storage, options, clock, nanoClock, threads.inASecond(), losses);
        writer = new HistoryWriter(appender, threads, losses);
    }

    /**
     * Opens the file, which is created if it does not exist, and repairs its end. Blocks.
     *
     * @param clock the wall clock, with its zone
     * @param nextTurn runs a task on the loop's thread before it sleeps
     * @throws IOException if the file cannot be used; the message is one line for the user
     */
    public static HistoryFile open(HistoryOptions options, Clock clock, Executor nextTurn) throws IOException {
        try {
            Path path = realPath(options.file());
            Closeable lock = lock(path);
            try {
                return new HistoryFile(new DiskStorage(path), lock, options, clock, System::nanoTime,
                        HistoryThreads.start(nextTurn));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IOException("--history-file " + options.file() + ": " + ConfigFile.reason(e), e);
        }
    }

    /** The path without links, so that two paths to one file have one lock. */
    private static Path realPath(Path path) throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory);
        }
        return directory.toRealPath().resolve(absolute.getFileName());
    }

    /** Locks the file. A pipe or a device, which only tests use, is not locked. */
    private static Closeable lock(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return () -> { };
        }
        try {
            return LockFile.of(path).orElseThrow(() -> new IOException("another daemon uses it"));
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied to create files in " + path.getParent(), e);
        }
    }

    /**
     * The last lines of rooms, by folded title, oldest first. Blocks, so it is for the start of the daemon. If a file
     * cannot be read, logs the reason and returns no lines.
     *
     * <p>Leaves out lines from before the room was unlocked, and lines of an earlier room of that name. For a room that
     * is not permanent, it also leaves out lines before a gap in the file.
     */
    public Map<String, List<HistoryRecord>> recent(RecentQuery query) {
        try (BackwardLines lines = new BackwardLines(storage.files(), query.maxBytes())) {
            return new RecentLines(query).read(lines);
        } catch (IOException e) {
            LOG.warn("The history file cannot be read: {}", ConfigFile.reason(e));
            return Map.of();
        }
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
            writer.drop(1, TOO_LONG);
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

    /** The offset from UTC, read from the clock at most once a second. */
    private int offsetSeconds(long now) {
        long second = Math.floorDiv(now, 1000L);
        if (second != offsetSecond) {
            offsetSecond = second;
            offsetSeconds = RecordTime.offsetSeconds(clock);
        }
        return offsetSeconds;
    }

    /** Lines that are missing in the file since the start of the daemon. For any thread. */
    public long missingLines() {
        return losses.total();
    }

    /** Opens the file at the path again, once all records so far are written. Another program may have renamed it. */
    public void reopen() {
        flush();
        writer.reopen();
    }

    /**
     * Searches the file on another thread. Does not find lines that still wait to be written.
     *
     * @param answer receives the result, on the search thread
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

    /** Writes the waiting records for at most two seconds, and closes the file. */
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
