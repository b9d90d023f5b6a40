package chatd.access;

import java.time.Duration;

/**
 * How fast clients may send lines: so many in a burst, and then one in each interval. This is the generic cell rate
 * algorithm in its form of virtual scheduling (ITU-T I.371, annex A), which needs one number for each client: when its
 * next line is due if it sends at the pace. A client that was silent may have that in the past, such as when it came.
 */
public final class RateLimiter {

    private final long intervalNanos;
    private final long toleranceNanos;

    /**
     * @param interval the time between two lines; zero is no limit
     * @param burst how many lines may come at once, at least 1
     */
    public RateLimiter(Duration interval, int burst) {
        intervalNanos = interval.toNanos();
        toleranceNanos = (burst - 1) * intervalNanos;
    }

    /** How long to wait before the next line is taken, in nanoseconds; not above zero if it may come now. */
    public long nanosToNext(long dueNanos, long nowNanos) {
        return dueNanos - toleranceNanos - nowNanos;
    }

    /** When the next line is due after one that is taken now. */
    public long next(long dueNanos, long nowNanos) {
        return (dueNanos - nowNanos < 0 ? nowNanos : dueNanos) + intervalNanos;
    }
}
