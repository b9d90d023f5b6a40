package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.store.HistoryBytes;
import chatd.store.HistoryStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * A history file in memory, and the thread that writes it: late, and sometimes only a part of what it is given. If the
 * daemon is killed, the last line may be torn.
 */
final class SimulatedHistory implements HistoryStorage, Executor {

    private static final String MISSING = "missing";
    private static final String TORN = "\u0018";

    private final Random random;
    private final Trace trace;
    /** On average, what waits is written after as many steps. */
    private final int delay;
    private final Queue<Runnable> writes = new ArrayDeque<>();
    private byte[] bytes;
    private final int before;
    private boolean isFull;
    private boolean isReliable;

    /** @param written the bytes of a daemon that was killed */
    SimulatedHistory(byte[] written, Random random, Trace trace) {
        this.random = random;
        this.trace = trace;
        bytes = written;
        before = written.length;
        delay = Conditions.any(random, 1, 4, 60);
    }

    /** Time passes: perhaps something is written. */
    void act() {
        if (random.nextInt(isFull ? 10 : 60) == 0) {
            isFull = !isFull;
        }
        if (random.nextInt(delay) == 0) {
            write();
        }
    }

    private void write() {
        while (!writes.isEmpty()) {
            writes.remove().run();
        }
    }

    /** Writes all that waits, and returns true. From now on no write fails. */
    boolean settle() {
        isReliable = true;
        write();
        return true;
    }

    /** The bytes that the next daemon finds. */
    byte[] afterKill() {
        int lost = random.nextBoolean() ? 0 : random.nextInt(1 + Math.min(20, bytes.length - before));
        return Arrays.copyOf(bytes, bytes.length - lost);
    }

    /** The records that can be read, each as its fields: time, room, kind, name, text. */
    static List<String[]> records(byte[] bytes) {
        List<String[]> records = new ArrayList<>();
        String text = new String(bytes, StandardCharsets.UTF_8);
        int from = 0;
        for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
            String line = text.substring(from, to);
            if (!line.endsWith(TORN)) {
                records.add(line.split("\t", 5));
            }
            from = to + 1;
        }
        return records;
    }

    /**
     * The records of this daemon are those that the model knows, in the same order, and where some are missing, a
     * record says how many.
     *
     * @param isWhole whether all must have been written; otherwise the last may be missing
     */
    void assertHas(List<ModelHistory.Event> events, boolean isWhole) {
        int next = 0;
        for (String[] record : records(Arrays.copyOfRange(bytes, before, bytes.length))) {
            if (record[2].equals(MISSING)) {
                next += Integer.parseInt(record[4].split(" ")[0]);
            } else {
                assertTrue(next < events.size(), () -> "more records than events: " + Arrays.toString(record));
                ModelHistory.Event event = events.get(next++);
                assertEquals(event.toString(), String.join(" ", Arrays.asList(record).subList(1, 5)));
            }
        }
        assertTrue(next <= events.size(), "more lines are missing than were said");
        assertTrue(next == events.size() || !isWhole, "lines are missing in the end");
    }

    @Override
    public void execute(Runnable task) {
        writes.add(task);
    }

    @Override
    public int write(byte[] from, int offset, int length) throws IOException {
        boolean fails = isFull && !isReliable;
        int count = fails ? random.nextInt(length) : length;
        if (count == 0) {
            throw new IOException("No space left on device");
        }
        trace.log("%d of %d bytes of history are written", count, length);
        int end = bytes.length;
        bytes = Arrays.copyOf(bytes, end + count);
        System.arraycopy(from, offset, bytes, end, count);
        return count;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public void truncate(long length) throws IOException {
        if (random.nextInt(4) == 0) {
            throw new IOException("Input/output error");
        }
        bytes = Arrays.copyOf(bytes, (int) length);
    }

    @Override
    public boolean endsWithTornLine() {
        return bytes.length > 0 && bytes[bytes.length - 1] != '\n';
    }

    @Override
    public void sync() {
        // It is in memory.
    }

    @Override
    public void reopen() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rotate() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<HistoryBytes> files() {
        return List.of(new Content(bytes, before));
    }

    @Override
    public void close() {
        // The next daemon reads it.
    }

    private record Content(byte[] content, long ownedFrom) implements HistoryBytes {
        @Override
        public long length() {
            return content.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            int count = Math.min(length, content.length - (int) position);
            if (count <= 0) {
                return -1;
            }
            System.arraycopy(content, (int) position, into, offset, count);
            return count;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
