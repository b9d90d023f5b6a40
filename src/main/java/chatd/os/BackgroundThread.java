package chatd.os;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks one after another on a daemon thread, so that a task that blocks delays no other thread. The queue of
 * tasks is bounded; when it is full, tasks are refused. The thread starts with a task and ends after an idle second.
 */
public final class BackgroundThread implements Executor {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final int capacity;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private Runnable later;
    private long laterNanos;
    private Thread thread;
    private boolean isClosed;

    /**
     * @param name name of the thread
     * @param capacity number of tasks that may wait, besides the one that runs
     */
    public BackgroundThread(String name, int capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    /** @throws RejectedExecutionException if too many tasks wait, or this is closed */
    @Override
    public synchronized void execute(Runnable task) {
        if (isClosed || waiting.size() >= capacity) {
            throw new RejectedExecutionException(isClosed ? "closed" : "too many tasks wait");
        }
        waiting.add(task);
        startOrWake();
    }

    /**
     * Runs a task in a second, before the tasks that wait then; or when this is closed, if that is earlier, after them.
     * Replaces an earlier task that has not started.
     *
     * @throws RejectedExecutionException if this is closed
     */
    public synchronized void executeInASecond(Runnable task) {
        if (isClosed) {
            throw new RejectedExecutionException("closed");
        }
        later = task;
        laterNanos = System.nanoTime() + SECOND_NANOS;
        startOrWake();
    }

    /** Whether the queue is empty. A task may be running. */
    public synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    private void startOrWake() {
        if (thread != null) {
            notifyAll();
            return;
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        boolean hasEnded = false;
        try {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
            hasEnded = true;
        } finally {
            if (!hasEnded) {
                replaceThread();
            }
        }
    }

    /** A task has failed, which ends its thread. The tasks after it run on a new one. */
    private synchronized void replaceThread() {
        thread = null;
        if (!waiting.isEmpty() || later != null) {
            startOrWake();
        }
        notifyAll();
    }

    /** Waits for the next task. Returns null if the thread must end. */
    private synchronized Runnable next() {
        long endNanos = System.nanoTime() + SECOND_NANOS;
        for (;;) {
            long nanos = (later == null ? endNanos : laterNanos) - System.nanoTime();
            boolean isDue = later != null && nanos <= 0 && !isClosed;
            if (!waiting.isEmpty() && !isDue) {
                return waiting.remove();
            }
            if (isClosed || nanos <= 0) {
                Runnable task = later;
                later = null;
                if (task == null) {
                    thread = null;
                    notifyAll();
                }
                return task;
            }
            await(nanos);
        }
    }

    private void await(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, 1_000_000));
        } catch (InterruptedException e) {
            // No class interrupts the thread.
            isClosed = true;
        }
    }

    /**
     * Runs the waiting tasks until this time is over. Tasks that have not started by then never run. Later tasks are
     * refused.
     *
     * @return whether all have run
     */
    public synchronized boolean close(long time, TimeUnit unit) {
        isClosed = true;
        notifyAll();
        long endNanos = System.nanoTime() + unit.toNanos(time);
        try {
            for (long left = unit.toNanos(time); thread != null && left > 0; left = endNanos - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread == null) {
            return true;
        }
        waiting.clear();
        later = null;
        // The thread is not interrupted: that would close a file that it writes to, which can block as the write does.
        return false;
    }
}
