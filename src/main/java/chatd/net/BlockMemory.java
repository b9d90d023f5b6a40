package chatd.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory of all {@link Block}s: small pages that it lends to them, at most 1 MiB together, and the one direct
 * buffer from which every block is written to its sockets. So a block needs only the memory for the lines of its turn.
 */
final class BlockMemory {

    /** The size of a page: small, because most rooms have one or two lines in a turn. A power of 2. */
    static final int PAGE_BYTES = 1024;

    private static final int MIN_TOTAL_BYTES = 1024 * 1024;

    private final int blockBytes;
    /** Null until something is said. */
    private ByteBuffer buffer;
    private final Deque<byte[]> spare = new ArrayDeque<>();
    private int lendable;
    /** The block whose bytes are in the buffer; null if there is none. */
    private Block inBuffer;
    private int bytesInBuffer;

    /** @param blockBytes limit of a block, in bytes; at least the longest line with its LF */
    BlockMemory(int blockBytes) {
        this.blockBytes = blockBytes;
        lendable = Math.max(MIN_TOTAL_BYTES / PAGE_BYTES, pages(blockBytes));
    }

    /** The limit of a block, in bytes. */
    int blockBytes() {
        return blockBytes;
    }

    /** The number of pages that this many bytes need at most. */
    static int pages(int bytes) {
        // The first byte may be the last byte of a page.
        return (bytes + PAGE_BYTES - 2) / PAGE_BYTES + 1;
    }

    /** Whether there are pages for this many more bytes in any block. */
    boolean hasRoomFor(int bytes) {
        return lendable >= pages(bytes);
    }

    /** Lends a page; there must be one left. See {@link #hasRoomFor}. */
    byte[] lendPage() {
        lendable--;
        byte[] page = spare.poll();
        return page == null ? new byte[PAGE_BYTES] : page;
    }

    void takeBack(byte[] page) {
        lendable++;
        spare.push(page);
    }

    /** The buffer with the bytes of this block up to {@code to}. A byte is copied once, unless another block is written
     * in between. */
    ByteBuffer bufferOf(Block block, int to) {
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(blockBytes);
        }
        if (inBuffer != block) {
            inBuffer = block;
            bytesInBuffer = 0;
        }
        if (bytesInBuffer < to) {
            block.copyTo(buffer.clear().position(bytesInBuffer), bytesInBuffer);
            bytesInBuffer = block.end();
        }
        return buffer.limit(to);
    }

    /** Forgets the copy of this block, if the buffer has one, because the block is cleared. */
    void forget(Block block) {
        if (inBuffer == block) {
            inBuffer = null;
        }
    }
}
