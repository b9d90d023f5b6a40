package chatd.chat;

import chatd.wire.Line;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the room. If there is a password, whoever comes is asked for it before anything else, and until they have
 * given it they hear nothing and can do nothing. It keeps something about people only while they stand before it.
 *
 * <pre>
 *                     right
 *   ASKED ──────────────────────────────► in the room, or asked for a name
 *    │  ▲
 *    │  └──────────────────────────────┐  told how many tries are left
 *    │ wrong                           │
 *    ▼            1 s, then 2 s        │
 *   WAITING ───────────────────────────┤
 *                 4 s, the third time  └► told, and disconnected
 * </pre>
 *
 * <p>While somebody waits nothing is read from them, and they don't know yet that they were wrong. What they have sent
 * by then are their next tries.
 */
final class Login {

    private static final Logger LOG = LoggerFactory.getLogger(Login.class);

    private static final int TRIES = 3;
    /** After the first wrong try; after each further one it is twice as long. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /** Where somebody is who stands here. */
    private static final class Visit {
        private int wrongTries;
        private boolean waiting;
    }

    private final ChatService room;
    private final Duration timeout;
    private final Password password;
    private final Map<Session, Visit> visits = new HashMap<>();

    /** @param password null if anybody may come in */
    Login(ChatService room, Duration timeout, Password password) {
        this.room = room;
        this.timeout = timeout;
        this.password = password;
    }

    /** Somebody has come. */
    void arrive(Session member) {
        if (password == null) {
            room.welcome(member);
            return;
        }
        visits.put(member, new Visit());
        ask(member, room.words().askPassword());
    }

    /** People have as long for each answer as for choosing a name. */
    private void ask(Session member, String words) {
        member.tell(words);
        member.connection().expireAfter(timeout);
    }

    /** Whether somebody stands here, and must not hear or do anything. */
    boolean holds(Session member) {
        return !member.isHere() && visits.containsKey(member);
    }

    /** Takes what somebody here has typed for an attempt. */
    void answer(Session member, Line line) {
        if (password.matches(line)) {
            visits.remove(member);
            room.welcome(member);
        } else {
            wrong(member);
        }
    }

    /** Somebody here has typed what can't be right. */
    void wrong(Session member) {
        Visit visit = visits.get(member);
        member.connection().pause();
        member.connection().expireAfter(FIRST_WAIT.multipliedBy(1L << visit.wrongTries));
        visit.waiting = true;
        visit.wrongTries++;
        LOG.debug("{} has given a wrong password, {} of {} times", member.address(), visit.wrongTries, TRIES);
    }

    /** The time is over that somebody here had for an answer, or had to wait. */
    void expired(Session member) {
        Visit visit = visits.get(member);
        if (!visit.waiting) {
            room.dismiss(member, Departure.UNNAMED,
                    room.words().noPassword(timeout));
        } else if (visit.wrongTries == TRIES) {
            room.dismiss(member, Departure.WRONG_PASSWORD, room.words().passwordFailed());
        } else {
            visit.waiting = false;
            ask(member, room.words().wrongPassword(TRIES - visit.wrongTries));
            member.connection().unpause();
        }
    }

    /** Lets go of somebody who has left, whether they stood here or not. */
    void forget(Session member) {
        visits.remove(member);
    }

    /** Reads the password again, if there is one. */
    void reread() {
        if (password != null) {
            password.reread();
        }
    }
}
