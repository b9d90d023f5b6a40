package chatd.os;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets SIGTERM and SIGINT end the program in order, from the moment it is installed: runs a stop action, waits until the
 * program says that it has {@link #ended}, and sets the exit status. A signal that comes before there is something to
 * stop is kept until there is.
 */
public final class ExitHook {

    /** In place of the stop action once a signal has come. */
    private static final Runnable REQUESTED = () -> { };

    private final long patienceSeconds;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger status;
    /** Null until there is something to stop. */
    private final AtomicReference<Runnable> stop = new AtomicReference<>();
    private final AtomicReference<Runnable> last = new AtomicReference<>(() -> { });

    private ExitHook(long patienceSeconds, int status) {
        this.patienceSeconds = patienceSeconds;
        this.status = new AtomicInteger(status);
    }

    /**
     * Installs the hook. To be the first thing that a program does: before, the JVM ends with the status of the signal.
     *
     * @param patienceSeconds time for the program to stop
     * @param status exit status if it does not stop in that time, or fails
     */
    public static ExitHook install(long patienceSeconds, int status) {
        ExitHook hook = new ExitHook(patienceSeconds, status);
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(hook::run, "stop"));
        } catch (IllegalStateException e) {
            awaitTheEnd();
        }
        return hook;
    }

    /** A signal was first: the JVM is about to end the process with its status. Returning would make that another one. */
    private static void awaitTheEnd() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Runnable action = stop.getAndSet(REQUESTED);
            if (action != null) {
                action.run();
            }
            ended.await(patienceSeconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Also if the program ends at this moment, and the action fails because there is nothing left to stop.
            last.get().run();
            // Without this the exit status would say that the signal killed the process.
            Runtime.getRuntime().halt(status.get());
        }
    }

    /** From now on a signal runs this action; at once if one has come already. */
    public void onSignal(Runnable action) {
        if (!stop.compareAndSet(null, action)) {
            action.run();
        }
    }

    /** The last thing to do before the process ends, after {@link #ended}: close the log. */
    public void finallyRun(Runnable action) {
        last.set(action);
    }

    /** The program has ended, with this exit status. */
    public void ended(int exitStatus) {
        status.set(exitStatus);
        ended.countDown();
    }
}
