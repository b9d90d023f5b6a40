package chatd.link;

import io.nats.client.Options;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the NATS client library: few, named, and none of them keeps the process alive. */
final class NatsThreads {

    private static final int IDLE_SECONDS = 5;

    /** Runs a task at once on the thread that submits it. */
    private static final class Direct extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            // No thread to end.
        }

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    private final ExecutorService pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
            new SynchronousQueue<>(), named("link-nats-"));
    /** Calls the listener on the thread that reports: its methods are short, and are called in order. */
    private final ExecutorService callbacks = new Direct();

    /** Starts a daemon thread. */
    static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Makes a connection use these threads. */
    void use(Options.Builder options) {
        options.executor(pool).connectExecutor(pool).callbackExecutor(callbacks)
                .readerThreadFactory(named("link-nats-read-")).writerThreadFactory(named("link-nats-write-"));
    }

    /** Runs a task that may block. */
    void execute(Runnable task) {
        pool.execute(task);
    }
}
