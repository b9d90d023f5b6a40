package chatd.chat;

import chatd.chat.PendingLogins.Progress;
import chatd.chat.PendingLogins.State;
import chatd.wire.Line;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login of every client that is not in the room yet: the password if there is one, then the name if the dialect
 * asks for one. It sets the deadline of each answer, and counts wrong passwords. The {@link PendingLogins} keep how far
 * each client is.
 *
 * <pre>
 *               right, and the dialect asks for a name        a name
 *   PASSWORD ──────────────────────────────────────────► NAME ──────► DONE
 *    │  ▲  │           right, and it asks for none                     ▲
 *    │  │  └───────────────────────────────────────────────────────────┘
 *    │  └──────────────────────────────┐
 *    │ wrong                           │ told how many tries are left
 *    ▼            1 s, then 2 s        │
 *   WAITING ───────────────────────────┤
 *                 4 s, the third time  └► told, and disconnected
 * </pre>
 *
 * <p>Without a password, clients begin where a right one leads to.
 *
 * <pre>
 *           a registered name without its key,
 *           or with a wrong one
 *   NAME ────────────────────────────────► KEY ──────────────────► DONE
 *     ▲     a name that is refused          │  the key, or a name
 *     └─────────────────────────────────────┘
 * </pre>
 *
 * <p>A client that is WAITING is not read, and does not know yet that it was wrong. The lines it has sent by then are
 * its next tries.
 *
 * <p>A client whose name is refused is WAITING, too, for 200 ms, and so is a client that is asked for a key. After a
 * wrong key it waits as after a wrong password. A line that arrives before the refusal is sent cannot be an answer to
 * it, so it comes from a script, which is disconnected. Otherwise the line would become its name.
 */
final class Login {

    private static final Logger LOG = LoggerFactory.getLogger(Login.class);

    private static final int TRIES = 3;
    /** After the first wrong try; after each further one it is twice as long. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    /** Longer than the pause of a script between two lines, shorter than that of a person. */
    private static final Duration REFUSAL_WAIT = Duration.ofMillis(200);

    private final Departures departures;
    private final Dialect dialect;
    private final Motd motd;
    private final Password password;
    private final Duration timeout;
    private final PendingLogins pending;

    /**
     * @param password null if there is none
     * @param timeout time for each answer; zero is for ever
     */
    Login(Departures departures, PendingLogins pending, Dialect dialect, Motd motd, Password password,
            Duration timeout) {
        this.departures = departures;
        this.pending = pending;
        this.dialect = dialect;
        this.motd = motd;
        this.password = password;
        this.timeout = timeout;
    }

    /** A client has connected. */
    void begin(Session session) {
        if (password == null) {
            greet(session);
        } else {
            pending.begin(session);
            askPassword(session, dialect.notices().askPassword());
        }
    }

    private void askPassword(Session session, String question) {
        session.tell(question);
        session.connection().expireAfter(timeout);
    }

    private void greet(Session session) {
        showMotd(session);
        dialect.connected(session);
    }

    /** Shows the message of the day; false if there is none. */
    boolean showMotd(Session session) {
        List<String> lines = motd.lines();
        // Not as answers: the heap could not hold a copy for every client that reads nothing.
        lines.forEach(line -> session.hear(dialect.notices().motd(line)));
        return !lines.isEmpty();
    }

    /** The dialect has asked the client for a name. */
    void awaitName(Session session) {
        Progress progress = pending.begin(session);
        progress.state = State.NAME;
        progress.asked = session.connection().age();
        session.connection().expireAfter(timeout);
    }

    /** A client that is not in the room has sent a line. */
    void line(Session session, Line line) {
        switch (pending.state(session)) {
            case PASSWORD -> tryPassword(session, line);
            case NAME -> dialect.name(session, line);
            case KEY -> dialect.key(session, pending.of(session).claimed, line);
            default -> {
                // A client that is WAITING is not read.
            }
        }
    }

