package chatd.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

/** A history in memory whose tasks run when a test calls them. */
final class HistoryFixture {

    /** 2026-11-28T18:39:24.123Z. */
    static final long NOON = 1_795_891_164_123L;
    static final String TIME = "2026-11-28T19:39:24.123+01:00";

    private static final ZoneId ZONE = ZoneOffset.ofHours(1);

    /** Keeps tasks until the test runs them. */
    static final class Tasks implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final int capacity;
        private boolean isClosed;

        Tasks(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public void execute(Runnable task) {
            if (isClosed || tasks.size() >= capacity) {
                throw new RejectedExecutionException();
            }
            tasks.add(task);
        }

        void run() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }

        int size() {
            return tasks.size();
        }

        void close() {
            isClosed = true;
        }
    }

    final MemoryHistoryStorage storage;
    final Tasks turn = new Tasks(1);
    final Tasks writer = new Tasks(1);
    final Tasks second = new Tasks(1);
    final Tasks search = new Tasks(HistoryThreads.MAX_WAITING_SEARCHES);
    final HistoryFile file;
    long millis = NOON;
    long nanos;
    boolean isStalled;
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZONE;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new AssertionError("not used");
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }

        @Override
        public long millis() {
            return millis;
        }
    };

    HistoryFixture() {
        this(new MemoryHistoryStorage(), false, 0);
    }

    HistoryFixture(MemoryHistoryStorage storage, boolean sync, long maxBytes) {
        this(storage, storage, new HistoryOptions(Path.of("history"), sync, maxBytes));
    }

    /** With another storage than one in memory. */
    HistoryFixture(HistoryStorage storage, HistoryOptions options) {
        this(null, storage, options);
    }

    private HistoryFixture(MemoryHistoryStorage memory, HistoryStorage storage, HistoryOptions options) {
        this.storage = memory;
        HistoryThreads threads = new HistoryThreads(turn, writer, second, this::closeWriter, search);
        file = new HistoryFile(storage, options, clock, () -> nanos, threads);
    }

    private boolean closeWriter() {
        if (!isStalled) {
            writer.run();
        }
        writer.close();
        return !isStalled;
    }

    void say(String text) {
        file.append("#lobby", EventKind.SAID, "alice", text);
    }

    /** Ends the turn, and writes what it has appended. */
    void write() {
        turn.run();
        writer.run();
    }

    void sayAndWrite(String text) {
        say(text);
        write();
    }

    static String said(String text) {
        return record("#lobby", EventKind.SAID, text);
    }

    static String missing(String text) {
        return TIME + "\t-\tmissing\t-\t" + text + '\n';
    }

    static String record(String room, EventKind kind, String text) {
        return TIME + '\t' + room + '\t' + kind.word() + "\talice\t" + text + '\n';
    }

    static RecentQuery recent(int lines, String... permanent) {
        return new RecentQuery(lines, 0, 1 << 20, Set.of(permanent), 10, UnaryOperator.identity());
    }

    static List<String> texts(List<HistoryRecord> records) {
        return records == null ? List.of() : records.stream().map(HistoryRecord::text).toList();
    }
}
