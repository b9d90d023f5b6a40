package chatd.store;

import chatd.os.BackgroundThread;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The executors of a history. A simulation can replace and stop all but the first.
 *
 * @param nextTurn runs a task on the loop's thread before it sleeps
 * @param writer runs the tasks that write, one after another
 * @param inASecond runs a task on the writer thread in a second; a later task replaces one that has not started
 * @param close runs the writer's waiting tasks for at most two seconds; returns whether all have run
 * @param search runs searches, and refuses them if too many wait
 */
public record HistoryThreads(Executor nextTurn, Executor writer, Executor inASecond, BooleanSupplier close,
        Executor search) {

    /** Searches that may wait, besides the one that runs. */
    public static final int MAX_WAITING_SEARCHES = 16;

    private static final int CLOSE_SECONDS = 2;
    /** Two tasks: the one that writes, which is in the queue once, and the one that closes. */
    private static final int WRITER_TASKS = 2;

    /** Two threads: one writes, one searches. They run only while there is something to do. */
    static HistoryThreads start(Executor nextTurn) {
        BackgroundThread writer = new BackgroundThread("history", WRITER_TASKS);
        BackgroundThread search = new BackgroundThread("search", MAX_WAITING_SEARCHES);
        return new HistoryThreads(nextTurn, writer, writer::executeInASecond, () -> {
            search.close(0, TimeUnit.SECONDS);
            return writer.close(CLOSE_SECONDS, TimeUnit.SECONDS);
        }, search);
    }
}
