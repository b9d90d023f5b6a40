package chatd.chat;

import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Access to a room: its owner, whether it is locked, and the members that the owner has invited or removed. Members are
 * stored by number, so that a member that has left the server is not kept in memory.
 */
final class Entrance {

    /** The answer to a member that wants to enter. */
    enum Answer { OPEN, LOCKED, SENT_AWAY }

    /** Limit of invited members, and of removed ones. The memory budget of a room includes both. */
    static final int MOST = 250;

    private Member owner;
    private boolean locked;
    private long birth;
    private boolean inherited;
    private final NumberSet invited = new NumberSet();
    private final NumberSet sentAway = new NumberSet();

    Entrance(Member owner) {
        this.owner = owner;
    }

    Member owner() {
        return owner;
    }

    void owner(Member heir) {
        owner = heir;
    }

    /**
     * The number of the event that made the room, if several nodes share it. Rooms with the same number are the same
     * room on all nodes. 0 if the room was made while this node was cut off.
     */
    long birth() {
        return birth;
    }

    void birth(long number) {
        birth = number;
    }

    /** Whether the owner has inherited the room because this node was cut off from the node of the former owner. */
    boolean isInherited() {
        return inherited;
    }

    void inherited(boolean isSo) {
        inherited = isSo;
    }

    boolean isLocked() {
        return locked;
    }

    void locked(boolean isLocked) {
        locked = isLocked;
    }

    boolean isInvited(Member who) {
        return invited.contains(who.number());
    }

    /** The numbers of the invited members. */
    IntStream invited() {
        return invited.stream();
    }

    /** The numbers of the removed members. */
    IntStream sentAway() {
        return sentAway.stream();
    }

    /** Whether this member may enter. An invitation outweighs a lock. */
    Answer asks(Member who) {
        if (isInvited(who)) {
            return Answer.OPEN;
        }
        if (sentAway.contains(who.number())) {
            return Answer.SENT_AWAY;
        }
        return locked ? Answer.LOCKED : Answer.OPEN;
    }

    /**
     * Invites a member, which may enter from now on.
     *
     * @param here the numbers of the members that are still on the server; at the limit, all others are forgotten
     * @return false if the limit is reached
     */
    boolean invite(Member who, Supplier<IntStream> here) {
        sentAway.remove(who.number());
        return add(invited, who, here);
    }

    /**
     * Bars a removed member, which may not enter until it is invited.
     *
     * @param here as for {@link #invite}
     * @return false if the limit is reached
     */
    boolean sendAway(Member who, Supplier<IntStream> here) {
        if (!add(sentAway, who, here)) {
            return false;
        }
        invited.remove(who.number());
        return true;
    }

    /** Removes a member from both lists. */
    void forget(Member member) {
        invited.remove(member.number());
        sentAway.remove(member.number());
    }

    private static boolean add(NumberSet people, Member who, Supplier<IntStream> here) {
        if (people.size() >= MOST) {
            people.retainAll(here.get());
        }
        if (people.size() < MOST) {
            people.add(who.number());
        }
        return people.contains(who.number());
    }
}
