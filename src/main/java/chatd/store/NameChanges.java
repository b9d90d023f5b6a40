package chatd.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes of names that one write saves or that are undone together, with those who wait for it. */
final class NameChanges {

    private static final Logger LOG = LoggerFactory.getLogger(NameChanges.class);

    /** The changed names as they were before; null if one was not registered. */
    private final Map<String, RegisteredName> before = new HashMap<>();
    private final List<Consumer<String>> waiting = new ArrayList<>();
    /** Changed names whose last change comes from another server. */
    private final Set<String> adopted = new HashSet<>();

    /** Changes a name; null removes it. */
    void put(Map<String, RegisteredName> names, String folded, RegisteredName changed) {
        RegisteredName was = changed == null ? names.remove(folded) : names.put(folded, changed);
        if (!before.containsKey(folded)) {
            before.put(folded, was);
        }
        adopted.remove(folded);
    }

    /** Changes a name as another server has done; null removes it. */
    void adopt(Map<String, RegisteredName> names, String folded, RegisteredName changed) {
        put(names, folded, changed);
        adopted.add(folded);
    }

    /** The folded names whose last change was made on this server. */
    List<String> own() {
        List<String> own = new ArrayList<>(before.keySet());
        own.removeAll(adopted);
        return own;
    }

    /** Has {@link #acknowledge} call this. */
    void await(Consumer<String> done) {
        waiting.add(done);
    }

    boolean isEmpty() {
        return before.isEmpty();
    }

    boolean has(String folded) {
        return before.containsKey(folded);
    }

    /** Whether the last change of a name was made on this server. */
    boolean isOwn(String folded) {
        return before.containsKey(folded) && !adopted.contains(folded);
    }

    /** Sets how a changed name is to be if the changes are undone; null for not registered. */
    void before(String folded, RegisteredName name) {
        before.put(folded, name);
    }

    /** A changed name as it was before; null if it was not registered. */
    RegisteredName before(String folded) {
        return before.get(folded);
    }

    /** Puts all changed names back as they were before. */
    void undo(Map<String, RegisteredName> names) {
        before.forEach((folded, was) -> {
            if (was == null) {
                names.remove(folded);
            } else {
                names.put(folded, was);
            }
        });
    }

    /** Tells all who wait why the changes are undone; null if they are saved. */
    void acknowledge(String failure) {
        for (Consumer<String> done : waiting) {
            try {
                done.accept(failure);
            } catch (RuntimeException e) {
                // The others must hear of their changes all the same.
                LOG.error("Acknowledging a change of a registered name failed", e);
            }
        }
    }
}
