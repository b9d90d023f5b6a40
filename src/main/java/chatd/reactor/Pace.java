package chatd.reactor;

/**
 * How fast one client may send lines: so many in a burst, and then one in each interval. This is the generic cell rate
 * algorithm in its form of virtual scheduling (ITU-T I.371, annex A), which needs one number for each client.
 */
final class Pace {

    private final Limits limits;
    private long nextNanos;

    /** @param nowNanos the time now; the client may begin with a whole burst */
    Pace(Limits limits, long nowNanos) {
        this.limits = limits;
        nextNanos = nowNanos;
    }

    /** How long to wait before the next line is taken, in nanoseconds; not above zero if it may come now. */
    long nanosToNext(long nowNanos) {
        return nextNanos - (limits.burstLines() - 1) * intervalNanos() - nowNanos;
    }

    /** Counts a line that is taken now. */
    void count(long nowNanos) {
        if (nextNanos - nowNanos < 0) {
            nextNanos = nowNanos;
        }
        nextNanos += intervalNanos();
    }

    private long intervalNanos() {
        return limits.lineInterval().toNanos();
    }
}
