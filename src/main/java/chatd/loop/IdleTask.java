package chatd.loop;

import java.time.Duration;

/**
 * Runs a task once after the loop has been idle for a while. A ready channel only records the time and does not move
 * the timer. A timer that fires while the loop is busy runs the task for a busy loop, and is set again.
 */
final class IdleTask extends TimerWheel.Timer {

    private final EventLoop loop;
    private final long nanos;
    private final Runnable task;
    private final Runnable busyTask;
    private long lastEventNanos;

    IdleTask(EventLoop loop, Duration time, Runnable task, Runnable busyTask) {
        this.loop = loop;
        this.nanos = time.toNanos();
        this.task = task;
        this.busyTask = busyTask;
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
            busyTask.run();
        } else {
            task.run();
        }
    }
}
