package chatd.link;

import chatd.link.Deadlines.Deadline;
import chatd.link.Replica.State;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the link, as reported to the replica, and the timer that limits how long events wait.
 *
 * <pre>
 *   STARTING ─► LINKED ◄─► WAITING ─ patience is over ─► ALONE ─ the others' state is installed ─► WAITING
 *                                                   └──► CUT   ─ own events come back ─► LINKED
 * </pre>
 */
final class Reach {

    private static final Logger LOG = LoggerFactory.getLogger(Reach.class);

    /** Joining takes some seconds if there are no others, or if a message is lost. */
    private static final Duration LEAST_TO_START = Duration.ofSeconds(10);

    private final Replica replica;
    private final Duration patience;
    private final Deadline deadline;
    private State state = State.STARTING;

    /** @param whenOver runs if events have waited for as long as the patience lasts */
    Reach(Replica replica, Deadlines deadlines, Duration patience, Runnable whenOver) {
        this.replica = replica;
        this.patience = patience;
        this.deadline = deadlines.add(whenOver);
    }

    void start() {
        deadline.set(patience.compareTo(LEAST_TO_START) < 0 ? LEAST_TO_START : patience);
    }

    State state() {
        return state;
    }

    boolean is(State other) {
        return state == other;
    }

    /** This node is not connected, or no member any more. */
    void interrupted() {
        if (state == State.LINKED) {
            change(State.WAITING);
        }
    }

    /** The state of the others is installed, so this node's events must not be applied before they come back. */
    void installed() {
        if (state == State.ALONE) {
            change(State.WAITING);
        }
    }

    /** This node is a member, and knows that it is. */
    void linked() {
        change(State.LINKED);
    }

    /** Events no longer wait: they are applied on this node only, or refused. */
    void cut(State to) {
        change(to);
    }

    private void change(State to) {
        if (state == to) {
            return;
        }
        LOG.info("State of the link: {}", to);
        state = to;
        if (to == State.WAITING) {
            deadline.set(patience);
        } else {
            deadline.cancel();
        }
        replica.changed(to);
    }
}
