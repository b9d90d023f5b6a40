package chatd.chat;

import java.util.HashMap;
import java.util.Map;

/**
 * The names of all sessions, in whatever room they are. Case makes no difference. Two sessions may share an address for
 * a while, if the daemon listens at two ports; the roster then finds the one that came last.
 */
final class Roster {

    private final Map<String, Session> byName = new HashMap<>();

    /** Finds a session by this name from now on, and no more by the one before. */
    void rename(Session session, String name) {
        remove(session);
        String folded = Names.fold(name);
        byName.put(folded, session);
        session.foldedName(folded);
    }

    /** Finds a session no more, if it had a name. */
    void remove(Session session) {
        byName.remove(session.foldedName(), session);
    }

    /** The session with this folded name; null if there is none. */
    Session folded(String folded) {
        return byName.get(folded);
    }

    /** The session with this name, in any case; null if there is none. */
    Session called(String name) {
        return byName.get(Names.fold(name));
    }
}
