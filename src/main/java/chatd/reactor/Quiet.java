package chatd.reactor;

import java.time.Duration;

/**
 * Something to do whenever nothing has happened for a while, once. An event costs no more than noting its time: the
 * timer, once set, finds out by itself when it was too early.
 */
final class Quiet extends TimerWheel.Timer {

    private final Reactor reactor;
    private final long nanos;
    private final Runnable task;
    private long lastEventNanos;

    Quiet(Reactor reactor, Duration time, Runnable task) {
        this.reactor = reactor;
        this.nanos = time.toNanos();
        this.task = task;
    }

    /** Something has happened. */
    void disturb() {
        lastEventNanos = reactor.nowNanos();
        if (!isSet()) {
            reactor.timers.set(this, lastEventNanos + nanos);
        }
    }

    @Override
    void expire() {
        long dueNanos = lastEventNanos + nanos;
        if (dueNanos - reactor.nowNanos() > 0) {
            reactor.timers.set(this, dueNanos);
        } else {
            task.run();
        }
    }
}
