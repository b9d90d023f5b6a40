package chatd.chat;

/**
 * Makes clients leave, members or not: tells them the reason, ends their connections, removes them from all tables, and
 * counts departures. Never decides that a client leaves.
 */
final class Departures {

    private final ChatNotices notices;
    private final PendingLogins pending;
    private final Mutes mutes;
    private final PublicActions actions;
    /** Null if names cannot be registered. */
    private final Registrations registrations;
    private final long[] counts = new long[Departure.values().length];

    /** @param registrations null if names cannot be registered */
    Departures(ChatNotices notices, PendingLogins pending, Mutes mutes, PublicActions actions,
            Registrations registrations) {
        this.notices = notices;
        this.pending = pending;
        this.mutes = mutes;
        this.actions = actions;
        this.registrations = registrations;
    }

    /** Disconnects a client, and tells it the reason. */
    void dismiss(Session session, Departure how, String why) {
        dismiss(session, how, why, null);
    }

    /** Disconnects a client whose deadline has passed, and tells it why and whether any of its lines are lost. */
    void dismissLate(Session session, Departure how, String why) {
        if (session.connection().isBacklogged()) {
            session.tell(notices.backlogDropped());
        }
        dismiss(session, how, why);
    }

    /** Disconnects a client for an administrator or operator. Everybody reads the reason, which may be null. */
    void kick(Session session, String why, String reason) {
        dismiss(session, Departure.KICKED, why, reason);
    }

    private void dismiss(Session session, Departure how, String why, String lastWord) {
        if (actions.isLeaving(session) && !session.connection().isOpen()) {
            return;
        }
        session.tell(why);
        session.connection().close();
        leave(session, how, lastWord);
    }

    /** Disconnects a member that asked for it, perhaps with last words (null is none). */
    void quit(Session member, String lastWord) {
        member.tell(notices.quit());
        member.connection().closeSoon();
        leave(member, Departure.LEFT, lastWord);
    }

    /** The connection of a client has ended. */
    void disconnected(Session session, Departure how) {
        leave(session, how, null);
    }

    /** The server stops, and tells no room that its members leave. */
    void stopped(Session session) {
        session.tell(notices.stopping());
        pending.end(session);
        if (registrations != null) {
            registrations.stop(session);
        }
        counts[Departure.STOPPED.ordinal()]++;
    }

    /** Number of clients that have left in this way. */
    long count(Departure how) {
        return counts[how.ordinal()];
    }

    private void leave(Session session, Departure how, String lastWord) {
        counts[how.ordinal()]++;
        pending.end(session);
        mutes.left(session);
        if (session.isHere() || actions.isEntering(session)) {
            actions.leave(session, how, lastWord);
        } else if (registrations != null) {
            registrations.leave(session);
        }
    }
}
