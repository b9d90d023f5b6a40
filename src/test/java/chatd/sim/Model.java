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
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Model of the room: it receives the same calls as the room, in the same order, and derives from them what each person
 * must receive. It knows nothing of turns, blocks, buffers and sockets. English only; one class for each dialect.
 */
abstract class Model {

    /** A model for each dialect. */
    static final Map<String, BiFunction<Conditions, Clock, Model>> BY_DIALECT =
            Map.of("chat", ChatModel::new, "room", RoomDialectModel::new, "messenger", MessengerModel::new);

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration REFUSAL_WAIT = Duration.ofMillis(200);

    final Conditions conditions;
    private final Clock clock;
    /** Null if there is no password. */
    private final LoginModel login;
    /** All clients being served, in the order of their numbers. */
    private final Map<Connection, ModelMember> members = new LinkedHashMap<>();
    private final Deque<String> history = new ArrayDeque<>();
    private final Map<Departure, Long> departures = new EnumMap<>(Departure.class);
    private int historyBytes;
    private int nextNumber;
    private long publicLines;

    /** @param clock the room's wall clock */
    Model(Conditions conditions, Clock clock) {
        this.conditions = conditions;
        this.clock = clock;
        nextNumber = conditions.settings().dialect().equals("messenger") ? 0 : 1;
        login = conditions.password() == null ? null : new LoginModel(this, conditions.password());
    }

    static Model of(Conditions conditions, Clock clock) {
        return BY_DIALECT.get(conditions.settings().dialect()).apply(conditions, clock);
    }

    // Differences between dialects.

    abstract void greet(ModelMember member);

    abstract void line(ModelMember member, String text);

    /** The notice that the others receive when a member leaves, null for none; lastWord may be null. */
    abstract String farewell(ModelMember member, Departure how, String lastWord);

    // Calls that the room receives.

    void connected(Person person, Connection connection) {
        person.accepted(connection);
        ModelMember member = new ModelMember(nextNumber++, person, connection, now());
        members.put(connection, member);
        if (login == null) {
            greet(member);
        } else {
            login.arrive(member);
        }
    }

    /** The room receives this line of a client; null is a line over the limit. */
    void take(ModelMember member, String text) {
        if (member.isLoggingIn) {
            login.line(member, text);
        } else if (text == null) {
            String notice = "Not sent: a line may be at most " + conditions.limits().maxLineBytes() + " bytes.";
            if (member.isHere()) {
                tell(member, notice);
            } else {
                refuseName(member, notice);
            }
        } else {
            line(member, text);
        }
    }

    /** Refuses a client's name: after a wait it is told why, and is disconnected if it has sent further lines. */
    void refuseName(ModelMember member, String why) {
        member.refusal = why;
        member.refusedAt = now();
        member.hasToWait = true;
    }

    private void tellRefusal(ModelMember member) {
        assertFalse(now().isBefore(member.refusedAt.plus(REFUSAL_WAIT)), () -> "too early: " + member);
        String why = member.refusal;
        member.refusal = null;
        member.hasToWait = false;
        boolean isScript = member.connection.hasSentInPause();
        if (!serves(member.connection)) {
            return;
        }
        tell(member, why);
        if (isScript) {
            assertFalse(member.person.isAllDelivered(), () -> member + " has sent no further line");
            tell(member, "Disconnected: more lines came with a name that was refused; none of them was sent.");
            leave(member, Departure.UNNAMED, null);
        } else if (member.deadline != null && !now().isBefore(member.deadline)) {
            expired(member);
        }
    }

    /** The room receives a line of this client, which was sent at this time. */
    void lineCame(ModelMember member, Instant sent) {
        member.lastLine = sent;
    }

    void interrupted(ModelMember member) {
        tell(member, "You have left.");
        leave(member, Departure.LEFT, null);
    }

    void leaveKey(ModelMember member) {
        String command = Map.of("chat", "/quit", "room", "exit").get(conditions.settings().dialect());
        tell(member, !member.isLoggingIn && command != null ? "To leave, type: " + command
                : "To leave, close the connection. In telnet: Ctrl-], then quit.");
    }

