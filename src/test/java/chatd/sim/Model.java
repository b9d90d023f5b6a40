package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.chat.Departure;
import chatd.net.Connection;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The room as it ought to be: from what it is told, in the order in which it is told that, follows what each person
 * must hear. It knows nothing of turns, blocks, buffers and sockets. English only; one class for each dialect.
 */
abstract class Model {

    private static final Duration TICK = Duration.ofMillis(100);

    final Conditions conditions;
    private final Clock clock;
    /** Null if anybody may come in. */
    private final LoginModel door;
    /** All who are served, in the order of their numbers. */
    private final Map<Connection, ModelMember> members = new LinkedHashMap<>();
    private final Deque<String> history = new ArrayDeque<>();
    private final Map<Departure, Long> departures = new EnumMap<>(Departure.class);
    private int historyBytes;
    private int nextNumber;
    private long publicLines;

    /** @param clock the one that the room tells the time by */
    Model(Conditions conditions, Clock clock) {
        this.conditions = conditions;
        this.clock = clock;
        door = conditions.password() == null ? null : new LoginModel(this, conditions.password());
    }

    static Model of(Conditions conditions, Clock clock) {
        return switch (conditions.settings().dialect()) {
            case "chat" -> new ChatModel(conditions, clock);
            case "room" -> new RoomDialectModel(conditions, clock);
            case "messenger" -> new MessengerModel(conditions, clock);
            default -> throw new IllegalArgumentException("no model of the dialect " + conditions.settings().dialect());
        };
    }

    // What each dialect does its own way.

    abstract void greet(ModelMember member);

    abstract void line(ModelMember member, String text);

    /** What the others are told when somebody leaves, perhaps with a last word (null is none); null is nothing. */
    abstract String farewell(ModelMember member, Departure how, String lastWord);

    // What the room is told.

    void connected(Person person, Connection connection) {
        person.arrive(connection);
        ModelMember member = new ModelMember(nextNumber++, person, connection, now());
        members.put(connection, member);
        if (door == null) {
            greet(member);
        } else {
            door.arrive(member);
        }
    }

    /** The room was handed this line of somebody's; null is one over the limit. */
    void take(ModelMember member, String text) {
        if (member.isAtDoor) {
            door.line(member, text);
        } else if (text == null) {
            tell(member, "Not sent: a line may be at most " + conditions.limits().maxLineBytes() + " bytes.");
        } else {
            line(member, text);
        }
    }

    /** A line of somebody's has come, whatever is in it. */
    void lineCame(ModelMember member) {
        member.lastLine = now();
    }

    /** Somebody has been asked something. */
    void awaitAnswer(ModelMember member) {
        Duration patience = conditions.settings().nameTimeout();
        member.deadline = patience.isZero() ? null : now().plus(patience);
    }

    void expired(ModelMember member) {
        if (member.isAtDoor) {
            door.expired(member);
            return;
        }
        Duration patience = member.isHere() ? conditions.settings().idle() : conditions.settings().nameTimeout();
        assertFalse(patience.isZero(), member::toString);
        Instant earliest = member.isHere() ? member.lastLine.plus(patience) : member.deadline;
        assertFalse(now().isBefore(earliest), () -> "too early: " + member);
        tell(member, "Disconnected: " + (member.isHere() ? "nothing" : "no name") + " from you for " + words(patience)
                + '.');
        leave(member, member.isHere() ? Departure.IDLE : Departure.UNNAMED, null);
    }

    void stopping(ModelMember member) {
        tell(member, "The server is shutting down.");
        members.remove(member.connection);
        count(Departure.STOPPED);
    }

    void leave(ModelMember member, Departure how, String lastWord) {
        members.remove(member.connection);
        count(how);
        if (!member.isHere()) {
            return;
        }
        String notice = farewell(member, how, lastWord);
        if (notice != null) {
            announce(notice);
        }
        member.name = null;
        members.values().forEach(other -> other.ignored.remove(member));
    }

    // What the administrator does.

    void kick(ModelMember member, String reason) {
        String why = reason.isEmpty() ? "." : ": " + reason;
        tell(member, "You were disconnected by an administrator" + why);
        leave(member, Departure.KICKED, reason.isEmpty() ? null : reason);
    }

    /** Says something to everybody who is connected, but for those at the door. */
    void notice(String line) {
        members.values().stream().filter(member -> !member.isAtDoor).forEach(member -> hear(member, line));
    }

    /**
     * A turn has ended: who had to answer in time, or to wait so long, has. Who is asked and may be held back for its
     * pace has longer.
     */
    void assertKeepsTime() {
        boolean isPaced = !conditions.limits().lineInterval().isZero();
        members.values().forEach(member -> assertTrue(member.isHere() || member.deadline == null
                || isPaced && !member.hasToWait || now().isBefore(member.deadline.plus(TICK)),
                () -> "too late: " + member));
    }

