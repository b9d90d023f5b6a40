package chatd.loop;

import java.time.Duration;

/**
 * Runs a task once after the loop has been idle for a while. An event only records its time: when the timer fires, it
 * finds out that it was too early and sets itself again.
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

    /** A channel is ready: the idle time begins again. */
    void channelReady() {
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
