package chatd.net;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * The output that one client's socket has not accepted yet, in order. Public lines over the limit are skipped whole and
 * counted, and a notice takes the place of the gap. Private lines are never skipped: they stay bounded because nothing
 * is read from a client whose buffer {@link #holdsBackInput()}. Public lines hold back no input, because they can be
 * skipped, and the lines of a client that only writes must be delivered.
 *
 * <p>An empty buffer owns no memory. Bytes that several clients wait for are kept once, in a {@link Chunk}.
 */
final class WriteBuffer {

    /**
     * Bytes of which several write buffers may hold slices. The memory counts once, as long as any buffer holds one.
     */
    static final class Chunk {
        private final byte[] bytes;
        private int holders;

        /** @param bytes lines with their LF; the first may lack its beginning. Not to be changed any more */
        Chunk(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /** Either the bytes {@code from} to {@code to} of a chunk, or a gap, with the number of skipped lines. */
    private static final class Segment {
        private Chunk chunk;
        private int from;
        private int to;
        private int skippedLines;
        private boolean growable;
        /** The memory that this segment uses for private lines. */
        private int privateBytes;
        private Segment next;
    }

    /** The approximate memory of a segment, and of a chunk without its bytes, on a 64-bit JVM. */
    private static final int SEGMENT_BYTES = 48;
    private static final int CHUNK_BYTES = 40;
    /** The least size of a chunk that this buffer has for itself, so that further lines fit. */
    private static final int MIN_OWN_CHUNK_BYTES = 512;
    /** The least size of such a chunk after a gap, which is smaller because another gap may follow soon. */
    private static final int MIN_CHUNK_BYTES_AFTER_GAP = 128;
    /** Fewer bytes than these are copied, because sharing them would take more memory. */
    private static final int MIN_SHARED_BYTES = 128;

    private final BufferPool pool;
    private Object receiver;
    private Segment head;
    private Segment tail;
    private int waitingBytes;
    /** The memory that private lines use, which is more than their bytes if each of them follows a gap. */
    private int privateBytes;
    private long writtenBytes;
    private boolean blocked;

    WriteBuffer(BufferPool pool) {
        this.pool = pool;
    }

    /** Sets the phase of the connection that reads what is written; null if there is none. */
    void receiver(Object phase) {
        receiver = phase;
    }

    boolean isEmpty() {
        return head == null;
    }

    /**
     * Whether no input should be read from this client, because private lines use as much memory as they may, and the
     * answers to further input would add to that.
     */
    boolean holdsBackInput() {
        return privateBytes >= pool.limitBytes();
    }

    /** Whether the socket accepted only a part of the last write. */
    boolean isBlocked() {
        return blocked;
    }

    /** The bytes in this buffer; gap notices count once they are worded. */
    int waitingBytes() {
        return waitingBytes;
    }

    /**
     * All bytes that sockets have accepted from this buffer, even if {@link #writeTo} threw an exception after that.
     */
    long writtenBytes() {
        return writtenBytes;
    }

    /** Whether this many more bytes of public lines fit, so that none would be skipped. */
    boolean hasRoomFor(int bytes) {
        return waitingBytes + bytes <= pool.limitBytes() && pool.hasRoomFor(bytes);
    }

    /**
     * Whether a public line of this many bytes is over the limit of this buffer. Not to be asked of an empty buffer.
     */
    boolean skips(int bytes) {
        return waitingBytes + bytes > pool.limitBytes();
    }

    /** Skips this many public lines: adds them to the gap at the end. Returns {@code lines}. */
    int skip(int lines) {
        if (lines > 0) {
            if (!isSkipping()) {
                append(new Segment());
            }
            tail.skippedLines += lines;
        }
        return lines;
    }

    /** Adds a private line, with its LF, regardless of the limit. */
    void addPrivate(byte[] line) {
        boolean fits = fitsInTail(line.length);
        appendCopy(line, 0, line.length);
        // A line that begins a segment counts as all of it, and as a gap that may precede it; any other, as its bytes.
        int whole = 2 * SEGMENT_BYTES + CHUNK_BYTES + tail.chunk.bytes.length;
        int bytes = fits ? Math.min(line.length, whole - tail.privateBytes) : whole;
        tail.privateBytes += bytes;
        privateBytes += bytes;
    }

    /**
     * Adds a public line, with its LF, that is for this client alone. Without room for it, it is skipped.
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
     * Adds the public lines {@code from} to {@code to} of a chunk, as many whole ones as there is room for, and skips
     * the rest. An empty buffer adds at least one, because that may be the rest of a line that is sent by half.
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
        if (kept - from < MIN_SHARED_BYTES) {
            appendCopy(chunk.bytes, from, kept);
        } else {
            append(chunk, from, kept);
        }
        return skip(countLines(chunk.bytes, kept, to));
    }

    /**
     * Writes until the buffer is empty or the socket accepts no more.
     *
     * @return how many bytes the socket accepted
     * @throws IOException if the connection is broken
     */
    int writeTo(WritableByteChannel channel) throws IOException {
        int total = 0;
        blocked = false;
        while (head != null && !blocked) {
            if (head.skippedLines > 0) {
                fillGap(head);
            }
            fillScratch();
            int written = channel.write(pool.scratch());
            blocked = pool.scratch().hasRemaining();
            remove(written);
            writtenBytes += written;
            total += written;
        }
        return total;
    }

    /** Notes that the socket accepted only a part of a write past this buffer. The caller adds the rest. */
    void setBlocked() {
        blocked = true;
    }

    /** Drops all bytes and gaps. */
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

    /** Copies bytes to the end of the last segment's own chunk, or to a new chunk. */
    private void appendCopy(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        if (!fitsInTail(length)) {
            int least = isSkipping() ? MIN_CHUNK_BYTES_AFTER_GAP : MIN_OWN_CHUNK_BYTES;
            append(new Chunk(new byte[Math.max(length, least)]), 0, 0).growable = true;
        }
        System.arraycopy(bytes, from, tail.chunk.bytes, tail.to, length);
        tail.to += length;
        waitingBytes += length;
    }

    /** Whether the last segment has a chunk of this buffer's own with space for this many bytes. */
    private boolean fitsInTail(int length) {
        return tail != null && tail.growable && tail.chunk.bytes.length - tail.to >= length;
    }

    private Segment append(Chunk chunk, int from, int to) {
        retain(chunk);
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
        pool.addHeldBytes(SEGMENT_BYTES);
        return segment;
    }

    private boolean poolHasRoomFor(Chunk chunk) {
        return chunk.holders > 0 ? !pool.isFull() : pool.hasRoomFor(chunk.bytes.length);
    }

    private void retain(Chunk chunk) {
        if (chunk.holders++ == 0) {
            pool.addHeldBytes(chunk.bytes.length + CHUNK_BYTES);
        }
    }

    private void release(Chunk chunk) {
        if (--chunk.holders == 0) {
            pool.addHeldBytes(-(chunk.bytes.length + CHUNK_BYTES));
        }
    }

    /** Puts the notice in the place of a gap. Everything before the gap is written, so its count is final. */
    private void fillGap(Segment gap) {
        byte[] notice = pool.gapNotice(receiver, gap.skippedLines);
        gap.skippedLines = 0;
        gap.chunk = new Chunk(notice);
        retain(gap.chunk);
        gap.to = notice.length;
        waitingBytes += notice.length;
    }

    private void fillScratch() {
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
        pool.addHeldBytes(-SEGMENT_BYTES);
        privateBytes -= head.privateBytes;
        head = head.next;
        if (head == null) {
            tail = null;
        }
    }

    /** The end of the last line in {@code bytes[from..to)} that ends within {@code room} bytes, or {@code from}. */
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

    /** The index after the first LF of {@code bytes} from {@code from} on. */
    static int lineEnd(byte[] bytes, int from) {
        int end = from;
        while (bytes[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    /** How many LF {@code bytes[from..to)} has. */
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
