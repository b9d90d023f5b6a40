package chatd.chat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The clients that have not logged in yet, and the progress of each. {@link Login} makes the progress. */
final class PendingLogins {

    /** The states that the drawings of {@link Login} show. */
    enum State { PASSWORD, WAITING, NAME, KEY, DONE }

    /** The progress of one client that is not DONE. */
    static final class Progress {
        State state = State.PASSWORD;
        int wrongTries;
        /** Why the name is refused; null unless the client is WAITING to be told so. */
        String refusal;
        /** How the client leaves after the refusal; null if it may choose another name. */
        Departure departure;
        /** The registered name whose key the client is asked for, or will be after the refusal; null if it is not. */
        String claimed;
        /** The age of the connection when it was asked for a name. */
        Duration asked = Duration.ZERO;
    }

    private Map<Session, Progress> pending = new HashMap<>();

    /** The progress of a client, which begins now if it has not begun yet. */
    Progress begin(Session session) {
        return pending.computeIfAbsent(session, newcomer -> new Progress());
    }

    /** The progress of a client; null if it is DONE. */
    Progress of(Session session) {
        return pending.get(session);
    }

    /** The client is in the room, or has left: there is nothing more to keep. */
    void end(Session session) {
        if (pending.remove(session) != null && pending.isEmpty()) {
            // After a burst of arrivals the table would stay large.
            pending = new HashMap<>();
        }
    }

    State state(Session session) {
        Progress progress = pending.get(session);
        return progress == null ? State.DONE : progress.state;
    }

    /** Whether a client may receive anything but questions for the password. */
    boolean isPastPassword(Session session) {
        Progress progress = pending.get(session);
        return progress == null || switch (progress.state) {
            case NAME, KEY -> true;
            default -> progress.refusal != null;
        };
    }

    Stream<Session> sessions() {
        return pending.keySet().stream();
    }

    int size() {
        return pending.size();
    }
}
