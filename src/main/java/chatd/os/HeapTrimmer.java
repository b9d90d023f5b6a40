package chatd.os;

/**
 * Collects garbage that the JVM would keep, so that it returns memory to the system. An idle daemon allocates nothing,
 * so a burst of arrivals would leave some megabytes for ever. A busy one would reach the maximum of the heap on JDK 25,
 * where the serial collector grows the heap rather than collect the objects that it has promoted.
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

    /** For a busy daemon: collects, if the heap has become so much larger that it probably consists of garbage. */
    public void collectBusy() {
        if (hasGrown(sizeAfterLast, size())) {
            collect();
        }
    }

    /** Whether a heap of this size should be collected, if it had the other size after the last collection. */
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
