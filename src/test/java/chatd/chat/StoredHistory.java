package chatd.chat;

import chatd.store.HistoryBytes;
import chatd.store.HistoryFile;
import chatd.store.HistoryOptions;
import chatd.store.HistoryStorage;
import chatd.store.HistoryThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/** A history file in memory, which several chats can use one after another. Searches wait until the test runs them. */
final class StoredHistory implements HistoryStorage {

    private final class Bytes implements HistoryBytes {
        private final byte[] content = bytes.clone();

        @Override
        public long length() {
            return lengthThatReadersFind < 0 ? content.length : lengthThatReadersFind;
        }

        @Override
        public long ownedFrom() {
            return ownedFrom;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= content.length) {
                // Beyond the lines, as a damaged file.
                Arrays.fill(into, offset, offset + length, (byte) 'x');
                return length;
            }
            int count = Math.min(length, content.length - (int) position);
            System.arraycopy(content, (int) position, into, offset, count);
            return count;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private byte[] bytes = {};
    private long ownedFrom;
    private long lengthThatReadersFind = -1;
    private boolean isReadable = true;
    private boolean isWritable = true;
    private int reopened;
    private int mostSearches = Integer.MAX_VALUE;
    /** Of the loop and of the writer. */
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Runnable> searches = new ArrayDeque<>();
    private final Queue<Runnable> answers = new ArrayDeque<>();

    /** Opens it for a chat. The records that it has are then those of an earlier chat. */
    HistoryResources open(Clock clock) {
        write();
        ownedFrom = bytes.length;
        HistoryThreads threads = new HistoryThreads(tasks::add, tasks::add, task -> { }, () -> true, this::submit);
        HistoryFile file = new HistoryFile(this, new HistoryOptions(Path.of("history"), false, 0), clock, () -> 0,
                threads);
        return new HistoryResources(file, answers::add);
    }

    /** Writes the waiting records. */
    void write() {
        runAll(tasks);
    }

    private void submit(Runnable search) {
        if (searches.size() >= mostSearches) {
            throw new RejectedExecutionException();
        }
        searches.add(search);
    }

    /** Runs the waiting searches, and passes their answers to the loop. */
    void runSearches() {
        endSearches();
        runAll(answers);
    }

    /** Runs the waiting searches. Their answers wait for the loop. */
    void endSearches() {
        write();
        runAll(searches);
    }

    private static void runAll(Queue<Runnable> waiting) {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    void mostSearches(int most) {
        mostSearches = most;
    }

    /** From now on reading or writing fails, or works again. */
    void allow(boolean reading, boolean writing) {
        write();
        isReadable = reading;
        isWritable = writing;
    }

    /** Readers find a file of this length, which is damaged at its end. */
    void appearAsLongAs(long length) {
        lengthThatReadersFind = length;
    }

    int reopened() {
        write();
        return reopened;
    }

    /** The records, each without its time, with blanks for TABs. */
    List<String> records() {
        return text().lines()
                .map(line -> line.substring(line.indexOf('\t') + 1).replace('\t', ' ')).toList();
    }

    String text() {
        write();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public int write(byte[] from, int offset, int length) throws IOException {
        if (!isWritable) {
            throw new IOException("No space left on device");
        }
        int end = bytes.length;
        bytes = Arrays.copyOf(bytes, end + length);
        System.arraycopy(from, offset, bytes, end, length);
        return length;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public void truncate(long length) {
        bytes = Arrays.copyOf(bytes, (int) length);
    }

    @Override
    public boolean endsWithTornLine() {
        return false;
    }

    @Override
    public void sync() {
        // It is in memory.
    }

    @Override
    public void reopen() {
        reopened++;
    }

    @Override
    public void rotate() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<HistoryBytes> files() throws IOException {
        if (!isReadable) {
            throw new IOException("Input/output error");
        }
        return List.of(new Bytes());
    }

    @Override
    public void close() {
        // It stays for the next chat.
    }
}
