package chatd.net;

import chatd.loop.TimerWheel;
import java.time.Duration;
import java.util.function.Consumer;

/** Something that may go wrong again and again: logged at once, and from then on once a second, with a count. */
final class ThrottledLog {

    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Server server;
    private final Consumer<String> log;
    private final TimerWheel.Timer pause = Server.timer(this::endPause);
    private String last;
    private int unreported;

    /** @param log where to, with a level of its own */
    ThrottledLog(Server server, Consumer<String> log) {
        this.server = server;
        this.log = log;
    }

    /** It has gone wrong. Returns whether that is logged now. */
    boolean report(String message) {
        if (pause.isSet()) {
            last = message;
            unreported++;
            return false;
        }
        say(message);
        return true;
    }

    private void endPause() {
        if (unreported > 0) {
            String message = unreported == 1 ? last : last + " (and " + (unreported - 1) + " more like it in a second)";
            unreported = 0;
            say(message);
        }
    }

    private void say(String message) {
        log.accept(message);
        server.timers.set(pause, server.nowNanos() + PAUSE_NANOS);
    }
}
