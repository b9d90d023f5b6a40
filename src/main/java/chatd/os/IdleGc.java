package chatd.os;

/**
 * The heap's garbage, collected while nobody has to wait for it. A burst of arrivals leaves some megabytes behind,
 * which the JVM would keep until it needs them: it has no reason to collect while nothing is allocated.
 */
public final class IdleGc {

    /** Less than this is not worth the trouble: a nursery full of short-lived objects. */
    private static final long LEAST_BYTES = 2 * 1024 * 1024;

    private long leftBytes = used();

    /** Collects it and gives memory back, if there may be a good deal. */
    public void collect() {
        if (used() - leftBytes >= LEAST_BYTES) {
            System.gc();
            leftBytes = used();
        }
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
