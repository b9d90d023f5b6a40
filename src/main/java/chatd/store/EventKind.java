package chatd.store;

import java.util.Locale;

/** The kind of an event in the history file. The word in the file is its name in lower case. */
public enum EventKind {
    SAID,
    ME,
    TOPIC,
    ARRIVED,
    LEFT,
    JOINED,
    MOVED,
    REMOVED,
    RENAMED,
    LOCKED,
    UNLOCKED,
    /** The room was removed because its last member had left. */
    GONE,
    /** Lines were not written. The text counts them; the record has no room and no name. */
    MISSING;

    private static final EventKind[] ALL = values();

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word for it in the file. */
    public String word() {
        return word;
    }

    /** Whether a member said it. */
    public boolean isSaid() {
        return this == SAID || this == ME;
    }

    /** Whether the lines of the room before it are not shown to members of a later room of that name. */
    boolean endsRoom() {
        return this == GONE || this == LOCKED || this == UNLOCKED;
    }

    /** The kind whose word is {@code bytes[from..to)}; null if there is none. */
    static EventKind of(byte[] bytes, int from, int to) {
        for (EventKind kind : ALL) {
            if (isAt(kind.word, bytes, from, to)) {
                return kind;
            }
        }
        return null;
    }

    private static boolean isAt(String word, byte[] bytes, int from, int to) {
        if (word.length() != to - from) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
