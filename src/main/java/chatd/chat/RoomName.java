package chatd.chat;

import java.util.Optional;
import java.util.Set;

/** The name of a room as people type it, with or without the {@code #} that is shown before it. */
public final class RoomName {

    /** The valid names, in words that follow "it must be". */
    public static final String RULE =
            "1 to 32 letters, digits, _, - or ., beginning with a letter or digit and not digits alone";

    /** Only people cannot have the reserved words, because a line of a member begins with the member's name. */
    private static final Names NAMES = new Names(Set.of());

    private RoomName() {
    }

    /** The name as it is kept, without {@code #}; empty if it breaks the rule. For the options. */
    public static Optional<String> parse(String typed) {
        return Optional.of(normalize(typed)).filter(name -> NAMES.problem(name) == null);
    }

    /** The form in which a name is checked, kept and shown, without {@code #}. */
    static String normalize(String typed) {
        String text = typed.strip();
        return Names.normalize(text.startsWith("#") ? text.substring(1) : text);
    }
}
