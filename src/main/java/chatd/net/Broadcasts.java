package chatd.net;

import chatd.wire.Sanitizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * All broadcasts of a server. Lends a {@link Block} for the rest of the turn to each broadcast in which something is
 * said, and flushes these broadcasts when the turn ends. A quiet broadcast owns no block, so any number may exist.
 */
public final class Broadcasts {

    /** Blocks that may be lent at a time. When one more is needed, the broadcast with the oldest is flushed at once. */
    static final int MAX_BLOCKS = 8;

    /** The longest prefix of a line, in bytes. */
    static final int MAX_PREFIX_BYTES = 1024;

    private static final int MIN_BLOCK_BYTES = 64 * 1024;

    private final int blockBytes;
    private final List<Broadcast> active = new ArrayList<>();
    private final Deque<Block> spare = new ArrayDeque<>();
    private long deliveries;

    /** @param maxLineBytes the limit for a line that is read, in bytes without its line ending, at least 1 */
    public Broadcasts(int maxLineBytes) {
        blockBytes = Math.max(MIN_BLOCK_BYTES, MAX_PREFIX_BYTES + maxLineBytes * Sanitizer.MAX_GROWTH + 1);
    }

    /** Creates a broadcast without receivers. */
    public Broadcast create() {
        return new Broadcast(this);
    }

    /** Lines that were said, each counted once for every receiver. */
    long deliveries() {
        return deliveries;
    }

    void countDeliveries(int receivers) {
        deliveries += receivers;
    }

    /** Whether nothing was said since the last flush. */
    boolean isEmpty() {
        return active.isEmpty();
    }

    /** Lends an empty block to a broadcast that has none, until it is flushed. */
    Block lend(Broadcast broadcast) {
        if (active.size() == MAX_BLOCKS) {
            active.remove(0).flush();
        }
        active.add(broadcast);
        Block block = spare.poll();
        return block == null ? new Block(blockBytes) : block;
    }

    /** Takes back a block that was lent. */
    void takeBack(Block block) {
        block.clear();
        spare.push(block);
    }

    /** Flushes every broadcast in which something was said. */
    void flush() {
        for (int i = 0; i < active.size(); i++) {
            active.get(i).flush();
        }
        active.clear();
    }
}
