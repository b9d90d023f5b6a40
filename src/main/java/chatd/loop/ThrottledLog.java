package chatd.loop;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Logs an event that may recur: the first time at once, and then at most once a second, or once an hour, with a count
 * of the events in between.
 */
public final class ThrottledLog {

    /** How often an event is logged at most, and the words for that time. */
    public enum Pause {
        SECOND(Duration.ofSeconds(1), "a second"),
        /** For events that are no fault and may go on for days. */
        HOUR(Duration.ofHours(1), "an hour");

        private final Duration time;
        private final String words;

        Pause(Duration time, String words) {
            this.time = time;
            this.words = words;
        }
    }

    private final EventLoop loop;
    private final Consumer<String> log;
    private final Pause length;
    /** Set while events are unreported, so that a log to which nothing happens never wakes the loop. */
    private final TimerWheel.Timer pause = TimerWheel.timer(this::endPause);
    private String last;
    private int unreported;
    private boolean hasLogged;
    private long loggedNanos;

    /** @param log writes a message to the log, for example {@code LOG::warn} */
    public ThrottledLog(EventLoop loop, Consumer<String> log) {
        this(loop, log, Pause.SECOND);
    }

    /** @param length time between two messages */
    public ThrottledLog(EventLoop loop, Consumer<String> log, Pause length) {
        this.loop = loop;
        this.log = log;
        this.length = length;
    }

    /** Reports the event. Returns whether it was logged at once. */
    public boolean report(String message) {
        if (pause.isSet() || hasLogged && loop.nowNanos() - loggedNanos < length.time.toNanos()) {
            last = message;
            unreported++;
            if (!pause.isSet()) {
                loop.setTimer(pause, loggedNanos + length.time.toNanos());
            }
            return false;
        }
        write(message);
        return true;
    }

    private void endPause() {
        String message = unreported == 1
                ? last
                : last + " (and " + (unreported - 1) + " more like it within " + length.words + ')';
        unreported = 0;
        write(message);
    }

    private void write(String message) {
        log.accept(message);
        hasLogged = true;
        loggedNanos = loop.nowNanos();
    }
}
