package chatd.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The thread of some clients, with their selector. Other threads change the clients only by tasks that run on it. */
final class ClientThread {

    /** What the clients do. */
    interface Clients {

        /** Reads and writes as far as the socket of one of them is ready. */
        void serve(SelectionKey key);

        /** Sends what is due. Returns the time until more is due, in milliseconds. */
        long send();
    }

    private static final int ANSWER_SECONDS = 30;

    private final Selector selector = Selector.open();
    private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
    private final Clients clients;
    private final Thread thread;
    private boolean closed;

    ClientThread(String name, Clients clients) throws IOException {
        this.clients = clients;
        thread = new Thread(this::run, name);
    }

    void start() {
        thread.start();
    }

    Selector selector() {
        return selector;
    }

    void wakeUp() {
        selector.wakeup();
    }

    /** Runs a task on the thread, and waits for its result. */
    <T> T call(Supplier<T> task) {
        FutureTask<T> future = new FutureTask<>(task::get);
        tasks.add(future);
        selector.wakeup();
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a last task, and ends. */
    void end(Runnable last) {
        if (thread.isAlive()) {
            call(() -> {
                closed = true;
                last.run();
                return null;
            });
        }
    }

    private void run() {
        try (selector) {
            long wait = clients.send();
            while (!closed) {
                selector.select(clients::serve, Math.max(1, wait));
                for (FutureTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                wait = clients.send();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
