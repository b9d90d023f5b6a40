package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.chat.RegistrationSettings;
import chatd.store.Key;
import chatd.store.KeyCheck;
import chatd.store.NamesStorage;
import chatd.store.RegisteredName;
import chatd.store.RegisteredNames;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Model of the registered names and their owners. A change holds at once, and its author is told when it is saved. If a
 * write fails, its changes and all later ones are undone. Names are found by their folded form.
 *
 * <p>Not modelled: names that are forgotten because nobody has used them for long.
 */
final class RegistrationModel {

    /**
     * A registered name.
     *
     * @param mutedUntil in milliseconds since 1970; {@link #NOT_MUTED} or {@link #FOR_EVER}
     */
    record Registered(String name, Key key, LocalDate lastUsed, boolean isOperator, long mutedUntil) {
        Registered with(String newName, Key newKey, LocalDate used) {
            return new Registered(newName, newKey, used, isOperator, mutedUntil);
        }
    }

    /** A key that somebody has read. */
    record Told(String name, Key key) {
    }

    static final long NOT_MUTED = 0;
    static final long FOR_EVER = Long.MAX_VALUE;

    private record Change(String folded, Registered before, Consumer<Boolean> end) {
    }

    private final RegistrationSettings settings;
    private final Clock clock;
    private final SimulatedKeys keys;
    private final Map<String, Registered> names = new LinkedHashMap<>();
    /** Folded names with a change that is not saved yet, made by their owner. */
    private final Set<String> changing = new HashSet<>();
    private List<Change> unsaved = new ArrayList<>();
    /** Changes that are being written; null if none are. */
    private List<Change> underWay;
    /** The names as they are being written. */
    private Map<String, Registered> writing = Map.of();
    private Map<String, Registered> stored = Map.of();
    /** Answers that need no write. */
    private final Queue<Runnable> answers = new ArrayDeque<>();
    private final List<Told> told = new ArrayList<>();
    /** The keys that must work, whatever happens: somebody has read them, and nobody has asked for a change since. */
    private final Map<String, Key> promised = new HashMap<>();
    /** How many of these were told by a daemon that was killed. */
    private int toldBefore;

    RegistrationModel(RegistrationSettings settings, Clock clock, SimulatedKeys keys) {
        this.settings = settings;
        this.clock = clock;
        this.keys = keys;
    }

    /** The names as a new daemon finds them, after the one of this model was killed. */
    RegistrationModel afterKill(Clock newClock) {
        RegistrationModel next = new RegistrationModel(settings, newClock, keys);
        next.names.putAll(stored);
        next.stored = stored;
        next.told.addAll(told);
        next.promised.putAll(promised);
        next.toldBefore = told.size();
        return next;
    }

    boolean registeredOnly() {
        return settings.registeredOnly();
    }

    // Questions.

    /** The registration of a name; null if it is not registered. */
    Registered find(String name) {
        return names.get(Words.fold(name));
    }

    /** The registration of a member that has given the key of its name; null for others. */
    Registered of(ModelMember member) {
        return member.isHere() && member.hasGivenKey ? find(member.name) : null;
    }

    boolean isOwner(ModelMember member) {
        return of(member) != null;
    }

    /** All registered names. */
    List<String> all() {
        return names.values().stream().map(Registered::name).toList();
    }

    /** The registrations of operators, in the order of their names. */
    List<Registered> operators() {
        return names.values().stream().filter(Registered::isOperator).sorted(Comparator.comparing(Registered::name))
                .toList();
    }

    boolean isChanging(String name) {
        return changing.contains(Words.fold(name));
    }

    boolean isClosedTo(ModelMember member, String name) {
        boolean isOwn = member.isHere() && Words.fold(member.name).equals(Words.fold(name));
        return !isOwn && (find(name) != null || isChanging(name));
    }

    boolean isFull() {
        return names.size() >= settings.most();
    }

    /** Whether this is the key of a name. A new key is right once it is saved, not before. */
    boolean isRight(String name, Key key) {
        Registered saved = saved(Words.fold(name));
        return find(name) != null && saved != null && key.equals(saved.key());
    }

    private Registered saved(String folded) {
        List<Change> later = new ArrayList<>(underWay == null ? List.of() : underWay);
        later.addAll(unsaved);
        for (Change change : later) {
            if (change.folded().equals(folded)) {
                return change.before();
            }
        }
        return names.get(folded);
    }

    /** The keys that somebody has read, including keys that no longer work. */
    List<Told> told() {
        return told;
    }

