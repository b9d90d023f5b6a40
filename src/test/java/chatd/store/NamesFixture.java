package chatd.store;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Registered names in memory. Their tasks run when a test calls them. */
final class NamesFixture {

    static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
    static final Duration AGE = Duration.ofDays(90);

    final MemoryStorage storage;
    final Queue<Runnable> writer = new ArrayDeque<>();
    final Queue<Runnable> loop = new ArrayDeque<>();
    /** The results that callbacks received, in order. */
    final List<String> answers = new ArrayList<>();
    Callable<Key> keys = Key::random;
    boolean rejects;
    private Instant now = START;
    private RegisteredNames names;

    NamesFixture(MemoryStorage storage) {
        this.storage = storage;
    }

    NamesFixture() {
        this(new MemoryStorage());
    }

    NamesFixture open(int most, Duration age) throws IOException {
        names = RegisteredNames.open(storage, settings(most, age), () -> keys.call(), task -> {
            if (rejects) {
                throw new RejectedExecutionException();
            }
            writer.add(task);
        }, loop::add);
        return this;
    }

    NamesFixture open() throws IOException {
        return open(10, AGE);
    }

    NamesSettings settings(int most, Duration age) {
        return new NamesSettings(most, age, name -> name.toLowerCase(Locale.ROOT), new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
    }

    RegisteredNames names() {
        return names;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** A callback that notes, with a title, whether the change was saved, or why not. */
    Consumer<String> note(String title) {
        return problem -> answers.add(title + (problem == null ? " is saved" : ": " + problem));
    }

    /** Registers a name, without running a thread. */
    void register(String name) {
        names.register(name, name.toLowerCase(Locale.ROOT), registration -> note(name).accept(registration.problem()));
    }

    /** Registers a name, waits for its end, and returns its key. */
    String registered(String name) {
        List<String> key = new ArrayList<>();
        names.register(name, name.toLowerCase(Locale.ROOT), registration -> key.add(registration.key()));
        settle();
        return key.get(0);
    }

    /** Runs one write, and then the tasks of the loop. */
    void write() {
        writer.remove().run();
        runLoop();
    }

    void runLoop() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }

    /** Runs all threads until nothing is left to do. */
    void settle() {
        runLoop();
        while (!writer.isEmpty()) {
            write();
        }
    }

    /** Returns the answers since the last call. */
    List<String> answers() {
        List<String> taken = List.copyOf(answers);
        answers.clear();
        return taken;
    }

    /** A daemon that starts with the names that this one has saved. */
    NamesFixture restart() throws IOException {
        NamesFixture next = new NamesFixture(storage);
        next.now = now;
        return next.open();
    }
}
