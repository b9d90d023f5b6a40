package chatd.loop;

import java.time.Duration;

/**
 * Runs a task once after the loop has been idle for a while. An event costs only noting its time: the timer, once set,
 * finds out by itself that it was too early.
 */
final class IdleTask extends TimerWheel.Timer {

    private final EventLoop loop;
    private final long nanos;
    private final Runnable task;
    private long lastEventNanos;

    IdleTask(EventLoop loop, Duration time, Runnable task) {
        this.loop = loop;
        this.nanos = time.toNanos();
        this.task = task;
    }

    /** A channel is ready: the idle time begins anew. */
    void disturb() {
        lastEventNanos = loop.nowNanos();
        if (!isSet()) {
            loop.setTimer(this, lastEventNanos + nanos);
        }
    }

    @Override
    public void expire() {
        long dueNanos = lastEventNanos + nanos;
        if (dueNanos - loop.nowNanos() > 0) {
            loop.setTimer(this, dueNanos);
        } else {
            task.run();
        }
    }
}
