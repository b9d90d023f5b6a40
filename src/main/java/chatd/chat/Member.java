package chatd.chat;

import java.time.Duration;

/**
 * A person in a room as the others see them: a number, an address and, as long as they are in the room, a name. It says
 * nothing of how they are reached: a person on this server is a {@link Session}.
 */
abstract class Member {

    private final int number;
    private Room room;
    private int order;
    private String name;
    private String foldedName;
    private byte[] prefix;

    /** @param number in order of connecting, from 0; never used again */
    Member(int number) {
        this.number = number;
    }

    final int number() {
        return number;
    }

    /** The client's address and port. */
    abstract String address();

    /** Whether the address begins so. */
    abstract boolean hasAddress(String beginning);

    /** Why this person is away, perhaps empty; null if they are not. */
    abstract String away();

    /** @param reason why this person is away, perhaps empty; null if they are back */
    abstract void away(String reason);

    /** The time since this person connected. */
    abstract Duration age();

    /** The time since this person sent anything. */
    abstract Duration idleFor();

    /** Sends an answer or notice to this person, if they are connected to this server. It is never skipped. */
    abstract void tell(String line);

    /** Sends a public line to this person, if they are connected to this server. It may be skipped. */
    abstract void hear(String line);

    /** The room of this person; null during the login, and after they have left the server. */
    final Room room() {
        return room;
    }

    /**
     * Sets the room. Only the room calls this.
     *
     * @param place in the order in which members have entered any room, from {@link Integer#MIN_VALUE}; it may wrap
     */
    final void room(Room newRoom, int place) {
        room = newRoom;
        order = place;
    }

    /** The place that {@link #room(Room, int)} has set. */
    final int order() {
        return order;
    }

    /** Whether this person has entered the room before another member of it. */
    final boolean cameBefore(Member other) {
        return order - other.order < 0;
    }

    /** Null before the member is in the room, and after it has left. */
    final String name() {
        return name;
    }

    /** The name without regard to case, by which the {@link Roster}, which alone changes it, finds the member. */
    final String foldedName() {
        return foldedName;
    }

    final void foldedName(String folded) {
        foldedName = folded;
    }

    /** Whether this person is in a room. */
    final boolean isHere() {
        return name != null;
    }

    /** Whether this person has left for good. */
    boolean isGone() {
        return !isHere();
    }

    /** Stands before every line that this member says; not to be written to. Null until the {@link Room} has set it. */
    final byte[] prefix() {
        return prefix;
    }

    final void prefix(byte[] encoded) {
        prefix = encoded;
    }

    final void rename(String newName) {
        name = newName;
        prefix = null;
    }

    /** The member has left the room: nobody finds it any more. */
    void leave() {
        room = null;
        name = null;
        foldedName = null;
    }

    /** For the log. */
    @Override
    public final String toString() {
        return address().equals(name) ? name : address() + " as " + name;
    }
}
