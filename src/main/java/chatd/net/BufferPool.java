package chatd.net;

import java.nio.ByteBuffer;

/**
 * The limits of all write buffers of a server, the count of the memory that they hold together, and the direct buffer
 * through which they write. It has no memory to lend: it only counts.
 */
final class BufferPool {

    /** Words the notice that takes the place of skipped lines. */
    interface GapNotice {
        /**
         * The line, with its LF, that takes the place of this many skipped lines.
         *
         * @param receiver the phase of the connection that receives it; null if there is none
         */
        byte[] of(Object receiver, int lines);
    }

    /** After the memory was used up, an eighth of it must be free before it counts as relieved. */
    private static final int RELIEF_DIVISOR = 8;

    private final int limitBytes;
    private final long memoryBytes;
    private final ByteBuffer scratch;
    private final GapNotice gapNotice;
    private long heldBytes;
    private boolean refused;

    /**
     * @param limitBytes bytes that may wait in one buffer before public lines are skipped, at least 1
     * @param memoryBytes the memory that all buffers together may hold, in bytes, at least 1
     * @param scratch a direct buffer, into which the bytes of each write are copied
     * @param gapNotice words the notice that takes the place of skipped lines
     */
    BufferPool(int limitBytes, long memoryBytes, ByteBuffer scratch, GapNotice gapNotice) {
        this.limitBytes = limitBytes;
        this.memoryBytes = memoryBytes;
        this.scratch = scratch;
        this.gapNotice = gapNotice;
    }

    /** Bytes that may wait in one buffer before public lines are skipped. */
    int limitBytes() {
        return limitBytes;
    }

    /** The direct buffer through which all buffers write. */
    ByteBuffer scratch() {
        return scratch;
    }

    /** The line, with its LF, that takes the place of this many skipped lines. */
    byte[] gapNotice(Object receiver, int lines) {
        return gapNotice.of(receiver, lines);
    }

    /** Counts memory that a buffer begins to hold, in bytes; negative if it releases memory. */
    void addHeldBytes(int bytes) {
        heldBytes += bytes;
    }

    /** The memory that all buffers hold, in bytes, including their overhead. */
    long heldBytes() {
        return heldBytes;
    }

    /** Whether the buffers may hold this many more bytes. */
    boolean hasRoomFor(int bytes) {
        return heldBytes + bytes <= memoryBytes;
    }

    /** Whether no memory is left. No line should be passed on until some is free. */
    boolean isFull() {
        return heldBytes >= memoryBytes;
    }

    /** Notes that a line was skipped because the memory is used up. */
    void noteRefusal() {
        refused = true;
    }

    /** Whether the memory is used up: none is left, or a line was skipped because too little is left. */
    boolean isUsedUp() {
        return refused || isFull();
    }

    /** Whether enough memory is free that a few more lines do not use it up again. */
    boolean isRelieved() {
        return heldBytes <= memoryBytes - memoryBytes / RELIEF_DIVISOR;
    }

    /** Forgets {@link #noteRefusal}: memory is free again, or no client is left whose end would free some. */
    void clearRefusal() {
        refused = false;
    }
}
