package chatd.net;

import chatd.wire.Sanitizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * All broadcasts of a server. Lends each in which something is said a {@link Block} for the rest of the turn, and sends
 * them when the turn ends. Quiet broadcasts own no block, so their number costs nothing.
 */
public final class Broadcasts {

    /** Blocks that may be lent at a time; when one more is needed, the block lent first is sent at once. */
    static final int MAX_BLOCKS = 8;

    /** The bytes that may stand before the text of a line. */
    static final int MAX_PREFIX_BYTES = 1024;

    private static final int MIN_BLOCK_BYTES = 64 * 1024;

    private final int blockBytes;
    private final List<Broadcast> active = new ArrayList<>();
    private final Deque<Block> spare = new ArrayDeque<>();
    private long deliveries;

    /** @param maxLineBytes the limit for a line that is read, in bytes, at least 1 */
    public Broadcasts(int maxLineBytes) {
        blockBytes = Math.max(MIN_BLOCK_BYTES, MAX_PREFIX_BYTES + maxLineBytes * Sanitizer.MAX_GROWTH + 1);
    }

    /** A new broadcast, without listeners. */
    public Broadcast create() {
        return new Broadcast(this);
    }

    /** How many lines were said in all, each counted once for every listener. */
    long deliveries() {
        return deliveries;
    }

    void countDeliveries(int listeners) {
        deliveries += listeners;
    }

    /** Whether nothing was said since the last flush. */
    boolean isEmpty() {
        return active.isEmpty();
    }

    /** An empty block for a broadcast that has none; {@link #flush} takes it back. */
    Block lend(Broadcast broadcast) {
        if (active.size() == MAX_BLOCKS) {
            active.remove(0).flush();
        }
        active.add(broadcast);
        Block block = spare.poll();
        return block == null ? new Block(blockBytes) : block;
    }

    void takeBack(Block block) {
        block.clear();
        spare.push(block);
    }

    /** Sends what was said to all listeners. */
    void flush() {
        for (int i = 0; i < active.size(); i++) {
            active.get(i).flush();
        }
        active.clear();
    }
}
