package chatd.system;

import java.io.IOException;
import java.time.Duration;

/** Waiting: for a time, or until something is so. */
public final class Pause {

    private static final int POLL_MILLIS = 5;

    /** Something that may be so, and that may fail to be found out. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    private Pause() {
    }

    public static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    public static void of(Duration time) {
        millis(time.toMillis());
    }

    /** Waits until something is so; false if it is not, after this time. */
    public static boolean until(Condition condition, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            millis(POLL_MILLIS);
        }
        return true;
    }
}
