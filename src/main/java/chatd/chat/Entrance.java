package chatd.chat;

import java.util.function.IntPredicate;

/**
 * Who may come into a room, and who decides that: its owner, whether it is locked, who was invited, and who was sent
 * away. People are kept by their numbers, so that nobody who has left the server is kept in memory.
 */
final class Entrance {

    /** How coming in may end. */
    enum Answer { OPEN, LOCKED, SENT_AWAY }

    /** People who may be invited, and who may have been sent away, at a time; part of the memory budget of a room. */
    static final int MOST = 250;

    private Session owner;
    private boolean locked;
    private final NumberSet invited = new NumberSet();
    private final NumberSet sentAway = new NumberSet();

    Entrance(Session owner) {
        this.owner = owner;
    }

    Session owner() {
        return owner;
    }

    void owner(Session heir) {
        owner = heir;
    }

    boolean isLocked() {
        return locked;
    }

    void locked(boolean isLocked) {
        locked = isLocked;
    }

    boolean isInvited(Session who) {
        return invited.contains(who.number());
    }

    /** Whether this person may come in. */
    Answer asks(Session who) {
        if (isInvited(who)) {
            return Answer.OPEN;
        }
        if (sentAway.contains(who.number())) {
            return Answer.SENT_AWAY;
        }
        return locked ? Answer.LOCKED : Answer.OPEN;
    }

    /**
     * From now on this person may come in.
     *
     * @param isHere whether the person with a number is still on the server; the others are forgotten if there are many
     * @return false if too many are invited
     */
    boolean invite(Session who, IntPredicate isHere) {
        sentAway.remove(who.number());
        return add(invited, who, isHere);
    }

    /**
     * From now on this person may not come in.
     *
     * @param isHere as for {@link #invite}
     * @return false if too many were sent away
     */
    boolean sendAway(Session who, IntPredicate isHere) {
        if (!add(sentAway, who, isHere)) {
            return false;
        }
        invited.remove(who.number());
        return true;
    }

    private static boolean add(NumberSet people, Session who, IntPredicate isHere) {
        if (people.size() >= MOST) {
            people.removeIf(isHere.negate());
        }
        if (people.size() < MOST) {
            people.add(who.number());
        }
        return people.contains(who.number());
    }
}