    // Who is where.

    /** The one whom this connection is; there must be one. */
    ModelMember member(Connection connection) {
        ModelMember member = members.get(connection);
        assertTrue(member != null, () -> "the room hears of somebody who is not served: " + connection.address());
        return member;
    }

    boolean serves(Connection connection) {
        return members.containsKey(connection);
    }

    List<ModelMember> served() {
        return List.copyOf(members.values());
    }

    List<ModelMember> here() {
        return members.values().stream().filter(ModelMember::isHere).toList();
    }

    int size() {
        return members.size();
    }

    /** How many are served that are not in the room yet. */
    int sizeNotHere() {
        return (int) members.values().stream().filter(member -> !member.isHere()).count();
    }

    /** Who has this number, or this name in any case; null if nobody does. */
    ModelMember find(String who) {
        String folded = fold(who);
        return here().stream()
                .filter(m -> who.matches("\\d+") ? Integer.toString(m.number).equals(who) : fold(m.name).equals(folded))
                .findFirst().orElse(null);
    }

    ModelMember called(String name) {
        return here().stream().filter(member -> fold(member.name).equals(fold(name))).findFirst().orElse(null);
    }

    void assertDepartures(Departure how, long count) {
        assertEquals(departures.getOrDefault(how, 0L), count, how::name);
    }

    /** How many public lines were for somebody, each counted once for each of them. */
    long publicLines() {
        return publicLines;
    }

    // What people hear.

    void tell(ModelMember member, String line) {
        member.person.hearing.expect(ExpectedLine.answer(dress(member, line)));
    }

    /** Tells somebody a line that begins and ends so, behind the time if they want it. */
    void tellLike(ModelMember member, String beginning, String within) {
        String whole = dress(member, beginning);
        member.person.hearing.expect(ExpectedLine.answerLike(whole + "..." + within,
                line -> line.startsWith(whole) && line.contains(within)));
    }

    /** Lets one person alone hear something that may be skipped. */
    void hear(ModelMember member, String line) {
        hear(member, ExpectedLine.talk(dress(member, line)));
    }

    private void hear(ModelMember member, ExpectedLine sentence) {
        publicLines++;
        member.person.hearing.expect(sentence);
    }

    /** Says a line of somebody's to all who are here and do not ignore them. */
    void say(ModelMember author, String line) {
        ExpectedLine plain = ExpectedLine.talk(line);
        for (ModelMember member : members.values()) {
            if (member.isHere() && !member.ignored.contains(author)) {
                hear(member, member.tellsTime ? ExpectedLine.talk(dress(member, line)) : plain);
            }
        }
        remember(line);
    }

    /** Tells all who are here and want to know. */
    void announce(String line) {
        ExpectedLine plain = ExpectedLine.talk(line);
        for (ModelMember member : members.values()) {
            if (member.isHere() && !member.hidesNotices) {
                hear(member, member.tellsTime ? ExpectedLine.talk(dress(member, line)) : plain);
            }
        }
    }

    void showHistory(ModelMember member) {
        if (!history.isEmpty()) {
            hear(member, "--- earlier ---");
            history.forEach(line -> hear(member, line));
            hear(member, "--- now ---");
        }
    }

    private void remember(String line) {
        history.add(line);
        historyBytes += size(line);
        while (history.size() > conditions.settings().historyLines()
                || historyBytes > conditions.settings().historyBytes()) {
            historyBytes -= size(history.remove());
        }
    }

    private static int size(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length;
    }

    Instant now() {
        return clock.instant();
    }

    private String dress(ModelMember member, String line) {
        return member.tellsTime ? LocalTime.now(clock).toString().substring(0, 5) + ' ' + line : line;
    }

    private void count(Departure how) {
        departures.merge(how, 1L, Long::sum);
    }

    // Words.

    static String words(Duration time) {
        long seconds = time.toSeconds();
        return seconds % 60 == 0 ? counted(seconds / 60, "minute") : counted(seconds, "second");
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    static String normalize(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFKC);
    }

    static String fold(String name) {
        return normalize(name).toLowerCase(Locale.ROOT);
    }

    /** What is wrong with a name for this member; null if nothing is. */
    String problemWithName(ModelMember member, String name) {
        if (!name.matches("[\\p{L}\\p{Nd}_.-]{1,32}")) {
            return "A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.";
        }
        if (!Character.isLetterOrDigit(name.codePointAt(0))) {
            return "A name begins with a letter or a digit. Choose another.";
        }
        if (name.matches("\\p{Nd}+")) {
            return "A name is not digits alone. Choose another.";
        }
        if (List.of("server", "write", "disconnected").contains(fold(name))) {
            return "That name is a word of the server's own. Choose another.";
        }
        ModelMember holder = called(name);
        return holder == null || holder == member ? null : "That name is taken. Choose another.";
    }
}
