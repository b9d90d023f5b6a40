package chatd.store;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the lines that are missing in the history file, and logs a warning when a failure begins and their number when
 * it ends. Failures within a second of each other are logged as one. Sets no timer. Thread safe.
 */
final class LossLog {

    private static final Logger LOG = LoggerFactory.getLogger(LossLog.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final LongSupplier nanoClock;
    private long total;
    private long unreported;
    private boolean isFailing;
    private boolean hasRecovered;
    private long recoveredNanos;

    /**
     * @param file named in the messages
     * @param nanoClock monotonic, in nanoseconds
     */
    LossLog(Path file, LongSupplier nanoClock) {
        this.file = file;
        this.nanoClock = nanoClock;
    }

    /** Lines that are missing since the daemon began. */
    synchronized long total() {
        return total;
    }

    /** Reports that lines are missing, and why. */
    synchronized void lost(long lines, String why) {
        total += lines;
        unreported += lines;
        if (!isFailing) {
            isFailing = true;
            LOG.warn("Lines are missing in the history file {} from now on: {}", file, why);
        }
    }

    /** Reports that lines are written again. */
    synchronized void recovered() {
        if (!isFailing || hasRecovered && nanoClock.getAsLong() - recoveredNanos < PAUSE_NANOS) {
            return;
        }
        isFailing = false;
        hasRecovered = true;
        recoveredNanos = nanoClock.getAsLong();
        LOG.info("The history file {} is written again: {}", file, missing(unreported));
        unreported = 0;
    }

    /** Reports lines that are not written because the daemon stops. */
    synchronized void close(long unwritten) {
        total += unwritten;
        unreported += unwritten;
        if (unreported > 0) {
            LOG.warn("The history file {} is closed: {}", file, missing(unreported));
        }
        unreported = 0;
    }

    /** A sentence without its full stop, for the log and for the record of the gap. */
    static String missing(long lines) {
        return lines == 1 ? "1 line is missing here" : lines + " lines are missing here";
    }
}
