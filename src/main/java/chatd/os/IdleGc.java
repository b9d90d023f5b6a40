package chatd.os;

/**
 * Collects garbage while the daemon is idle, so that the JVM returns memory to the system. A burst of arrivals leaves
 * some megabytes of garbage, and the JVM would keep it, because an idle daemon allocates nothing.
 */
public final class IdleGc {

    /** The least growth of the heap that is worth a collection; the nursery alone can grow by less. */
    private static final long MIN_BYTES = 2 * 1024 * 1024;

    private long usedAfterLast = used();

    /** Collects, if the heap has grown enough since the last time. */
    public void collect() {
        if (used() - usedAfterLast >= MIN_BYTES) {
            System.gc();
            usedAfterLast = used();
        }
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
