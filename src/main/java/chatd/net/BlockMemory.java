package chatd.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory of all {@link Block}s: small pages that are lent to them, at most 1 MiB together, and the one buffer from
 * which every block is written to its sockets. So a block takes only as much as is said in its turn.
 */
final class BlockMemory {

    /** The size of a page: small, because in most rooms a line or two is said in a turn. A power of 2. */
    static final int PAGE_BYTES = 1024;

    private static final int MIN_TOTAL_BYTES = 1024 * 1024;

    private final int blockBytes;
    private final ByteBuffer buffer;
    private final Deque<byte[]> spare = new ArrayDeque<>();
    private int lendable;
    /** The block that the buffer has a copy of; null if none. */
    private Block inBuffer;
    private int bytesInBuffer;

    /** @param blockBytes the longest block, in bytes; at least the longest line with its LF */
    BlockMemory(int blockBytes) {
        this.blockBytes = blockBytes;
        buffer = ByteBuffer.allocateDirect(blockBytes);
        lendable = Math.max(MIN_TOTAL_BYTES / PAGE_BYTES, pages(blockBytes));
    }

    /** The longest block, in bytes. */
    int blockBytes() {
        return blockBytes;
    }

    /** The most pages that this many bytes take. */
    static int pages(int bytes) {
        // The first of them may be the last of a page.
        return (bytes + PAGE_BYTES - 2) / PAGE_BYTES + 1;
    }

    /** Whether this many more bytes fit, in whatever block. */
    boolean hasRoomFor(int bytes) {
        return lendable >= pages(bytes);
    }

    /** Lends a page. There must be one. */
    byte[] lendPage() {
        lendable--;
        byte[] page = spare.poll();
        return page == null ? new byte[PAGE_BYTES] : page;
    }

    /** Takes back a page. */
    void takeBack(byte[] page) {
        lendable++;
        spare.push(page);
    }

    /** The buffer with this block up to {@code to}. It is copied once, as long as no other block is written. */
    ByteBuffer bufferOf(Block block, int to) {
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
