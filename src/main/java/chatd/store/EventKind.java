package chatd.store;

import java.util.Locale;

/** The kind of an event in the history file. The word in the file is its name in lower case, as {@code said-locked}. */
public enum EventKind {
    SAID,
    ME,
    TOPIC,
    /** The same in a room that was locked. Nobody but the members of that room may read it. */
    SAID_LOCKED,
    ME_LOCKED,
    TOPIC_LOCKED,
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

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word for this kind in the file. */
    public String word() {
        return word;
    }

    /** The kind of the same event in a locked room. Events that are not said keep their kind. */
    public EventKind inLockedRoom() {
        return switch (this) {
            case SAID -> SAID_LOCKED;
            case ME -> ME_LOCKED;
            case TOPIC -> TOPIC_LOCKED;
            default -> this;
        };
    }

    /** The kind of the same event in a room that is not locked. */
    EventKind inOpenRoom() {
        return switch (this) {
            case SAID_LOCKED -> SAID;
            case ME_LOCKED -> ME;
            case TOPIC_LOCKED -> TOPIC;
            default -> this;
        };
    }

    /** Whether only the members of a locked room could read the line or topic. */
    boolean isLocked() {
        return this != inOpenRoom();
    }

    /** Whether a member said it, in a room that was not locked. */
    boolean isSaid() {
        return this == SAID || this == ME;
    }

    /** Whether members of a later room of that name see neither this event nor earlier ones. */
    boolean endsRoom() {
        return this == GONE || this == LOCKED || this == UNLOCKED || isLocked();
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
