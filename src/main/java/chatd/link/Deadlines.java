package chatd.link;

import chatd.loop.EventLoop;
import chatd.loop.TimerWheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The timers of a link. If a timer fires more than a second late, this process was stopped for a while, and the awaited
 * blocks may have arrived meanwhile: then all timers start again.
 */
final class Deadlines {

    private static final long LATE_NANOS = Duration.ofSeconds(1).toNanos();

    private final EventLoop loop;
    private final Runnable whenLate;
    private final List<Deadline> deadlines = new ArrayList<>();

    /** @param whenLate runs after all timers have started again */
    Deadlines(EventLoop loop, Runnable whenLate) {
        this.loop = loop;
        this.whenLate = whenLate;
    }

    /** Creates a timer that runs an action. */
    Deadline add(Runnable action) {
        Deadline deadline = new Deadline(action);
        deadlines.add(deadline);
        return deadline;
    }

    long nowNanos() {
        return loop.nowNanos();
    }

    void cancelAll() {
        for (Deadline deadline : deadlines) {
            deadline.cancel();
        }
    }

    private boolean isAnyLate() {
        for (Deadline deadline : deadlines) {
            if (deadline.isSet() && deadline.isLate()) {
                return true;
            }
        }
        return false;
    }

    private void startAgain() {
        for (Deadline deadline : deadlines) {
            if (deadline.isSet()) {
                deadline.set(deadline.lengthNanos);
            }
        }
        whenLate.run();
    }

    /** A timer of a link. */
    final class Deadline extends TimerWheel.Timer {

        private final Runnable action;
        private long lengthNanos;
        private long dueNanos;

        private Deadline(Runnable action) {
            this.action = action;
        }

        void set(Duration length) {
            set(length.toNanos());
        }

        void set(long nanos) {
            lengthNanos = nanos;
            dueNanos = loop.nowNanos() + nanos;
            loop.setTimer(this, dueNanos);
        }

        void cancel() {
            loop.cancelTimer(this);
        }

        private boolean isLate() {
            return loop.nowNanos() - dueNanos > LATE_NANOS;
        }

        @Override
        public void expire() {
            if (isLate() || isAnyLate()) {
                set(lengthNanos);
                startAgain();
            } else {
                action.run();
            }
        }
    }
}
