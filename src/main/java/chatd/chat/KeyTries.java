package chatd.chat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts the wrong keys of each client, at the login and as a member, and knows the members that wait for the answer.
 * After a wrong key nothing is read for 1 s, then 2 s and 4 s. A right key clears the count.
 */
final class KeyTries {

    private static final int MOST = 3;
    /** The wait after the first wrong key. It doubles with each further one. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private final Map<Session, Integer> wrong = new HashMap<>();
    private final Set<Session> waiting = new HashSet<>();

    /** Counts a wrong key. Returns how long the client must wait. */
    Duration count(Session session) {
        return FIRST_WAIT.multipliedBy(1L << wrong.merge(session, 1, Integer::sum) - 1);
    }

    /** The tries that a client has left; 0 if it must be disconnected. */
    int left(Session session) {
        return MOST - wrong.getOrDefault(session, 0);
    }

    /** Reads nothing from a member for this time, which {@link #endWait} ends. */
    void pause(Session member, Duration time) {
        waiting.add(member);
        member.connection().pause();
        member.connection().expireAfter(time);
    }

    /** The deadline of a member has passed. Ends its {@link #pause}; returns whether there was one. */
    boolean endWait(Session member) {
        return waiting.remove(member);
    }

    /** Forgets the wrong keys of a client, because it has given the right one, or has left. */
    void forget(Session session) {
        wrong.remove(session);
        waiting.remove(session);
    }
}
