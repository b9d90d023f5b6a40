package chatd.chat;

import chatd.net.Connection;
import java.nio.charset.StandardCharsets;

/** One person: a connection and its number, and, once in the room, a name. */
final class Member {

    private final int number;
    private final Connection connection;
    private Filter filter = Filter.NONE;
    private String name;
    private String foldedName;
    private String address;
    private byte[] prefix;
    private String away;
    private Member lastWriter;

    /** @param number in order of connecting, from 0; nobody else ever has it */
    Member(int number, Connection connection) {
        this.number = number;
        this.connection = connection;
    }

    int number() {
        return number;
    }

    Connection connection() {
        return connection;
    }

    String address() {
        return connection.address();
    }

    /** Whether the address begins so. It is kept from the first such question on: to word it takes long. */
    boolean hasAddress(String beginning) {
        if (address == null) {
            address = address();
        }
        return address.startsWith(beginning);
    }

    Filter filter() {
        return filter;
    }

    void filter(Filter filter) {
        this.filter = filter;
    }

    /** The name; null until there is one, and until then this person is not in the room. */
    String name() {
        return name;
    }

    /** The name as the {@link Roster}, which alone changes it, finds people by it: without regard to case. */
    String foldedName() {
        return foldedName;
    }

    void foldedName(String folded) {
        foldedName = folded;
    }

    boolean isHere() {
        return name != null;
    }

    /** What stands before every line that this person says. */
    byte[] prefix() {
        return prefix;
    }

    void rename(String name, String prefix) {
        this.name = name;
        this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    }

    /** Why this person is away, perhaps without a word; null if they are not. */
    String away() {
        return away;
    }

    void away(String why) {
        away = why;
    }

    /** Who wrote to this person privately last; null if nobody did. */
    Member lastWriter() {
        return lastWriter;
    }

    void lastWriter(Member writer) {
        lastWriter = writer;
    }

    /** They have left: nobody can find them any more, and nothing here keeps others from being forgotten. */
    void leave() {
        name = null;
        foldedName = null;
        away = null;
        lastWriter = null;
        filter = Filter.NONE;
    }

    /** Tells this person alone. */
    void tell(String line) {
        connection.send(filter.dress(line));
    }

    /** Lets this person alone hear what is said to all; like all such lines it is skipped if they read too slowly. */
    void hear(String line) {
        hear((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** The same for a line that is encoded already, with its LF. */
    void hear(byte[] line) {
        connection.sendPublic(filter.dress(line));
    }

    /** For the log. */
    @Override
    public String toString() {
        return address().equals(name) ? name : address() + " as " + name;
    }
}
