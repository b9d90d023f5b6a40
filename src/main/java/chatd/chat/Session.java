package chatd.chat;

import chatd.net.Connection;
import java.nio.charset.StandardCharsets;

/**
 * A person connected to this server, in the room or still logging in: the connection, the filter, whether they are
 * away, and who wrote to them. There is one for each connection, so its size counts: 48 bytes with the fields of a
 * member. What belongs to the login alone is kept by {@link Login}.
 */
final class Session extends Member {

    private final Connection connection;
    private Filter filter = Filter.NONE;
    private String address;
    private String away;
    private Session lastWriter;

    Session(int number, Connection connection) {
        super(number);
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    @Override
    String address() {
        return connection.address();
    }

    /** Whether the address begins so. Formatting an address is slow, so the first such question keeps it. */
    boolean hasAddress(String beginning) {
        if (address == null) {
            address = address();
        }
        return address.startsWith(beginning);
    }

    Filter filter() {
        return filter;
    }

    /** To be called by the room alone: who shares the broadcast depends on it. */
    void filter(Filter newFilter) {
        filter = newFilter;
    }

    /** Why this person is away, perhaps empty; null if they are not. */
    String away() {
        return away;
    }

    void away(String reason) {
        away = reason;
    }

    /** The author of the last private line to this person; null if there was none. */
    Session lastWriter() {
        return lastWriter;
    }

    void lastWriter(Session writer) {
        lastWriter = writer;
    }

    /** Besides, nothing here keeps others in memory from now on. */
    @Override
    void leave() {
        super.leave();
        away = null;
        lastWriter = null;
        filter = Filter.NONE;
    }

    /** Sends an answer or notice to this person only. It is never skipped. */
    void tell(String line) {
        connection.send(filter.dress(line));
    }

    /** Sends a public or private line of somebody's to this person. It may be skipped if they read too slowly. */
    void hear(String line) {
        hear((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** The same for a line that is encoded already, with its LF. */
    void hear(byte[] line) {
        connection.sendPublic(filter.dress(line));
    }
}
