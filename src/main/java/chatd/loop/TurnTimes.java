package chatd.loop;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the turns of a loop, because nothing else is served while one runs. Counts the slow turns, and logs each
 * that is the longest so far. The first turns are slow because the JVM still loads and compiles classes; they are
 * logged at debug level. It runs on the loop's own thread, so it cannot report a turn that never ends.
 */
public final class TurnTimes {

    private static final Logger LOG = LoggerFactory.getLogger(TurnTimes.class);
    private static final long SLOW_NANOS = Duration.ofMillis(100).toNanos();

    private static final int WARM_UP_TURNS = 100;
    /** Longer than any warm-up. */
    private static final long STUCK_NANOS = Duration.ofSeconds(1).toNanos();

    private final ThrottledLog slowTurnsLog;
    private final ThrottledLog warmUpLog;
    private long turns;
    private long slowTurns;
    private long longestNanos;
    private long longestLoggedNanos;

    public TurnTimes(EventLoop loop) {
        slowTurnsLog = new ThrottledLog(loop, LOG::warn);
        warmUpLog = new ThrottledLog(loop, LOG::debug);
    }

    /** Adds a turn that took this long, in nanoseconds. */
    public void add(long nanos) {
        turns++;
        if (nanos > SLOW_NANOS) {
            slowTurns++;
            String words = "A turn of the loop took " + Duration.ofNanos(nanos).toMillis() + " ms";
            if (turns <= WARM_UP_TURNS && nanos < STUCK_NANOS) {
                warmUpLog.report(words + ", as the JVM is warming up");
            } else if (nanos > longestLoggedNanos) {
                longestLoggedNanos = nanos;
                slowTurnsLog.report(words + ", the longest so far; " + slowTurns + " of " + turns
                        + " turns took more than 100 ms");
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
