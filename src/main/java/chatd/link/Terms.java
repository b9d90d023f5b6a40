package chatd.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Chooses the terms of this node, and recognizes them later. */
final class Terms {

    private static final int MAX_KNOWN = 100;
    /** The lowest bits of a term are noise, so that two processes that start in the same millisecond differ. */
    private static final int NOISE_BITS = 10;

    private final String name;
    private final LongSupplier wallMillis;
    private final LongSupplier nanoClock;
    private final Deque<Long> known = new ArrayDeque<>();
    private long last;

    Terms(String name, LongSupplier wallMillis, LongSupplier nanoClock) {
        this.name = name;
        this.wallMillis = wallMillis;
        this.nanoClock = nanoClock;
    }

    /** This node in a new term, greater than its earlier terms and than {@code other}. */
    Node next(long other) {
        long millis = Math.max(wallMillis.getAsLong(), (Math.max(last, other) >> NOISE_BITS) + 1);
        last = millis << NOISE_BITS | nanoClock.getAsLong() & (1 << NOISE_BITS) - 1;
        if (known.size() == MAX_KNOWN) {
            known.removeFirst();
        }
        known.addLast(last);
        return new Node(name, last);
    }

    /** Whether a node has the name of this one. */
    boolean isNamesake(Node node) {
        return node.name().equals(name);
    }

    /** Whether a node is this process, now or in one of its recent terms. */
    boolean isThisProcess(Node node) {
        return isNamesake(node) && known.contains(node.term());
    }
}
