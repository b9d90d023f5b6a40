package chatd.sim;

import chatd.store.NamesStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A file of registered names in memory, and the thread that writes it. Writes begin late and may fail, and the daemon
 * is told so later still; the model is told just before the daemon.
 */
final class SimulatedNames implements NamesStorage, Executor {

    /** One of so many writes finds the writer's queue full. */
    private static final int REFUSALS = 60;

    private final Random random;
    private final RegistrationModel model;
    private final Trace trace;
    /** The loop of the daemon. */
    private final Executor loop;
    /** On average, a write begins after as many steps. */
    private final int delay;
    private final Queue<Runnable> writes = new ArrayDeque<>();
    private byte[] text;
    private boolean isFull;
    private boolean isReliable;
    private boolean isImmediate;
    /** The end of a write is being reported to the loop, or its refusal. */
    private boolean isReporting;
    private boolean hasSaved;
    private int reports;

    /** @param saved the text from before; null if there is none */
    SimulatedNames(byte[] saved, Random random, RegistrationModel model, Trace trace, Executor loop) {
        text = saved;
        this.random = random;
        this.model = model;
        this.trace = trace;
        this.loop = loop;
        delay = Conditions.any(random, 1, 4, 60);
    }

    /** Time passes: perhaps a write is made. */
    void act() {
        if (random.nextInt(isFull ? 10 : 60) == 0) {
            isFull = !isFull;
        }
        if (!writes.isEmpty() && random.nextInt(delay) == 0) {
            write();
        }
    }

    private void write() {
        isReporting = true;
        hasSaved = false;
        writes.remove().run();
        isReporting = false;
    }

    /** Writes what waits to be written. From now on no write fails. */
    void settle() {
        isReliable = true;
        while (!writes.isEmpty()) {
            write();
        }
    }

    /** From now on each write is made at once. */
    void beImmediate() {
        isImmediate = true;
    }

    /** Whether the last write that has run has saved its names. */
    boolean hasSaved() {
        return hasSaved;
    }

    /** Whether nothing waits to be written, or to be reported to the loop. */
    boolean isIdle() {
        return writes.isEmpty() && reports == 0;
    }

    /** The text that is saved; null if none is. */
    byte[] text() {
        return text;
    }

    @Override
    public InputStream open() {
        return text == null ? null : new ByteArrayInputStream(text);
    }

    @Override
    public void save(byte[] newText) throws IOException {
        if (isFull && !isReliable) {
            trace.log("the disk of the names is full");
            throw new IOException("No space left on device");
        }
        trace.log("the names are written");
        text = newText;
        hasSaved = true;
        model.stored();
    }

    @Override
    public String setAside(String state) {
        throw new AssertionError("the names are " + state);
    }

    /** The thread that writes. */
    @Override
    public void execute(Runnable write) {
        if (random.nextInt(REFUSALS) == 0 && !isReliable) {
            isReporting = true;
            hasSaved = false;
            throw new RejectedExecutionException();
        }
        writes.add(write);
        if (isImmediate) {
            write();
        }
    }

    /** Runs on the loop what the registered names have to do there. */
    void executeOnLoop(Runnable task) {
        reports++;
        if (!isReporting) {
            loop.execute(() -> {
                reports--;
                model.answer();
                task.run();
            });
            return;
        }
        isReporting = false;
        boolean isSaved = hasSaved;
        loop.execute(() -> {
            reports--;
            trace.log("  the names: %s", isSaved ? "saved" : "not saved");
            model.written(isSaved);
            task.run();
        });
    }
}
