package chatd.net;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how long the turns of the loop take, for as long as one takes everybody waits. It counts the long ones, and
 * tells the log of each that is the longest so far. It is on the loop's thread itself: a turn that never ends, it does
 * not tell of.
 */
final class TurnTimes {

    private static final Logger LOG = LoggerFactory.getLogger(TurnTimes.class);
    private static final long LONG_NANOS = Duration.ofMillis(100).toNanos();

    private final ThrottledLog longTurns;
    private long turns;
    private long slowTurns;
    private long longestNanos;

    TurnTimes(Server server) {
        longTurns = new ThrottledLog(server, LOG::warn);
    }

    /** A turn has ended that took so long. */
    void see(long nanos) {
        turns++;
        if (nanos > LONG_NANOS) {
            slowTurns++;
            if (nanos > longestNanos) {
                longTurns.report("A turn of the loop took " + Duration.ofNanos(nanos).toMillis() + " ms, the longest "
                        + "so far; of " + turns + " turns " + slowTurns + " took more than 100 ms");
            }
        }
        longestNanos = Math.max(longestNanos, nanos);
    }

    long turns() {
        return turns;
    }

    /** How many turns took more than 100 ms. */
    long slowTurns() {
        return slowTurns;
    }

    Duration longest() {
        return Duration.ofNanos(longestNanos);
    }
}