    /** This client has been asked a question. */
    void awaitAnswer(ModelMember member) {
        Duration patience = conditions.settings().nameTimeout();
        member.deadline = patience.isZero() ? null : now().plus(patience);
    }

    void expired(ModelMember member) {
        if (member.isLoggingIn) {
            login.expired(member);
            return;
        }
        if (member.refusal != null) {
            tellRefusal(member);
            return;
        }
        Duration patience = member.isHere() ? conditions.settings().idle() : conditions.settings().nameTimeout();
        assertFalse(patience.isZero(), member::toString);
        Instant earliest = member.isHere() ? member.lastLine.plus(patience) : member.deadline;
        assertFalse(now().isBefore(earliest), () -> "too early: " + member);
        assertTrue(!member.isHere() || !member.connection.isBacklogged()
                || member.person.client.silentFor().compareTo(patience) >= 0, () -> "goes on sending: " + member);
        tellLostBacklog(member);
        tell(member, "Disconnected: " + (member.isHere() ? "idle for " : "no name chosen within ") + words(patience)
                + '.');
        leave(member, member.isHere() ? Departure.IDLE : Departure.UNNAMED, null);
    }

    /** A client whose deadline has passed loses the lines that are held back, and is told so. */
    void tellLostBacklog(ModelMember member) {
        if (member.connection.isBacklogged()) {
            tell(member, "Not sent: the rest of your lines. They came faster than the server accepts lines.");
        }
    }

    void stopping(ModelMember member) {
        tell(member, "The server is shutting down.");
        members.remove(member.connection);
        count(Departure.STOPPED);
    }

    void quit(ModelMember member, String lastWord) {
        tell(member, "You have left. Press Enter or Ctrl-C to end nc.");
        leave(member, Departure.LEFT, lastWord);
    }

    void leave(ModelMember member, Departure how, String lastWord) {
        members.remove(member.connection);
        count(how);
        if (!member.isHere()) {
            return;
        }
        String notice = farewell(member, how, lastWord);
        if (notice != null) {
            String own = member.name;
            announce(other -> {
                member.name = other.ignored.getOrDefault(member, own);
                String word = other.ignored.containsKey(member) && how != Departure.KICKED ? null : lastWord;
                return farewell(member, how, word);
            });
        }
        member.name = null;
        members.values().forEach(other -> other.ignored.remove(member));
    }

    // Commands of the administrator.

    void kick(ModelMember member, String reason) {
        String why = reason.isEmpty() ? "." : ": " + reason;
        tell(member, "You were disconnected by an administrator" + why);
        leave(member, Departure.KICKED, reason.isEmpty() ? null : reason);
    }

    /** Sends a line to all clients except those that have not given the password yet. */
    void notice(String line) {
        members.values().stream().filter(member -> !member.isLoggingIn).forEach(member -> hear(member, line));
    }

    /**
     * A turn has ended: no client is past the deadline of its login, and no member has been idle for too long. While
     * lines of a member are held back, the daemon finds out only at a deadline that more have arrived.
     */
    void assertKeepsTime() {
        members.values().forEach(member -> assertTrue(member.isHere() ? isInTime(member) : member.deadline == null
                || member.refusal != null && now().isBefore(member.refusedAt.plus(REFUSAL_WAIT).plus(TICK))
                || now().isBefore(member.deadline.plus(TICK)), () -> "too late: " + member));
    }

    private boolean isInTime(ModelMember member) {
        Duration idle = conditions.settings().idle();
        boolean isKnown = member.person.client.isAllRead() || member.connection.isBacklogged();
        if (idle.isZero() || !isKnown || member.person.client.seemsSilentFor().compareTo(idle) < 0) {
            member.foundSilent = null;
            return true;
        }
        // Time may jump past the deadline, and a member may still send after this check at the same time.
        Instant sent = now().minus(member.person.client.seemsSilentFor());
        if (member.foundSilent == null || member.foundSilent.isBefore(sent.plus(idle))) {
            member.foundSilent = now();
        }
        // The daemon finds it out at a tick, and the deadline from then on is at a tick, too.
        return now().isBefore(member.foundSilent.plus(idle).plus(TICK.multipliedBy(2)));
    }

