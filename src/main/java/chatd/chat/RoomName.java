package chatd.chat;

import java.util.Optional;
import java.util.Set;

/** The name of a room as people type it, with or without the {@code #} that is shown before it. */
public final class RoomName {

    /** Describes the valid names, for a message that says "must be". */
    public static final String RULE =
            "1 to 32 letters of one script, digits, _, - or ., beginning with a letter or digit and not digits alone";

    /** Reserved words are allowed: they protect the start of a line, where the name of a member stands. */
    private static final Names NAMES = new Names(Set.of());

    private RoomName() {
    }

    /** Parses a name in an option. Returns it without {@code #}; empty if it breaks the rule. */
    public static Optional<String> parse(String typed) {
        return Optional.of(normalize(typed)).filter(name -> NAMES.problem(name) == null);
    }

    /** The form in which a name is checked, stored and shown, without {@code #}. */
    static String normalize(String typed) {
        String text = typed.strip();
        return Names.normalize(text.startsWith("#") ? text.substring(1) : text);
    }
}