    // Changes.

    /** A member has given the key of its name. */
    void own(ModelMember member) {
        member.hasGivenKey = true;
        member.wrongKeys = 0;
        touch(member);
    }

    /** The owner of a name uses it today. */
    void touch(ModelMember member) {
        Registered name = of(member);
        if (name != null && !name.lastUsed().equals(today())) {
            put(name.name(), name.with(name.name(), name.key(), today()), isSaved -> { });
        }
    }

    /**
     * Makes a key for a name.
     *
     * @param end receives it once it is saved, or null if it is not
     */
    void register(String name, Consumer<Key> end) {
        Registered known = find(name);
        Key key = known == null && isFull() ? null : keys.expect();
        if (key == null) {
            answers.add(() -> end.accept(null));
            return;
        }
        put(name, known == null ? new Registered(name, key, today(), false, NOT_MUTED)
                : known.with(name, key, today()), isSaved -> end.accept(isSaved ? key : null));
    }

    int keysTold() {
        return told.size() - toldBefore;
    }

    void tell(String name, Key key) {
        told.add(new Told(name, key));
        Registered now = find(name);
        if (now != null && key.equals(now.key())) {
            promised.put(Words.fold(name), key);
        }
    }

    /** Frees a name. */
    void remove(String name, Consumer<Boolean> end) {
        change(name, known -> null, end);
    }

    /** Changes a registered name; null removes it. */
    void change(String name, UnaryOperator<Registered> change, Consumer<Boolean> end) {
        Registered known = find(name);
        if (known == null) {
            answers.add(() -> end.accept(false));
        } else {
            put(name, change.apply(known), end);
        }
    }

    void beginChange(String name) {
        changing.add(Words.fold(name));
    }

    void endChange(String name) {
        changing.remove(Words.fold(name));
    }

    private void put(String name, Registered changed, Consumer<Boolean> end) {
        String folded = Words.fold(name);
        Registered before = changed == null ? names.remove(folded) : names.put(folded, changed);
        if (changed == null || changed.key() == null || !changed.key().equals(promised.get(folded))) {
            promised.remove(folded);
        }
        unsaved.add(new Change(folded, before, end));
        if (underWay == null) {
            write();
        }
    }

    private void write() {
        underWay = unsaved;
        unsaved = new ArrayList<>();
        writing = new LinkedHashMap<>(names);
    }

    // Events of the file and of the loop.

    /** The file has what was being written. */
    void stored() {
        stored = writing;
    }

    /** The loop learns how a write has ended. */
    void written(boolean isSaved) {
        List<Change> ended = underWay;
        underWay = null;
        if (isSaved && !unsaved.isEmpty()) {
            write();
        }
        if (!isSaved) {
            ended.addAll(unsaved);
            unsaved = new ArrayList<>();
            undo(ended);
        }
        ended.forEach(change -> change.end().accept(isSaved));
    }

    private void undo(List<Change> changes) {
        List<Change> last = new ArrayList<>(changes);
        Collections.reverse(last);
        for (Change change : last) {
            if (change.before() == null) {
                names.remove(change.folded());
            } else {
                names.put(change.folded(), change.before());
            }
        }
    }

    /** The loop gives an answer that needs no write. */
    void answer() {
        answers.remove().run();
    }

    /** The daemon ends: the last changes are saved, unless the write that is under way has failed already. */
    void close(boolean isSaved) {
        if (underWay != null) {
            written(isSaved);
        }
        while (underWay != null) {
            stored = writing;
            written(true);
        }
    }

    /** Checks that the file has all saved names, and that each key works. */
    void assertStored(NamesStorage file) throws IOException {
        RegisteredNames found = RegisteredNames.open(file, settings.forFile(clock), keys, write -> { }, task -> { });
        assertEquals(stored.keySet(), found.all().stream().map(name -> Words.fold(name.name()))
                .collect(Collectors.toSet()));
        promised.forEach((folded, key) ->
                assertEquals(KeyCheck.RIGHT, found.check(folded, key.text()), "the key that was told for " + folded));
        stored.forEach((folded, name) -> {
            RegisteredName there = found.find(folded);
            assertEquals(name.name(), there.name());
            assertEquals(name.lastUsed(), there.lastUsed());
            assertEquals(name.isOperator(), there.isOperator(), folded);
            assertEquals(name.mutedUntil(), there.mutedUntil(), folded);
            assertEquals(KeyCheck.RIGHT, found.check(folded, name.key().text()), folded);
        });
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
