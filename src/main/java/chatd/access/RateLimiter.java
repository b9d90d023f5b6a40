package chatd.access;

import java.time.Duration;

/**
 * Limits the rate of events, such as the lines of a client: a burst at once, and then one in each interval. This is
 * the generic cell rate algorithm in its virtual scheduling form (ITU-T I.371, annex A). It needs one number for each
 * source, which the caller keeps: when the next event is due. For a new source that is the time of its arrival; after a
 * silence it is in the past.
 *
 * <p>All times are in nanoseconds of one monotonic clock.
 */
public final class RateLimiter {

    private final long intervalNanos;
    private final long toleranceNanos;

    /**
     * @param interval time between two events at the highest rate; zero is no limit
     * @param burst events that may come at once, at least 1
     */
    public RateLimiter(Duration interval, int burst) {
        intervalNanos = interval.toNanos();
        toleranceNanos = (burst - 1) * intervalNanos;
    }

    /** How long the next event must wait, in nanoseconds; zero or less if it may come now. */
    public long nanosToNext(long dueNanos, long nowNanos) {
        return dueNanos - toleranceNanos - nowNanos;
    }

    /** The due time after an event that comes now. */
    public long next(long dueNanos, long nowNanos) {
        return (dueNanos - nowNanos < 0 ? nowNanos : dueNanos) + intervalNanos;
    }
}
