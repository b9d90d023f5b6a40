package chatd.chat;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers wrong keys, at the login and of members, after a wait. The third wrong key ends the connection. The
 * {@link KeyTries} count. There is an object of this class only if names can be registered.
 */
final class WrongKeys {

    private static final Logger LOG = LoggerFactory.getLogger(WrongKeys.class);

    private final KeyTries tries;
    private final Login login;
    private final Departures departures;
    private final ChatNotices notices;
    private final Duration idle;

    /** @param idle time that a member may be idle */
    WrongKeys(KeyTries tries, Login login, Departures departures, ChatNotices notices, Duration idle) {
        this.tries = tries;
        this.login = login;
        this.departures = departures;
        this.notices = notices;
        this.idle = idle;
    }

    /** A client has given a wrong key. Tells it after a wait, and disconnects it after the third one. */
    void refuse(Session session, String name) {
        Duration wait = tries.count(session);
        LOG.debug("{} has given a wrong key, {} tries left", session.address(), tries.left(session));
        if (session.isHere()) {
            tries.pause(session, wait);
        } else if (tries.left(session) == 0) {
            login.refuseForGood(session, notices.keyFailed(), Departure.WRONG_KEY, wait);
        } else {
            login.wrongKey(session, name, notices.wrongKey(tries.left(session)), wait);
        }
    }

    /** The deadline of a member has passed. If its wait is over, tells it of the wrong key. Returns whether it was. */
    boolean endWait(Session member) {
        if (!tries.endWait(member)) {
            return false;
        }
        int left = tries.left(member);
        if (left == 0) {
            departures.dismissLate(member, Departure.WRONG_KEY, notices.keyFailed());
            return true;
        }
        member.tell(notices.wrongKey(left));
        member.connection().expireWhenIdle(idle);
        member.connection().unpause();
        return true;
    }
}
