package chatd.chat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The clients that have not logged in yet, and the progress of each. {@link Login} makes the progress. */
final class PendingLogins {

    /** The states that the drawings of {@link Login} show. */
    enum State { PASSWORD, WAITING, NAME, KEY, ENTERING, DONE }

    /** The progress of one client that is not DONE. */
    static final class Progress {
        State state = State.PASSWORD;
        int wrongTries;
        /** Why the name is refused; null unless the client is WAITING for that answer. */
        String refusal;
        /** The departure after the refusal; null if the client may choose another name. */
        Departure departure;
        /** The registered name whose key the client is asked for, now or after the refusal; null if there is none. */
        String claimed;
        /** The age of the connection when it was asked for a name. */
        Duration asked = Duration.ZERO;
        /** The age of the connection when it chose the name that is on its way. */
        Duration chosen = Duration.ZERO;
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

    /**
     * A client has chosen its name, and the other nodes decide whether it is free. The client has no deadline: if the
     * link is cut before they do, the client is disconnected.
     */
    void enters(Session session) {
        Progress progress = pending.get(session);
        if (progress != null) {
            progress.state = State.ENTERING;
            progress.chosen = session.connection().age();
            session.connection().expireAfter(Duration.ZERO);
        }
    }

    /** The name of a client was not free. The time that the other nodes took does not count as the client's. */
    void returns(Session session) {
        Progress progress = pending.get(session);
        progress.asked = progress.asked.plus(session.connection().age()).minus(progress.chosen);
    }

    /** Removes the progress of a client that is in the room, or has left. */
    void end(Session session) {
        if (pending.remove(session) != null && pending.isEmpty()) {
            // Otherwise the table would stay large after a burst of arrivals.
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
            case NAME, KEY, ENTERING -> true;
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