    /** A client that is not in the room has sent a line over the limit: it is no password, and no name. */
    void lineTooLong(Session session, String notice) {
        switch (pending.state(session)) {
            case PASSWORD -> wrongPassword(session);
            case NAME -> refuseName(session, notice);
            case KEY -> askKey(session, pending.of(session).claimed, notice);
            default -> {
                // As in line().
            }
        }
    }

    /** Refuses a name: tells the client why after a wait, and disconnects it if it has sent a further line by then. */
    void refuseName(Session session, String why) {
        refuse(session, why, REFUSAL_WAIT).claimed = null;
    }

    /** Refuses a name that needs a key, and asks the client for the key in these words. */
    void askKey(Session session, String name, String words) {
        refuse(session, words, REFUSAL_WAIT).claimed = name;
    }

    /** Refuses a key, and asks for another one after this time. */
    void wrongKey(Session session, String name, String why, Duration wait) {
        refuse(session, why, wait).claimed = name;
    }

    /** Refuses a name, and disconnects the client after this time. */
    void refuseForGood(Session session, String why, Departure how, Duration wait) {
        refuse(session, why, wait).departure = how;
    }

    private Progress refuse(Session session, String why, Duration wait) {
        Progress progress = pending.of(session);
        progress.state = State.WAITING;
        progress.refusal = why;
        session.connection().pause();
        session.connection().expireAfter(wait);
        return progress;
    }

    private void refused(Session session, Progress progress) {
        if (progress.departure != null) {
            departures.dismiss(session, progress.departure, progress.refusal);
            return;
        }
        boolean isScript = session.connection().hasSentInPause();
        if (pending.of(session) != progress) {
            // The connection has ended.
            return;
        }
        session.tell(progress.refusal);
        progress.refusal = null;
        progress.state = progress.claimed == null ? State.NAME : State.KEY;
        if (isScript) {
            departures.dismiss(session, Departure.UNNAMED, dialect.notices().refused());
            return;
        }
        // A refusal does not restart the timeout.
        Duration left = progress.asked.plus(timeout).minus(session.connection().age());
        if (!timeout.isZero() && left.compareTo(Duration.ZERO) <= 0) {
            expired(session);
            return;
        }
        session.connection().expireAfter(timeout.isZero() ? timeout : left);
        session.connection().unpause();
    }

    private void tryPassword(Session session, Line line) {
        if (password.matches(line)) {
            pending.end(session);
            greet(session);
        } else {
            wrongPassword(session);
        }
    }

    private void wrongPassword(Session session) {
        Progress progress = pending.of(session);
        session.connection().pause();
        session.connection().expireAfter(FIRST_WAIT.multipliedBy(1L << progress.wrongTries));
        progress.state = State.WAITING;
        progress.wrongTries++;
        LOG.debug("{} has given a wrong password, {} of {} times", session.address(), progress.wrongTries, TRIES);
    }

    /** The time for an answer, or for waiting, is over. */
    void expired(Session session) {
        switch (pending.state(session)) {
            case PASSWORD -> departures.dismissLate(session, Departure.UNNAMED, dialect.notices().noPassword(timeout));
            case WAITING -> waited(session);
            case NAME, KEY -> departures.dismissLate(session, Departure.UNNAMED, dialect.notices().unnamed(timeout));
            default -> {
                // A member's deadline is that of the room.
            }
        }
    }

    private void waited(Session session) {
        Progress progress = pending.of(session);
        if (progress.refusal != null) {
            refused(session, progress);
            return;
        }
        if (progress.wrongTries == TRIES) {
            departures.dismiss(session, Departure.WRONG_PASSWORD, dialect.notices().passwordFailed());
            return;
        }
        progress.state = State.PASSWORD;
        askPassword(session, dialect.notices().wrongPassword(TRIES - progress.wrongTries));
        session.connection().unpause();
    }

    /**
     * Reads the message of the day and the password again; if that fails, the log says why, and the last ones stand.
     */
    void rereadFiles() {
        motd.reread();
        if (password != null) {
            password.reread();
        }
    }
}
