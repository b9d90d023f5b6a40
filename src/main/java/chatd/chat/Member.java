package chatd.chat;

/**
 * A person in a room as the others see them: a number, an address and, as long as they are in the room, a name. It says
 * nothing of how they are reached: a person on this server is a {@link Session}.
 */
abstract class Member {

    private final int number;
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

    final boolean isHere() {
        return name != null;
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
        name = null;
        foldedName = null;
    }

    /** For the log. */
    @Override
    public final String toString() {
        return address().equals(name) ? name : address() + " as " + name;
    }
}
