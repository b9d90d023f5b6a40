package chatd.chat;

import chatd.net.CloseReason;
import java.util.Locale;

/** How somebody left. */
public enum Departure {
    /** By their own will. */
    LEFT,
    /** Their connection broke. */
    RESET,
    /** They said nothing for too long. */
    IDLE,
    /** They chose no name, or gave no password, for too long. */
    UNNAMED,
    /** They tried to guess the password. */
    WRONG_PASSWORD,
    /** They took nothing of what was written to them for too long. */
    NOT_READING,
    /** An administrator would not have them. */
    KICKED,
    /** The server failed them. */
    FAILURE,
    /** The server stopped. */
    STOPPED;

    /** As it is written: {@code not reading}. */
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Departure of(CloseReason cause) {
        return switch (cause) {
            case END_OF_INPUT -> LEFT;
            case RESET -> RESET;
            case NOT_READING -> NOT_READING;
            case FAILURE -> FAILURE;
        };
    }
}
