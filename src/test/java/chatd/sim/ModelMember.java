package chatd.sim;

import chatd.net.Connection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The model's state of one client of the room. */
final class ModelMember {
    final int number;
    final Person person;
    final Connection connection;
    /** Whom the member ignores, with their names at that time. */
    final Map<ModelMember, String> ignored = new LinkedHashMap<>();
    /** Null until the client is in the room, and again after it has left. */
    String name;
    boolean hidesNotices;
    boolean tellsTime;
    /** Null while the member is not away. */
    String away;
    ModelMember lastWriter;
    boolean isLoggingIn;
    int wrongTries;
    /** Why its name is refused, as long as it does not know yet, and since when. */
    String refusal;
    Instant refusedAt;
    /** Whether lines must not be delivered before the deadline. */
    boolean hasToWait;
    /** End of the time to answer, or of the wait; null is none, and in the room. */
    Instant deadline;
    /** The first turn in which the member had sent nothing for the idle time; null if there was none. */
    Instant foundSilent;
    /** When the last line that was received was sent, or the client connected. */
    Instant lastLine;

    ModelMember(int number, Person person, Connection connection, Instant now) {
        lastLine = now;
        this.number = number;
        this.person = person;
        this.connection = connection;
    }

    boolean isHere() {
        return name != null;
    }

    String address() {
        return person.address();
    }

    @Override
    public String toString() {
        return person + " as " + name;
    }
}
