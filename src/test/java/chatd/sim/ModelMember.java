package chatd.sim;

import chatd.net.Connection;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/** Somebody whom the room serves, as the model has it. */
final class ModelMember {
    final int number;
    final Person person;
    final Connection connection;
    final Set<ModelMember> ignored = new LinkedHashSet<>();
    /** Null until there is one, and again when they have left. */
    String name;
    boolean hidesNotices;
    boolean tellsTime;
    /** Null while they are not away. */
    String away;
    ModelMember lastWriter;
    boolean isAtDoor;
    int wrongTries;
    /** Whether nothing is to be heard of them until their deadline. */
    boolean hasToWait;
    /** When they must have given an answer, or have waited; null is never, and when they are in the room. */
    Instant deadline;
    /** When their last line came, or they did. */
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
