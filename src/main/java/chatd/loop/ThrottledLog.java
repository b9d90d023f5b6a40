package chatd.loop;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Logs an event that may recur: the first time at once, and then at most once a second, with a count of the events in
 * between.
 */
public final class ThrottledLog {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Consumer<String> log;
    private final TimerWheel.Timer pause = TimerWheel.timer(this::endPause);
    private String last;
    private int unreported;

    /** @param log writes a message to the log, for example {@code LOG::warn} */
    public ThrottledLog(EventLoop loop, Consumer<String> log) {
        this.loop = loop;
        this.log = log;
    }

    /** Reports the event. Returns whether it was logged at once. */
    public boolean report(String message) {
        if (pause.isSet()) {
            last = message;
            unreported++;
            return false;
        }
        write(message);
        return true;
    }

    private void endPause() {
        if (unreported > 0) {
            String message = unreported == 1
                    ? last
                    : last + " (and " + (unreported - 1) + " more like it within a second)";
            unreported = 0;
            write(message);
        }
    }

    private void write(String message) {
        log.accept(message);
        loop.setTimer(pause, PAUSE);
    }
}
