package chatd.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A few well-behaved members of the room, who talk at a steady pace, on a thread of their own. Every line must come to
 * each of them whole, once and in the same order, or be told of as skipped; so must what others say.
 */
public final class Witnesses implements AutoCloseable {

    private static final Duration JOIN_TIME = Duration.ofSeconds(20);
    private static final Duration HEARING_TIME = Duration.ofSeconds(1);
    private static final int ANSWER_SECONDS = 30;
    private static final int READ_BYTES = 256 * 1024;
    /** With what others begin lines that witnesses count. */
    private static final byte[] CROWD_MARK = {':', ' ', '#'};

    private final Selector selector = Selector.open();
    private final List<Witness> witnesses = new ArrayList<>();
    private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    private final Thread thread = new Thread(this::run, "witnesses");
    private final long paceNanos;
    private long nextNanos;
    private int next;
    private volatile boolean talking;
    private boolean closed;
    private long crowdLines;
    private Reckoning reckoning = new Reckoning();

    /**
     * Has them join, one after the other, and begin to talk.
     *
     * @param pace how often each of them says a line
     */
    public Witnesses(int port, int count, Duration pace) throws IOException {
        paceNanos = pace.toNanos() / count;
        for (int i = 0; i < count; i++) {
            witnesses.add(new Witness(i, port, selector));
        }
        thread.start();
        if (!Pause.until(() -> call(() -> witnesses.stream().allMatch(Witness::hasJoined)), JOIN_TIME)) {
            close();
            throw new IOException("not all witnesses could join");
        }
        talk();
    }

    /** Has them talk again after they were {@link #settle settled}. */
    public void talk() {
        call(() -> nextNanos = System.nanoTime());
        talking = true;
        selector.wakeup();
    }

    /** Has them fall silent, whoever still has something to hear. */
    public void hush() {
        talking = false;
    }

    /** How often they have heard a line from the crowd, all of them together. */
    public long crowdLines() {
        return call(() -> crowdLines);
    }

    /** Whether all of them were disconnected. */
    public boolean haveEnded() {
        return call(() -> witnesses.stream().allMatch(Witness::hasEnded));
    }

    /** Has them fall silent, and waits until each has heard the last line of all. */
    public void settle(Duration patience) throws IOException {
        talking = false;
        long end = System.nanoTime() + patience.toNanos();
        do {
            // The line before may be one that somebody was too slow for.
            call(this::everybodySpeaks);
            if (Pause.until(() -> call(this::everybodyHasHeard), HEARING_TIME)) {
                return;
            }
        } while (System.nanoTime() - end < 0 && !call(() -> witnesses.stream().anyMatch(Witness::hasEnded)));
        call(() -> {
            for (Witness witness : witnesses) {
                reckoning.problem(witness.hasEnded() ? 1 : 0, witness.name() + (witness.hasEnded() ? " was disconnected"
                        : " does not hear the last lines") + "; before: \"" + witness.lastLine() + '"');
            }
            return null;
        });
    }

    private Void everybodySpeaks() {
        witnesses.forEach(Witnesses::say);
        return null;
    }

    private boolean everybodyHasHeard() {
        return witnesses.stream().allMatch(listener -> witnesses.stream()
                .allMatch(speaker -> listener.journal.hasHeard(speaker.lastSaid())));
    }

    /**
     * Compares what they have heard, and forgets it.
     *
     * @param nanoTime what was said before must have been heard by all
     */
    public Reckoning reckon(long nanoTime) {
        return call(() -> {
            Reckoning done = reckoning;
            reckoning = new Reckoning();
            for (Witness witness : witnesses) {
                done.skipped(witness.journal.skipped());
                done.waited(witness.waitNanos);
                findMissing(witness, nanoTime, done);
                witness.journal.compare(witnesses.get(0).journal, witness.name(), done);
            }
            witnesses.forEach(Witness::forget);
            return done;
        });
    }

    private void findMissing(Witness listener, long nanoTime, Reckoning done) {
        Map<Long, Integer> heard = listener.journal.index(listener.name(), done);
        long missing = 0;
        for (Witness speaker : witnesses) {
            for (int i = 0; i < speaker.saidNanos.size(); i++) {
                if (speaker.saidNanos.get(i) < nanoTime && !heard.containsKey(speaker.id(i))) {
                    missing++;
                }
            }
        }
        if (missing > listener.journal.skipped()) {
            done.problem(missing - listener.journal.skipped(), listener.name() + " did not hear all lines");
        }
    }

    /** Whether each of them has heard the server's farewell. */
    public boolean haveHeardFarewell() {
        return call(() -> witnesses.stream().allMatch(witness -> witness.journal.hasHeard(Witness.FAREWELL)));
    }

    @Override
    public void close() {
        if (!thread.isAlive()) {
            return;
        }
        call(() -> {
            closed = true;
            witnesses.forEach(Witness::close);
            return null;
        });
    }

    private <T> T call(Supplier<T> question) {
        FutureTask<T> task = new FutureTask<>(question::get);
        tasks.add(task);
        selector.wakeup();
        try {
            return task.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        try (selector) {
            while (!closed) {
                long wait = talking ? (nextNanos - System.nanoTime()) / 1_000_000 : 1000;
                selector.select(this::serve, Math.max(1, wait));
                for (FutureTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                while (talking && nextNanos - System.nanoTime() <= 0) {
                    nextNanos += paceNanos;
                    say(witnesses.get(next++ % witnesses.size()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SelectionKey key) {
        ((Witness) key.attachment()).serve(buffer, this);
    }

    private static void say(Witness witness) {
        try {
            witness.say();
        } catch (IOException e) {
            witness.close();
        }
    }

    Witness witness(int number) {
        return witnesses.get(number);
    }

    void damaged(String what) {
        reckoning.problem(1, what);
    }

    void countCrowd(byte[] line, int length) {
        for (int i = 0; i + CROWD_MARK.length <= length && line[i] != ' '; i++) {
            if (line[i] == CROWD_MARK[0]) {
                crowdLines += line[i + 1] == CROWD_MARK[1] && line[i + 2] == CROWD_MARK[2] ? 1 : 0;
                return;
            }
        }
    }
}
