package chatd.net;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * What one client's socket has not taken yet, in the order in which it was said. Public lines over the limit are
 * skipped, whole, and counted; where the gap is, the client is told how many it missed. Private lines are never
 * skipped: whoever adds them stops reading from a client whose buffer {@link #isFull()}.
 *
 * <p>An empty buffer owns no memory. Bytes that many clients wait for are kept once, in a {@link Chunk}.
 */
final class WriteBuffer {

    /**
     * Bytes that several write buffers may hold slices of. Its memory counts once, from the first holder to the last.
     */
    static final class Chunk {
        private final byte[] bytes;
        private int holders;

        /** @param bytes whole lines, but the first may have lost its beginning; not to be changed any more */
        Chunk(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /** Either bytes from..to of a chunk, or a gap of so many lines. */
    private static final class Segment {
        private Chunk chunk;
        private int from;
        private int to;
        private int skippedLines;
        private boolean growable;
        private Segment next;
    }

    /** The memory of a segment and of a chunk besides its bytes, about, on a 64-bit JVM. */
    private static final int SEGMENT_BYTES = 48;
    private static final int CHUNK_BYTES = 40;
    private static final int OWN_CHUNK_BYTES = 512;
    /** Fewer bytes are copied: to share them would take more memory. */
    private static final int LEAST_SHARED_BYTES = 128;

    private final BufferPool pool;
    private Object reader;
    private Segment head;
    private Segment tail;
    private int waitingBytes;
    private long takenBytes;
    private boolean blocked;

    WriteBuffer(BufferPool pool) {
        this.pool = pool;
    }

    /** From now on this is the phase of the connection that reads what is written; null is none. */
    void reader(Object phase) {
        reader = phase;
    }

    boolean isEmpty() {
        return head == null;
    }

    /** Whether no more should be read from this client: each answer would wait here. */
    boolean isFull() {
        return waitingBytes >= pool.limitBytes() || isSkipping() || pool.isFull() && waitingBytes > 0;
    }

    /** Whether the socket took less than it was given the last time. */
    boolean isBlocked() {
        return blocked;
    }

    int waitingBytes() {
        return waitingBytes;
    }

    /** How many bytes sockets have taken of it, ever; also of a write after which the connection broke. */
    long takenBytes() {
        return takenBytes;
    }

    /** Whether so many bytes of public lines would be kept whole. */
    boolean hasRoomFor(int bytes) {
        return waitingBytes + bytes <= pool.limitBytes() && pool.hasRoomFor(bytes);
    }

    /** Whether a public line of so many bytes is skipped, for so much waits already; not for an empty buffer. */
    boolean skips(int bytes) {
        return waitingBytes + bytes > pool.limitBytes();
    }

    /** Skips public lines, and counts them. Returns how many that are. */
    int skip(int lines) {
        if (lines > 0) {
            if (!isSkipping()) {
                append(new Segment());
            }
            tail.skippedLines += lines;
        }
        return lines;
    }

    /** Adds a private line, with its ending. It is kept whatever the limit. */
    void addPrivate(byte[] line) {
        appendCopy(line, 0, line.length);
    }

    /**
     * Adds a public line, with its ending, that is for this client only. Without room for it, it is skipped.
     *
     * @return how many lines were skipped, 0 or 1
     */
    int addPublic(byte[] line) {
        if (isEmpty() || hasRoomFor(line.length)) {
            appendCopy(line, 0, line.length);
            return 0;
        }
        if (!pool.hasRoomFor(line.length)) {
            pool.noteRefusal();
        }
        return skip(1);
    }

    /**
     * Adds public lines, {@code from} to {@code to} of a chunk: as many whole ones as there is room for. The rest is
     * skipped and counted. An empty buffer always takes one, for that may be the rest of a line that is half sent.
     *
     * @return how many lines were skipped
     */
    int addPublic(Chunk chunk, int from, int to) {
        if (from == to) {
            return 0;
        }
        int kept = from;
        if (poolHasRoomFor(chunk)) {
            kept = wholeLines(chunk.bytes, from, to, pool.limitBytes() - waitingBytes);
        } else {
            pool.noteRefusal();
        }
        if (kept == from && isEmpty()) {
            kept = lineEnd(chunk.bytes, from);
        }
        if (kept - from < LEAST_SHARED_BYTES) {
            appendCopy(chunk.bytes, from, kept);
        } else {
            append(chunk, from, kept);
        }
        return skip(countLines(chunk.bytes, kept, to));
    }

    /**
     * Writes until the buffer is empty or the socket takes no more.
     *
     * @return how many bytes the socket took
     * @throws IOException as the channel throws it: the connection is broken
     */
    int writeTo(WritableByteChannel channel) throws IOException {
        int taken = 0;
        blocked = false;
        while (head != null && !blocked) {
            if (head.skippedLines > 0) {
                tellOfGap(head);
            }
            gather();
            int written = channel.write(pool.scratch());
            blocked = pool.scratch().hasRemaining();
            remove(written);
            takenBytes += written;
            taken += written;
        }
        return taken;
    }

    /** Notes that the socket took less than it was given of what was not in this buffer; the rest is then added. */
    void block() {
        blocked = true;
    }

    /** Forgets everything that waits. */
    void clear() {
        while (head != null) {
            removeHead();
        }
        waitingBytes = 0;
        blocked = false;
    }

    private boolean isSkipping() {
        return tail != null && tail.skippedLines > 0;
    }

    /** Appends bytes to the chunk that the last segment has for itself, or to a new one. */
    private void appendCopy(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        if (tail == null || !tail.growable || tail.chunk.bytes.length - tail.to < length) {
            append(new Chunk(new byte[Math.max(length, OWN_CHUNK_BYTES)]), 0, 0).growable = true;
        }
        System.arraycopy(bytes, from, tail.chunk.bytes, tail.to, length);
        tail.to += length;
        waitingBytes += length;
    }

    private Segment append(Chunk chunk, int from, int to) {
        hold(chunk);
        Segment segment = append(new Segment());
        segment.chunk = chunk;
        segment.from = from;
        segment.to = to;
        waitingBytes += to - from;
        return segment;
    }

    private Segment append(Segment segment) {
        if (tail == null) {
            head = segment;
        } else {
            tail.next = segment;
        }
        tail = segment;
        pool.hold(SEGMENT_BYTES);
        return segment;
    }

    private boolean poolHasRoomFor(Chunk chunk) {
        return chunk.holders > 0 ? !pool.isFull() : pool.hasRoomFor(chunk.bytes.length);
    }

    private void hold(Chunk chunk) {
        if (chunk.holders++ == 0) {
            pool.hold(chunk.bytes.length + CHUNK_BYTES);
        }
    }

    private void release(Chunk chunk) {
        if (--chunk.holders == 0) {
            pool.hold(-(chunk.bytes.length + CHUNK_BYTES));
        }
    }

    /** Everything before the gap is written: the count stands, and the notice takes the gap's place. */
    private void tellOfGap(Segment gap) {
        byte[] notice = pool.gapNotice(reader, gap.skippedLines);
        gap.skippedLines = 0;
        gap.chunk = new Chunk(notice);
        hold(gap.chunk);
        gap.to = notice.length;
        waitingBytes += notice.length;
    }

    private void gather() {
        pool.scratch().clear();
        for (Segment s = head; s != null && s.skippedLines == 0 && pool.scratch().hasRemaining(); s = s.next) {
            pool.scratch().put(s.chunk.bytes, s.from, Math.min(s.to - s.from, pool.scratch().remaining()));
        }
        pool.scratch().flip();
    }

    private void remove(int bytes) {
        waitingBytes -= bytes;
        while (bytes > 0) {
            int size = head.to - head.from;
            if (bytes < size) {
                head.from += bytes;
                return;
            }
            bytes -= size;
            removeHead();
        }
    }

    private void removeHead() {
        if (head.chunk != null) {
            release(head.chunk);
        }
        pool.hold(-SEGMENT_BYTES);
        head = head.next;
        if (head == null) {
            tail = null;
        }
    }

    /** The end of the last whole line in {@code from..to} that ends within {@code room} bytes, or {@code from}. */
    private static int wholeLines(byte[] bytes, int from, int to, int room) {
        if (to - from <= room) {
            return to;
        }
        int end = from + Math.max(room, 0);
        while (end > from && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    static int lineEnd(byte[] bytes, int from) {
        int end = from;
        while (bytes[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    static int countLines(byte[] bytes, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }
}
