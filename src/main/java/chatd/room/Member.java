package chatd.room;

import chatd.reactor.Connection;

/** One person: a connection, and, once in the room, a name. */
final class Member {

    private final Connection connection;
    private String name;
    private byte[] prefix;

    Member(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    String address() {
        return connection.address();
    }

    /** The name; null until there is one, and until then this person is not in the room. */
    String name() {
        return name;
    }

    boolean isHere() {
        return name != null;
    }

    /** What stands before every line that this person says. */
    byte[] prefix() {
        return prefix;
    }

    void rename(String name, byte[] prefix) {
        this.name = name;
        this.prefix = prefix;
    }

    /** Tells this person alone. */
    void tell(String line) {
        connection.send(line);
    }
}
