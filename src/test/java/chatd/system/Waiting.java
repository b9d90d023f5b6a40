package chatd.system;

import java.io.IOException;
import java.time.Duration;

/** Waits for a time, or until a condition holds. */
public final class Waiting {

    private static final int POLL_MILLIS = 5;

    /** A condition whose evaluation may fail. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    private Waiting() {
    }

    public static void sleepMillis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    public static void sleep(Duration time) {
        sleepMillis(time.toMillis());
    }

    /** Waits until a condition holds; false if it does not hold in time. */
    public static boolean until(Condition condition, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            sleepMillis(POLL_MILLIS);
        }
        return true;
    }
}
