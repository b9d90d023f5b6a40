package chatd.store;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered names, kept in a file. Only the loop's thread uses them. Only {@link #open} and {@link #close} wait
 * for the disk:  a change takes effect at once, another thread writes the file, and then the change is
 * acknowledged. If the file cannot be written, all changes since the last write are undone.
 *
 * <p>A method with {@code done} acknowledges its change by calling {@code done} on the loop: with null once the change
 * is saved, or else with the reason why it was not made or was undone, in English. Names are found by their folded
 * form.
 */
public final class RegisteredNames {

    private static final Logger LOG = LoggerFactory.getLogger(RegisteredNames.class);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String NOT_REGISTERED = "the name is not registered";

    private final NamesStorage storage;
    private final NamesSettings settings;
    private final Callable<Key> keys;
    private final Executor writer;
    private final Executor loop;

    private final Map<String, RegisteredName> names;
    /** Changes that wait for the next write. */
    private NameChanges unsaved = new NameChanges();
    /** The write that is under way; null if there is none. */
    private NamesWrite write;
    private Predicate<String> inUse = folded -> false;
    private boolean hasFailed;
    /** Null if nobody wants to know of changes. */
    private Watcher watcher;

    private RegisteredNames(NamesStorage storage, NamesSettings settings, Callable<Key> keys, Executor writer,
            Executor loop) throws IOException {
        this.storage = storage;
        this.settings = settings;
        this.keys = keys;
        this.writer = writer;
        this.loop = loop;
        // Loads the classes for hashes now, because that would delay the loop later.
        Key.of(new byte[Key.BYTES]).hash();
        NamesReader reader = new NamesReader(settings);
        names = reader.read(storage);
        if (reader.isDamaged()) {
            startWrite();
        }
    }

    /**
     * Reads the names in a file. The first change creates a file that does not exist.
     *
     * @param writer runs the writing of the file, on a thread that may wait for the disk
     * @param loop runs tasks on the loop's thread
     * @throws IOException if the file cannot be used; the message is one line that names the option and the file
     */
    public static RegisteredNames open(Path file, NamesSettings settings, Executor writer, Executor loop)
            throws IOException {
        return open(SafeFile.open("--names-file", file), settings, Key::random, writer, loop);
    }

    /** Reads the names in any storage, with keys that a simulation can choose. */
    public static RegisteredNames open(NamesStorage storage, NamesSettings settings, Callable<Key> keys,
            Executor writer, Executor loop) throws IOException {
        try {
            return new RegisteredNames(storage, settings, keys, writer, loop);
        } catch (IOException e) {
            storage.close();
            throw e;
        }
    }

    /** Sets the test for folded names in use. A name in use is not removed, however old it is. */
    public void keepWhile(Predicate<String> isInUse) {
        inUse = isInUse;
    }

    /** Is told of the changes that were made here, for other servers. */
    public interface Watcher {
        /** A change is saved. {@code record} is for {@link #adopt}; null if the name is not registered any more. */
        void saved(String folded, byte[] record);
    }

    /** Tells somebody of each change from now on, once it is saved. */
    public void watch(Watcher newWatcher) {
        watcher = newWatcher;
    }

    // Questions

    /** The registered name; null if it is not registered, or forgotten. */
    public RegisteredName find(String folded) {
        RegisteredName name = names.get(folded);
        return name == null || isForgotten(folded, name) ? null : name;
    }

    /** Checks a text that was typed as the key of this name. A new key is right only once it is saved. */
    public KeyCheck check(String folded, String typed) {
        Key key = Key.parse(typed);
        if (key == null) {
            return Key.looksLikeKey(typed) ? KeyCheck.MISTYPED : KeyCheck.NO_KEY_SHAPE;
        }
        RegisteredName name = find(folded) == null ? null : saved(folded);
        boolean isRight = name != null && name.hasKey() && key.hasHash(name.keyHash());
        return isRight ? KeyCheck.RIGHT : KeyCheck.WRONG;
    }

