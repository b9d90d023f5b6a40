package chatd.loop;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the turns of a loop, because nothing else is served while one runs. Counts the slow turns, and logs each
 * that is the longest so far. It runs on the loop's own thread, so it cannot report a turn that never ends.
 */
public final class TurnTimes {

    private static final Logger LOG = LoggerFactory.getLogger(TurnTimes.class);
    private static final long SLOW_NANOS = Duration.ofMillis(100).toNanos();

    private final ThrottledLog slowTurnsLog;
    private long turns;
    private long slowTurns;
    private long longestNanos;

    public TurnTimes(EventLoop loop) {
        slowTurnsLog = new ThrottledLog(loop, LOG::warn);
    }

    /** Adds a turn that took this long, in nanoseconds. */
    public void add(long nanos) {
        turns++;
        if (nanos > SLOW_NANOS) {
            slowTurns++;
            if (nanos > longestNanos) {
                slowTurnsLog.report("A turn of the loop took " + Duration.ofNanos(nanos).toMillis()
                        + " ms, the longest so far; " + slowTurns + " of " + turns + " turns took more than 100 ms");
            }
        }
        longestNanos = Math.max(longestNanos, nanos);
    }

    /** Turns so far. */
    public long turns() {
        return turns;
    }

    /** Turns that took more than 100 ms. */
    public long slowTurns() {
        return slowTurns;
    }

    /** The longest turn; zero if there was none. */
    public Duration longest() {
        return Duration.ofNanos(longestNanos);
    }
}
