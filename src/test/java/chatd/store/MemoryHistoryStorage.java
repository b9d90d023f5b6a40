package chatd.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A history in memory. Its disk can be full or broken. */
public final class MemoryHistoryStorage implements HistoryStorage {

    /** A file in memory. */
    private static final class MemoryBytes implements HistoryBytes {
        private final byte[] bytes;
        private final long ownedFrom;
        private final long extra;
        private final StringBuilder reads;

        MemoryBytes(byte[] bytes, long ownedFrom, long extra, StringBuilder reads) {
            this.bytes = bytes;
            this.ownedFrom = ownedFrom;
            this.extra = extra;
            this.reads = reads;
        }

        @Override
        public long length() {
            return bytes.length + extra;
        }

        @Override
        public long ownedFrom() {
            return ownedFrom;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            reads.append('.');
            if (position >= bytes.length) {
                return -1;
            }
            int count = Math.min(length, bytes.length - (int) position);
            System.arraycopy(bytes, (int) position, into, offset, count);
            return count;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /** The calls in order: a letter for each call except writes and reads. */
    final StringBuilder calls = new StringBuilder();
    private byte[] bytes = {};
    private byte[] older;
    private long ownedFrom;
    private long olderOwnedFrom = Long.MAX_VALUE;
    private long room = Long.MAX_VALUE;
    private int mostAtOnce = Integer.MAX_VALUE;
    private boolean hasLength = true;
    private boolean canTruncate = true;
    private boolean canMove = true;
    private boolean canSync = true;
    private boolean canRead = true;
    private boolean endsTorn;
    private long extra;
    private StringBuilder reads = new StringBuilder();
    private Runnable meanwhile = () -> { };

    static HistoryBytes file(byte[] bytes) {
        return new MemoryBytes(bytes, 0, 0, new StringBuilder());
    }

    /** Begins with the bytes that an earlier daemon has written. */
    MemoryHistoryStorage with(byte[] earlier) {
        bytes = earlier.clone();
        ownedFrom = bytes.length;
        return this;
    }

    MemoryHistoryStorage ownedFrom(long position) {
        ownedFrom = position;
        return this;
    }

    MemoryHistoryStorage withOlder(byte[] file) {
        older = file.clone();
        return this;
    }

    /** Leaves room for this many more bytes. */
    void limitTo(long count) {
        room = count;
    }

    void writeAtMost(int count) {
        mostAtOnce = count;
    }

    void forbidTruncating() {
        canTruncate = false;
    }

    void becomePipe() {
        hasLength = false;
    }

    void allowMoving(boolean allowed) {
        canMove = allowed;
    }

    void allowSyncing(boolean allowed) {
        canSync = allowed;
    }

    void forbidReading() {
        canRead = false;
    }

    /** Runs once during the next write. */
    void meanwhile(Runnable task) {
        meanwhile = task;
    }

    /** Readers find the file longer than it is, as when it was cut after they had opened it. */
    void appearLongerBy(long count) {
        extra = count;
    }

    /** Adds a dot for each read. */
    void whenRead(StringBuilder dots) {
        reads = dots;
    }

    void endTorn() {
        endsTorn = true;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    String olderText() {
        return new String(older, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized int write(byte[] from, int offset, int length) throws IOException {
        Runnable task = meanwhile;
        meanwhile = () -> { };
        task.run();
        int count = (int) Math.min(Math.min(length, mostAtOnce), room);
        if (count == 0) {
            throw new IOException("No space left on device");
        }
        room -= count;
        int end = bytes.length;
        bytes = Arrays.copyOf(bytes, end + count);
        System.arraycopy(from, offset, bytes, end, count);
        return count;
    }

    @Override
    public long length() {
        return hasLength ? bytes.length : -1;
    }

    @Override
    public synchronized void truncate(long length) throws IOException {
        if (!canTruncate) {
            throw new IOException("Input/output error");
        }
        bytes = Arrays.copyOf(bytes, (int) length);
    }

    @Override
    public boolean endsWithTornLine() {
        return endsTorn;
    }

    @Override
    public void sync() throws IOException {
        calls.append('s');
        if (!canSync) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public void reopen() throws IOException {
        calls.append('r');
        move();
    }

    @Override
    public void rotate() throws IOException {
        calls.append('1');
        move();
    }

    private synchronized void move() throws IOException {
        if (!canMove) {
            throw new IOException("Read-only file system");
        }
        older = bytes;
        bytes = new byte[0];
        olderOwnedFrom = ownedFrom;
        ownedFrom = 0;
        endsTorn = false;
    }

    @Override
    public synchronized List<HistoryBytes> files() throws IOException {
        if (!canRead) {
            throw new IOException("Input/output error");
        }
        List<HistoryBytes> files = new ArrayList<>();
        files.add(new MemoryBytes(bytes, ownedFrom, extra, reads));
        if (older != null) {
            files.add(new MemoryBytes(older, olderOwnedFrom, 0, reads));
        }
        return files;
    }

    @Override
    public void close() {
        calls.append('c');
    }
}