    /** The name as it is in the file, or will be if no write fails from now on. */
    private RegisteredName saved(String folded) {
        if (write != null && write.changes().has(folded)) {
            return write.changes().before(folded);
        }
        return unsaved.has(folded) ? unsaved.before(folded) : names.get(folded);
    }

    /** Whether no further name may be registered. */
    public boolean isFull() {
        return names.size() >= settings.most() && all().size() >= settings.most();
    }

    /** Registered names. Those that are forgotten count until the next write. */
    public int size() {
        return names.size();
    }

    /** All registered names, in no order. */
    public Collection<RegisteredName> all() {
        List<RegisteredName> all = new ArrayList<>(names.size());
        names.forEach((folded, name) -> {
            if (!isForgotten(folded, name)) {
                all.add(name);
            }
        });
        return all;
    }

    /** The registered names of operators, in no order. */
    public Collection<RegisteredName> operators() {
        List<RegisteredName> operators = new ArrayList<>();
        for (RegisteredName name : all()) {
            if (name.isOperator()) {
                operators.add(name);
            }
        }
        return operators;
    }

    /** Whether all changes are in the file. */
    public boolean isSaved() {
        return write == null && unsaved.isEmpty();
    }

    // Changes

    /**
     * Makes a key for a name, which need not be registered yet. An old key works until the new one is saved.
     *
     * @param done receives the key once it is saved
     */
    public void register(String name, String folded, Consumer<Registration> done) {
        RegisteredName known = find(folded);
        String problem = known == null ? problem(name, null) : null;
        if (problem != null) {
            later(() -> done.accept(new Registration(null, problem)));
            return;
        }
        Key key;
        try {
            key = keys.call();
        } catch (Exception e) {
            String reason = "cannot make a key: " + e.getMessage();
            later(() -> done.accept(new Registration(null, reason)));
            return;
        }
        RegisteredName base = known == null ? RegisteredName.of(name, today()) : known.withName(name);
        put(folded, used(base).withKeyHash(key.hash()), failure ->
                done.accept(failure == null ? new Registration(key.text(), null) : new Registration(null, failure)));
    }

    /** Gives a registered name the key that it had before, because nobody has seen the new one. */
    public void restoreKey(String folded, RegisteredName before) {
        change(folded, name -> name.withKeyHash(before.keyHash()), failure -> { });
    }

    /** Registers a name for a local user, without a key; a registered name becomes the user's and keeps its key. */
    public void registerUser(String name, String folded, String loginName, Consumer<String> done) {
        RegisteredName known = find(folded);
        String problem = known == null ? problem(name, loginName) : null;
        if (problem != null) {
            later(() -> done.accept(problem));
            return;
        }
        RegisteredName base = known == null ? RegisteredName.of(name, today()) : known;
        put(folded, used(base).withUser(loginName), done);
    }

    /** Why a name cannot be registered; null if it can. */
    private String problem(String name, String loginName) {
        if (isFull()) {
            return "the most names that --max-registered-names allows are registered: " + settings.most();
        }
        return NameLine.canHold(name) && (loginName == null || NameLine.canHold(loginName))
                ? null
                : "a name with such characters cannot be registered";
    }

    /** Marks a name as used by its owner today. Only the first use of a day causes a write. */
    public void touch(String folded) {
        RegisteredName name = names.get(folded);
        if (name != null && name.usedDay() < today()) {
            put(folded, used(name), failure -> { });
        }
    }

    /** A name that is used today. After a boot the clock may be at 1970, which makes no name older. */
    private RegisteredName used(RegisteredName name) {
        return name.withUsedDay(Math.max(name.usedDay(), today()));
    }

    /** Frees a name. */
    public void remove(String folded, Consumer<String> done) {
        change(folded, name -> null, done);
    }

    /** Makes the owner of a name an operator, or undoes that. */
    public void setOperator(String folded, boolean isOperator, Consumer<String> done) {
        change(folded, name -> name.withOperator(isOperator), done);
    }

    /**
     * Mutes the owner of a name.
     *
     * @param untilMillis in milliseconds since 1970, which is rounded up to a second; {@link RegisteredName#FOR_EVER}
     *     or {@link RegisteredName#NOT_MUTED}
     */
    public void mute(String folded, long untilMillis, Consumer<String> done) {
        change(folded, name -> name.withMutedUntil(NameLine.storedTime(untilMillis)), done);
    }

