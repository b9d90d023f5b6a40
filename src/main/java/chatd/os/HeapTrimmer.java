package chatd.os;

/**
 * Runs garbage collections that the JVM would not run, so that it returns memory to the system. An idle daemon
 * allocates nothing, so the JVM would keep the garbage of a burst of arrivals for ever. In a busy daemon, the
 * serial collector of JDK 25 would grow the heap to its maximum before it collects the objects that it has promoted.
 */
public final class HeapTrimmer {

    /** The least growth of the heap that is worth a collection in an idle daemon. The nursery grows by less. */
    private static final long MIN_BYTES = 2 * 1024 * 1024;
    /** Growth of the heap, besides its doubling, that is worth a collection in a busy daemon. JDK 17 stays below it. */
    private static final long BUSY_BYTES = 8 * 1024 * 1024;

    private long usedAfterLast = used();
    private long sizeAfterLast = size();

    /** For an idle daemon: collects, if objects have come into the heap since the last time. */
    public void collectIdle() {
        if (used() - usedAfterLast >= MIN_BYTES) {
            collect();
        }
    }

    /** For a busy daemon: collects, if the heap has grown so much that most of it is probably garbage. */
    public void collectBusy() {
        if (hasGrown(sizeAfterLast, size())) {
            collect();
        }
    }

    /** Whether a heap that has grown from one size to the other since the last collection should be collected. */
    static boolean hasGrown(long sizeAfterLast, long size) {
        return size > 2 * sizeAfterLast + BUSY_BYTES;
    }

    private void collect() {
        System.gc();
        usedAfterLast = used();
        sizeAfterLast = size();
    }

    private static long used() {
        return size() - Runtime.getRuntime().freeMemory();
    }

    private static long size() {
        return Runtime.getRuntime().totalMemory();
    }
}
