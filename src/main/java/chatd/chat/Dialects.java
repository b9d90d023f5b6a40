package chatd.chat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What the front door needs to know of the dialects, before there is a room. */
public final class Dialects {

    private Dialects() {
    }

    /** The names of all dialects, the usual one first. */
    public static List<String> names() {
        return List.copyOf(new TreeSet<>(Dialect.BY_NAME.keySet()));
    }

    /** How long somebody may send nothing in this dialect, if the options don't say. */
    public static Duration idle(String dialect) {
        return Dialect.BY_NAME.get(dialect).idle();
    }

    /** The language of this dialect if it has one of its own. */
    public static Optional<String> language(String dialect) {
        return Optional.ofNullable(Dialect.BY_NAME.get(dialect).language());
    }
}
