package chatd.chat;

import chatd.access.Origin;
import chatd.net.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A person connected to this server, in a room or still logging in: the connection, the room, the filter, whether they
 * are away, and who wrote to them. There is one for each connection, so its size counts: 48 bytes with the fields of a
 * member. The owner of a registered name may go on by another connection. What belongs to the login alone is kept by
 * {@link Login}.
 */
final class Session extends Member {

    /** The memory for each client bounds this number. */
    private static final int MOST_TIMED_ROOMS = 10;
    /** How the origin of a local user begins. */
    private static final String USER = "user=";

    /** Fields that most sessions do not need. They are apart to keep a session small. */
    private static final class Details {
        private String address;
        /** Empty if the system does not say. */
        private String user;
        /** Null until it is needed. */
        private Origin origin;
        private String away;
        private Member lastWriter;
        /** The folded names of the rooms where this person wants the time before each line, the last choice last. */
        private final List<String> timedRooms = new ArrayList<>(1);
    }

    private Connection connection;
    private Filter filter = Filter.NONE;
    /** Null until one of its fields is needed. */
    private Details details;

    Session(int number, Connection connection) {
        super(number);
        this.connection = connection;
    }

    /** The session that goes on by this connection. */
    static Session of(Connection connection) {
        return (Session) connection.attachment();
    }

    Connection connection() {
        return connection;
    }

    /** Gives each of two sessions the connection of the other. */
    void swapConnections(Session other) {
        Connection own = connection;
        connect(other.connection);
        other.connect(own);
    }

    private void connect(Connection other) {
        connection = other;
        connection.attach(this);
        if (details != null) {
            details.address = null;
            details.user = null;
            details.origin = null;
        }
    }

    @Override
    String address() {
        return connection.address();
    }

    /** Formatting an address is slow, so the first such question keeps it. */
    @Override
    boolean hasAddress(String beginning) {
        if (details().address == null) {
            details.address = address();
        }
        return details.address.startsWith(beginning);
    }

    /** The login name of a person at a Unix domain socket; null if it is unknown. The system is asked once. */
    String user() {
        if (connection.ip() != null) {
            return null;
        }
        if (details().user == null) {
            String user = connection.user();
            details.user = user == null ? "" : user;
        }
        return details.user.isEmpty() ? null : details.user;
    }

    /** The origin of the connection, by which a person is muted. Kept, since each line may ask for it. */
    Origin origin() {
        if (details().origin == null) {
            details.origin = connection.ip() != null
                    ? Origin.of(connection.ip())
                    : user() == null ? Origin.local(address()) : origin(user());
        }
        return details.origin;
    }

    /** The origin of the connections of a local user. */
    static Origin origin(String user) {
        return Origin.local(USER + user);
    }

    /** Whether this is the origin of the connections of a local user. */
    static boolean isUser(Origin origin) {
        return origin.local() != null && origin.local().startsWith(USER);
    }

    Filter filter() {
        return filter;
    }

    /** To be called by the room alone: who shares the broadcast depends on it. */
    void filter(Filter newFilter) {
        filter = newFilter;
    }

    @Override
    Duration age() {
        return connection.age();
    }

    @Override
    Duration idleFor() {
        return connection.idleFor();
    }

    @Override
    String away() {
        return details == null ? null : details.away;
    }

    @Override
    void away(String reason) {
        if (reason == null && details == null) {
            return;
        }
        details().away = reason;
    }

    /** The author of the last private line to this person; null if there was none. */
    Member lastWriter() {
        return details == null ? null : details.lastWriter;
    }

    void lastWriter(Member writer) {
        details().lastWriter = writer;
    }

    /** Whether this person wants the time before each line of a room. */
    boolean wantsTimeIn(Room place) {
        return details != null && details.timedRooms.contains(Names.fold(place.name()));
    }

    /** Keeps the choice for a room, also for later visits. Of many rooms, the oldest choices are forgotten. */
    void wantTime(Room place, boolean wants) {
        String name = Names.fold(place.name());
        List<String> timed = details().timedRooms;
        timed.remove(name);
        if (wants) {
            timed.add(name);
        }
        if (timed.size() > MOST_TIMED_ROOMS) {
            timed.remove(0);
        }
    }

    private Details details() {
        if (details == null) {
            details = new Details();
        }
        return details;
    }

    /** Besides, nothing here keeps others in memory from now on. */
    @Override
    void leave() {
        super.leave();
        details = null;
        filter = Filter.NONE;
    }

    @Override
    void tell(String line) {
        connection.send(filter.dress(line));
    }

    @Override
    void hear(String line) {
        hear((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** The same for a line that already has its time, or needs none. */
    void hearAsIs(String line) {
        connection.sendPublic((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /** The same for a line that is encoded already, with its LF. */
    void hear(byte[] line) {
        connection.sendPublic(filter.dress(line));
    }
}