    /** The loop is idle: no input of a client is left unread, unless too many answers to it are pending. */
    void assertNobodyIsMute() {
        if (conditions.limits().lineInterval().isZero()) {
            members.values().stream().filter(member -> !member.hasToWait)
                    .forEach(member -> member.person.assertNotMute(conditions.limits()));
        }
    }

    // Members.

    /** The member of this connection; there must be one. */
    ModelMember member(Connection connection) {
        ModelMember member = members.get(connection);
        assertTrue(member != null, () -> "the room is called for a client it does not serve: " + connection.address());
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

    /** Clients being served that are not members yet. */
    int sizeNotHere() {
        return (int) members.values().stream().filter(member -> !member.isHere()).count();
    }

    /** The member with this number, or with this name in any case; null if there is none. */
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

    /** Number of deliveries of public lines: each line counts once for each recipient. */
    long publicLines() {
        return publicLines;
    }

    // Lines that people receive.

    void tell(ModelMember member, String line) {
        member.person.expected.expect(ExpectedLine.answer(dress(member, line)));
    }

    /** Expects an answer with this beginning and containing this text, after the time if the member wants it. */
    void tellLike(ModelMember member, String beginning, String within) {
        String whole = dress(member, beginning);
        member.person.expected.expect(ExpectedLine.answerLike(whole + "..." + within,
                line -> line.startsWith(whole) && line.contains(within)));
    }

    /** Expects a skippable line for one member. */
    void hear(ModelMember member, String line) {
        hear(member, ExpectedLine.talk(dress(member, line)));
    }

    private void hear(ModelMember member, ExpectedLine line) {
        publicLines++;
        member.person.expected.expect(line);
    }

    /** Expects a member's line for everybody in the room who does not ignore that member. */
    void say(ModelMember author, String line) {
        ExpectedLine plain = ExpectedLine.talk(line);
        for (ModelMember member : members.values()) {
            if (member.isHere() && !member.ignored.containsKey(author)) {
                hear(member, member.tellsTime ? ExpectedLine.talk(dress(member, line)) : plain);
            }
        }
        remember(line);
    }

    /** Expects a notice for everybody in the room who has not hidden notices. */
    void announce(String line) {
        announce(member -> line);
    }

    /** The same for a notice that each member reads in its own way, or not at all (null). */
    void announce(Function<ModelMember, String> lines) {
        for (ModelMember member : members.values()) {
            String line = lines.apply(member);
            if (line != null && member.isHere() && !member.hidesNotices) {
                hear(member, ExpectedLine.talk(dress(member, line)));
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

    /** Whether nobody sees anything of it. */
    static boolean isInvisible(String text) {
        return text.matches("[\\p{IsWhite_Space}\\p{Cf}\u034F\u2065\u2800\u3164\uFE0F\uFFF0\\x{E0000}]*");
    }

    static String normalize(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFKC);
    }

    static String fold(String name) {
        return normalize(name).toLowerCase(Locale.ROOT);
    }

    /** Why this member can't have this name; null if the name is free and valid. */
    String problemWithName(ModelMember member, String name) {
        if (name.equals(member.address())) {
            return problemWithHolder(member, name);
        }
        if (name.matches("[0-9]+([.][0-9]+){3}(:[0-9]+)?|\\[.*:.*\\]:[0-9]+")
                && !member.address().startsWith(name + ":")) {
            return "That is an address, and not yours. Choose another.";
        }
        if (!name.matches("[\\p{L}\\p{Nd}_.-]{1,32}")) {
            return "A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.";
        }
        if (!Character.isLetterOrDigit(name.codePointAt(0))) {
            return "A name must begin with a letter or a digit. Choose another.";
        }
        if (name.matches("\\p{Nd}+")) {
            return "A name cannot be all digits. Choose another.";
        }
        if (List.of("server", "usage", "write", "disconnected", "you", "topic").contains(fold(name))) {
            return "That name is reserved. Choose another.";
        }
        return problemWithHolder(member, name);
    }

    private String problemWithHolder(ModelMember member, String name) {
        ModelMember holder = called(name);
        return holder == null || holder == member ? null : "That name is taken. Choose another.";
    }
}
