package chatd.net;

import chatd.loop.TimerWheel;
import java.time.Duration;

/**
 * Something to do whenever nothing has happened for a while, once. An event costs no more than noting its time: the
 * timer, once set, finds out by itself when it was too early.
 */
final class IdleTask extends TimerWheel.Timer {

    private final Server server;
    private final long nanos;
    private final Runnable task;
    private long lastEventNanos;

    IdleTask(Server server, Duration time, Runnable task) {
        this.server = server;
        this.nanos = time.toNanos();
        this.task = task;
    }

    /** Something has happened. */
    void disturb() {
        lastEventNanos = server.nowNanos();
        if (!isSet()) {
            server.timers.set(this, lastEventNanos + nanos);
        }
    }

    @Override
    public void expire() {
        long dueNanos = lastEventNanos + nanos;
        if (dueNanos - server.nowNanos() > 0) {
            server.timers.set(this, dueNanos);
        } else {
            task.run();
        }
    }
}
