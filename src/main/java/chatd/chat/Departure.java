package chatd.chat;

import chatd.net.CloseReason;
import java.util.Locale;

/** The ways in which a client leaves. */
public enum Departure {
    /** The client left on its own. */
    LEFT,
    /** The connection broke. */
    RESET,
    /** The member was idle for too long. */
    IDLE,
    /** The client chose no name, or gave no password, in time; or it was a script whose name was refused. */
    UNNAMED,
    /** The client gave too many wrong passwords. */
    WRONG_PASSWORD,
    /** The client gave too many wrong keys to registered names. */
    WRONG_KEY,
    /** Another connection has given the key of the member's name, and has taken over the member. */
    ELSEWHERE,
    /** The client read nothing for too long, or was the furthest behind when memory ran out. */
    NOT_READING,
    /** An administrator disconnected the client. */
    KICKED,
    /** The service threw an exception. */
    FAILURE,
    /** The server stopped. */
    STOPPED;

    /** For the log: {@code not reading}. */
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Departure of(CloseReason reason) {
        return switch (reason) {
            case END_OF_INPUT, NOT_CHAT -> LEFT;
            case RESET -> RESET;
            case NOT_READING -> NOT_READING;
            case FAILURE -> FAILURE;
        };
    }
}