    /** The record of a registered name, for {@link #adopt} on another server. */
    public static byte[] record(RegisteredName name) {
        return NameLine.encode(name).stripTrailing().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Makes a change that another server has saved. A change of the same name that was made here, and is not saved yet,
     * is the later one and stays.
     *
     * @param record null if the name is not registered any more
     * @return false if the change is not made, because there is a later one or the record cannot be read
     */
    public boolean adopt(String folded, byte[] record) {
        RegisteredName name = record == null ? null : NameLine.decode(record);
        if (record != null && name == null) {
            return false;
        }
        NameChanges own = write != null && write.changes().isOwn(folded) ? write.changes() : unsaved;
        if (own.isOwn(folded)) {
            own.before(folded, name);
            return false;
        }
        unsaved.adopt(names, folded, name);
        if (write == null) {
            startWrite();
        }
        return true;
    }

    private void change(String folded, UnaryOperator<RegisteredName> change, Consumer<String> done) {
        RegisteredName name = find(folded);
        if (name == null) {
            later(() -> done.accept(NOT_REGISTERED));
        } else {
            put(folded, change.apply(name), done);
        }
    }

    /** An answer never comes before the called method returns. */
    private void later(Runnable answer) {
        loop.execute(answer);
    }

    private void put(String folded, RegisteredName changed, Consumer<String> done) {
        unsaved.put(names, folded, changed);
        unsaved.await(done);
        if (write == null) {
            startWrite();
        }
    }

    // Writing

    private void startWrite() {
        forget();
        NamesWrite next = new NamesWrite(storage, names.values().toArray(RegisteredName[]::new), unsaved);
        write = next;
        unsaved = new NameChanges();
        try {
            writer.execute(() -> {
                next.run();
                loop.execute(() -> finish(next));
            });
        } catch (RejectedExecutionException e) {
            next.fail("too much waits to be written already");
            loop.execute(() -> finish(next));
        }
    }

    /** Removes names that are too old, and marks those that are in use as used today. */
    private void forget() {
        int today = today();
        List<String> old = new ArrayList<>();
        names.forEach((folded, name) -> {
            if (settings.isOld(name, today)) {
                old.add(folded);
            }
        });
        for (String folded : old) {
            unsaved.put(names, folded, inUse.test(folded) ? names.get(folded).withUsedDay(today) : null);
        }
    }

    private boolean isForgotten(String folded, RegisteredName name) {
        return settings.isOld(name, today()) && !inUse.test(folded);
    }

    private int today() {
        return settings.today();
    }

    /** Acknowledges the changes of a write, or undoes them and all later ones. Does so once. */
    private void finish(NamesWrite finished) {
        if (finished != write) {
            return;
        }
        write = null;
        String failure = finished.failure();
        if (failure == null) {
            if (hasFailed) {
                LOG.info("Registered names are saved again");
            }
            hasFailed = false;
            if (!unsaved.isEmpty()) {
                startWrite();
            }
            finished.changes().acknowledge(null);
            report(finished.changes());
            return;
        }
        if (!hasFailed) {
            LOG.warn("Cannot save registered names: {}", failure);
        }
        hasFailed = true;
        NameChanges later = unsaved;
        unsaved = new NameChanges();
        later.undo(names);
        finished.changes().undo(names);
        finished.changes().acknowledge(failure);
        later.acknowledge(failure);
    }

    private void report(NameChanges changes) {
        if (watcher != null) {
            for (String folded : changes.own()) {
                RegisteredName name = saved(folded);
                watcher.saved(folded, name == null ? null : record(name));
            }
        }
    }

    /** Waits at most two seconds for the last changes to be saved, and unlocks the file. */
    public void close() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (write != null && write.await(deadline - System.nanoTime())) {
            finish(write);
        }
        if (write != null) {
            LOG.warn("The last changes of registered names are not saved yet: the disk is too slow");
        }
        storage.close();
    }
}
