package chatd.net;

import java.nio.ByteBuffer;

/**
 * What all write buffers of a server share: their limits, the memory that they hold together, and a direct buffer
 * through which they write.
 */
final class BufferPool {

    /** Words the line, with its ending, that stands for skipped lines. */
    interface GapNotice {
        /** @param reader the phase of the connection that reads it; null if there is none */
        byte[] of(Object reader, int lines);
    }

    /** After the memory was used up, one part in so many must be free before it counts as relieved. */
    private static final int RELIEF = 8;

    private final int limitBytes;
    private final long memoryBytes;
    private final ByteBuffer scratch;
    private final GapNotice gapNotice;
    private long heldBytes;
    private boolean refused;

    /**
     * @param limitBytes how much of one buffer public lines may fill, in bytes, at least 1
     * @param memoryBytes the memory that all buffers together may hold, in bytes, at least 1
     * @param scratch a direct buffer through which writes are gathered
     * @param gapNotice words the notice of skipped lines
     */
    BufferPool(int limitBytes, long memoryBytes, ByteBuffer scratch, GapNotice gapNotice) {
        this.limitBytes = limitBytes;
        this.memoryBytes = memoryBytes;
        this.scratch = scratch;
        this.gapNotice = gapNotice;
    }

    int limitBytes() {
        return limitBytes;
    }

    ByteBuffer scratch() {
        return scratch;
    }

    byte[] gapNotice(Object reader, int lines) {
        return gapNotice.of(reader, lines);
    }

    /** Counts memory that a buffer holds from now on or, negative, no longer holds. */
    void hold(int bytes) {
        heldBytes += bytes;
    }

    /** The memory of everything that waits in all buffers, in bytes, their own overhead included. */
    long heldBytes() {
        return heldBytes;
    }

    boolean hasRoomFor(int bytes) {
        return heldBytes + bytes <= memoryBytes;
    }

    /** Whether so much waits that no more should be read from any client until less does. */
    boolean isFull() {
        return heldBytes >= memoryBytes;
    }

    /** A line was skipped because the memory is used up. */
    void noteRefusal() {
        refused = true;
    }

    /** Whether the memory is used up: it is full, or a line was skipped because of it. */
    boolean isUsedUp() {
        return refused || isFull();
    }

    /** Whether so much is free again that not every further line uses it up once more. */
    boolean isRelieved() {
        return heldBytes <= memoryBytes - memoryBytes / RELIEF;
    }

    /** Forgets refusals: there is room again, or no client is left to make room. */
    void clearRefusal() {
        refused = false;
    }
}
