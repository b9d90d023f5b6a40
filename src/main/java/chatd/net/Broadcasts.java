package chatd.net;

import chatd.wire.Sanitizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * All broadcasts of a server. Lends a {@link Block} for the rest of the turn to each broadcast in which something is
 * said, and flushes these broadcasts when the turn ends. A quiet broadcast owns no block, so any number may exist. When
 * the {@link BlockMemory} is used up, the broadcasts with the longest blocks are flushed at once.
 */
public final class Broadcasts {

    /** The longest prefix of a line, in bytes. */
    static final int MAX_PREFIX_BYTES = 1024;

    /** The number of receivers of a broadcast that are written to first; see {@link Broadcast#favour}. */
    static final int FAVOURED = 16;

    private static final int MIN_BLOCK_BYTES = 64 * 1024;

    private final BlockMemory memory;
    private final List<Broadcast> active = new ArrayList<>();
    private final Deque<Block> spare = new ArrayDeque<>();
    private long deliveries;
    private int lastFavoured;

    /** @param maxLineBytes the limit for a line that is read, in bytes without its line ending, at least 1 */
    public Broadcasts(int maxLineBytes) {
        memory = new BlockMemory(
                Math.max(MIN_BLOCK_BYTES, MAX_PREFIX_BYTES + maxLineBytes * Sanitizer.MAX_GROWTH + 1));
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

    /** The index among the receivers for the next one to favour: each below {@link #FAVOURED} in turn. */
    int nextFavoured() {
        lastFavoured = (lastFavoured + 1) % FAVOURED;
        return lastFavoured;
    }

    /** Whether nothing was said since the last flush. */
    boolean isEmpty() {
        return active.isEmpty();
    }

    /**
     * Makes sure that there is memory for this many more bytes in any block. If there is not, flushes the broadcasts
     * with the longest blocks, because each of their writes carries the most bytes. The broadcast that needs the memory
     * may be one of them.
     */
    void makeRoom(int bytes) {
        while (!memory.hasRoomFor(bytes)) {
            int longest = 0;
            for (int i = 1; i < active.size(); i++) {
                if (active.get(i).blockBytes() > active.get(longest).blockBytes()) {
                    longest = i;
                }
            }
            active.remove(longest).flush();
        }
    }

    /** Lends an empty block to a broadcast that has none, until it is flushed. */
    Block lend(Broadcast broadcast) {
        active.add(broadcast);
        Block block = spare.poll();
        return block == null ? new Block(memory) : block;
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
