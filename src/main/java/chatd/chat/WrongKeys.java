package chatd.chat;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers to wrong keys, at the login and from members: told after a wait, and the third one ends the connection.
 * The {@link KeyTries} count. There is no object of this class unless names can be registered.
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

    /** A client has given a wrong key to a name. It is told so after a while, and disconnected after the third. */
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

    /** The deadline of a member has passed. Returns whether it was that of its wait, after which it is told. */
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
