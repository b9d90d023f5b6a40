package chatd.sim;

import chatd.net.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The model's state of one client. */
final class ModelMember {
    final int number;
    /** The person who reads and writes for this member. It changes when another person takes the name over. */
    Person person;
    Connection connection;
    /** The members that this member ignores, with their names when they were ignored. */
    final Map<ModelMember, String> ignored = new LinkedHashMap<>();
    /** Null until the client is a member, and again after it has left. */
    String name;
    /** Null if the member is in no room. */
    ModelRoom room;
    /** Place in the order in which members came into any room. */
    int entered;
    boolean hidesNotices;
    boolean tellsTime;
    /** The folded names of the last ten rooms where the member has turned timestamps on. */
    final List<String> timedRooms = new ArrayList<>();
    boolean hasBell;
    /** Null while the member is not away. */
    String away;
    ModelMember lastWriter;
    boolean isLoggingIn;
    int wrongTries;
    /** Why the client's name is refused; null once the client has been told. */
    String refusal;
    /** When the name was refused. */
    Instant refusedAt;
    /** How long after that the client is told why. */
    Duration refusalWait;
    /** Whether the client is disconnected then. */
    boolean isRefusedForGood;
    /** The registered name whose key the client is asked for; null if it is not. */
    String claimed;
    /** The wrong keys that it has given since the last right one. */
    int wrongKeys;
    /** When the member is told that its key is wrong; null if it does not wait. */
    Instant keyWaitEnd;
    /** Whether it has registered its name, or given the key of the name. */
    boolean hasGivenKey;
    /** Whether lines must not be delivered before the deadline. */
    boolean hasToWait;
    /** End of the time to answer, or of the wait; null is none, and in the room. */
    Instant deadline;
    /** When a turn first found that the member had sent nothing for the idle time; null if none has. */
    Instant foundSilent;
    /** When the client sent the last line that the room has received, or when it connected. */
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
