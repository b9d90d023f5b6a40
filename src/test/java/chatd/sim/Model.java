package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.chat.Departure;
import chatd.chat.RoomInfo;
import chatd.net.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Model of the chat: it receives the same calls as the chat, in the same order, and derives from them what each person
 * must receive. It knows nothing of turns, blocks, buffers and sockets. English only; one class for each dialect.
 */
abstract class Model {

    /** Makes the model of a dialect. */
    interface Maker {
        Model make(Conditions conditions, Clock clock, RegistrationModel registrations);
    }

    /** A model for each dialect. */
    static final Map<String, Maker> BY_DIALECT =
            Map.of("chat", ChatModel::new, "room", RoomDialectModel::new, "messenger", MessengerModel::new);

    /** Ends a line that rings the bell of a member. */
    static final String BEL = "\u0007";

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration REFUSAL_WAIT = Duration.ofMillis(200);

    final Conditions conditions;
    final ModelRooms rooms;
    /** Null if names cannot be registered. */
    final RegistrationModel registrations;
    final MuteModel mutes = new MuteModel(this);
    private final Clock clock;
    /** Null if there is no password. */
    private final LoginModel login;
    /** All clients being served, in the order of their numbers. */
    private final Map<Connection, ModelMember> members = new LinkedHashMap<>();
    private final Map<Departure, Long> departures = new EnumMap<>(Departure.class);
    private int nextNumber;
    private int entries;
    private long publicLines;

    /**
     * @param clock the chat's wall clock
     * @param registrations null if names cannot be registered
     */
    Model(Conditions conditions, Clock clock, RegistrationModel registrations) {
        this.conditions = conditions;
        this.clock = clock;
        this.registrations = registrations;
        rooms = new ModelRooms(conditions.settings());
        nextNumber = conditions.settings().dialect().equals("messenger") ? 0 : 1;
        login = conditions.password() == null ? null : new LoginModel(this, conditions.password());
    }

    static Model of(Conditions conditions, Clock clock, RegistrationModel registrations) {
        return BY_DIALECT.get(conditions.settings().dialect()).make(conditions, clock, registrations);
    }

    // Differences between dialects.

    abstract void greet(ModelMember member);

    abstract void line(ModelMember member, String text);

    /** The notice that the others receive when a member leaves, null for none; lastWord may be null. */
    abstract String farewell(ModelMember member, String name, Departure how, String lastWord);

    /** Set after construction, since it needs the network of the daemon. */
    void attach(AccessModel access) {
        // Only the operators of the dialect "chat" ban anybody.
    }

    // Calls that the chat receives.

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

    /** The chat receives this line of a client; null is a line over the limit. */
    void take(ModelMember member, String text) {
        if (member.isLoggingIn) {
            login.line(member, text);
        } else if (text == null) {
            String notice = "Not sent: a line may be at most " + conditions.limits().maxLineBytes() + " bytes.";
            if (member.isHere()) {
                tell(member, notice);
            } else {
                askKey(member, member.claimed, notice);
            }
        } else {
            line(member, text);
        }
    }

    /** Refuses a client's name: after a wait it is told why, and is disconnected if it has sent further lines. */
    void refuseName(ModelMember member, String why) {
        askKey(member, null, why);
    }

    /** The same, and its next line may be the key to a name, if that is not null. */
    void askKey(ModelMember member, String name, String words) {
        refuse(member, words, REFUSAL_WAIT);
        member.claimed = name;
    }

    void refuse(ModelMember member, String why, Duration wait) {
        member.refusal = why;
        member.refusedAt = now();
        member.refusalWait = wait;
        member.hasToWait = true;
    }

    private void tellRefusal(ModelMember member) {
        assertFalse(now().isBefore(member.refusedAt.plus(member.refusalWait)), () -> "too early: " + member);
        String why = member.refusal;
        member.refusal = null;
        member.hasToWait = false;
        if (member.isRefusedForGood) {
            tell(member, why);
            leave(member, Departure.WRONG_KEY, null);
            return;
        }
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

    /** The chat receives a line of this client, which was sent at this time. */
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
        Duration patience = conditions.settings().login().timeout();
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
        if (member.keyWaitEnd != null) {
            endKeyWait(member);
            return;
        }
        Duration patience = member.isHere() ? conditions.settings().idle() : conditions.settings().login().timeout();
        assertFalse(patience.isZero(), member::toString);
        Instant earliest = member.isHere() ? member.lastLine.plus(patience) : member.deadline;
        assertFalse(now().isBefore(earliest), () -> "too early: " + member);
        assertTrue(!member.isHere() || !member.connection.isBacklogged()
                || member.person.client.silentFor().compareTo(patience) >= 0, () -> "goes on sending: " + member);
        tellLostBacklog(member);
        tell(member, "Disconnected: " + (member.isHere() ? "idle for " : "no name chosen within ")
                + Words.duration(patience) + '.');
        leave(member, member.isHere() ? Departure.IDLE : Departure.UNNAMED, null);
    }

    /** A member that has given a wrong key is told so. */
    private void endKeyWait(ModelMember member) {
        assertFalse(now().isBefore(member.keyWaitEnd), () -> "too early: " + member);
        member.keyWaitEnd = null;
        member.hasToWait = false;
        // While it waits, its idle time does not end.
        member.foundSilent = null;
        if (member.wrongKeys == KeyLoginModel.TRIES) {
            tellLostBacklog(member);
            tell(member, KeyLoginModel.FAILED);
            leave(member, Departure.WRONG_KEY, null);
        } else {
            tell(member, KeyLoginModel.wrongKey(member));
        }
    }

    /** A client whose deadline has passed loses the lines that are held back, and is told so. */
    void tellLostBacklog(ModelMember member) {
        if (member.connection.isBacklogged()) {
            tell(member, "Not sent: the rest of your lines. They came faster than the server accepts lines.");
        }
    }

    void stopping(ModelMember member) {
        tell(member, "The server is shutting down.");
        if (registrations != null) {
            registrations.touch(member);
        }
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
        if (member.isHere()) {
            depart(member, how, lastWord);
        }
    }

    private void depart(ModelMember member, Departure how, String lastWord) {
        if (registrations != null) {
            registrations.touch(member);
            member.hasGivenKey = false;
        }
        ModelRoom room = member.room;
        member.room = null;
        announceOf(member, room, (name, isIgnored) ->
                farewell(member, name, how, isIgnored && how != Departure.KICKED ? null : lastWord));
        passOn(room, member);
        member.name = null;
        members.values().forEach(other -> other.ignored.remove(member));
    }

    /** A client takes over the member whose key it has given. The member's old connection ends. */
    void takeOver(ModelMember taker, ModelMember member) {
        if (taker.isHere()) {
            depart(taker, Departure.LEFT, null);
        }
        taker.tellsTime = false;
        swapConnections(taker, member);
        tellLostBacklog(taker);
        tell(taker, "You have logged in elsewhere.");
        leave(taker, Departure.ELSEWHERE, null);
    }

    private void swapConnections(ModelMember taker, ModelMember member) {
        Connection connection = taker.connection;
        Person person = taker.person;
        taker.connection = member.connection;
        taker.person = member.person;
        member.connection = connection;
        member.person = person;
        member.lastLine = taker.lastLine;
        member.foundSilent = null;
        member.keyWaitEnd = null;
        member.hasToWait = false;
        List<ModelMember> all = new ArrayList<>(members.values());
        all.sort(Comparator.comparingInt(one -> one.number));
        members.clear();
        all.forEach(one -> members.put(one.connection, one));
    }

    // Rooms.

    /** A client becomes a member, in the lobby, where the others have been told already. */
    void admit(ModelMember member, String name) {
        member.name = name;
        enter(member, rooms.lobby);
    }

    /** From now on the member receives what happens in this room. */
    void enter(ModelMember member, ModelRoom room) {
        member.room = room;
        member.entered = entries++;
    }

    /** After a member has gone: passes the room to the member that joined first, or removes it if it is empty. */
    void passOn(ModelRoom room, ModelMember gone) {
        List<ModelMember> left = here(room);
        if (left.isEmpty() && !room.isPermanent) {
            rooms.forget(room);
        } else if (room.owner == gone) {
            room.owner = left.stream().min(Comparator.comparingInt(member -> member.entered)).orElseThrow();
            tell(room.owner, "You are now the owner of " + room.title() + '.');
        }
    }

    /** The rooms as the administrator must see them. */
    List<RoomInfo> roomInfos() {
        return roomsFullestFirst().stream().map(room -> new RoomInfo(room.title(), here(room).size(),
                room.topic == null ? "" : room.topic, room.owner == null ? null : room.owner.name, room.isLocked,
                room.isPermanent)).toList();
    }

    List<ModelRoom> roomsFullestFirst() {
        return rooms.fullestFirst(room -> here(room).size());
    }

    // Commands of the administrator.

    void kick(ModelMember member, String reason) {
        String why = reason.isEmpty() ? "." : ": " + reason;
        tell(member, "You were disconnected by an administrator" + why);
        leave(member, Departure.KICKED, reason.isEmpty() ? null : reason);
    }

    /** Tells a client of a mute, or of its end, unless the client has not given the password yet. */
    void noticeTo(ModelMember member, String line) {
        if (!member.isLoggingIn) {
            hear(member, line);
        }
    }

    /** Gives a member another name. */
    void renameByAdministrator(ModelMember member, String name) {
        // Only in the dialect "chat".
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
        members.values().forEach(member -> assertTrue(member.keyWaitEnd != null
                ? now().isBefore(member.keyWaitEnd.plus(TICK))
                : member.isHere() ? isInTime(member) : member.deadline == null
                || member.refusal != null && now().isBefore(member.refusedAt.plus(member.refusalWait).plus(TICK))
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

    /** The member of this person; null if the daemon does not serve the person. */
    ModelMember memberOf(Person person) {
        return members.values().stream().filter(member -> member.person == person).findFirst().orElse(null);
    }

    /** Whether a member has not left. */
    boolean isHere(ModelMember member) {
        return serves(member.connection) && member.isHere();
    }

    boolean serves(Connection connection) {
        return members.containsKey(connection);
    }

    List<ModelMember> served() {
        return List.copyOf(members.values());
    }

    /** The members of all rooms. */
    List<ModelMember> here() {
        return members.values().stream().filter(ModelMember::isHere).toList();
    }

    /** The members in this room. */
    List<ModelMember> here(ModelRoom room) {
        return here().stream().filter(member -> member.room == room).toList();
    }

    /** Whether a member is an operator. */
    boolean isOperator(ModelMember member) {
        RegistrationModel.Registered name = registrations == null ? null : registrations.of(member);
        return name != null && name.isOperator();
    }

    /** Whether the name of a member is registered, and its own. */
    boolean isOwner(ModelMember member) {
        return registrations != null && registrations.isOwner(member);
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
        return !who.matches("\\d+") ? called(who) : here().stream()
                .filter(member -> Integer.toString(member.number).equals(who)).findFirst().orElse(null);
    }

    /** The member with this name in any case; null if there is none. */
    ModelMember called(String name) {
        String folded = Words.fold(name);
        return here().stream().filter(member -> Words.fold(member.name).equals(folded)).findFirst().orElse(null);
    }

    void assertDepartures(Departure how, long count) {
        assertEquals(departures(how), count, how::name);
    }

    long departures(Departure how) {
        return departures.getOrDefault(how, 0L);
    }

    /** Number of deliveries of public lines: each line counts once for each recipient. */
    long publicLines() {
        return publicLines;
    }

    // Lines that people receive.

    void tell(ModelMember member, String line) {
        member.person.expected.expect(ExpectedLine.answer(dress(member, line)));
    }

    /** Expects an answer with this beginning and containing these texts, after the time if the member wants it. */
    void tellLike(ModelMember member, String beginning, String... within) {
        String whole = dress(member, beginning);
        member.person.expected.expect(ExpectedLine.answerLike(whole + "..." + String.join("...", within),
                line -> line.startsWith(whole) && Stream.of(within).allMatch(line::contains)));
    }

    /** Expects one of these answers. */
    void tellOneOf(ModelMember member, List<String> lines) {
        Set<String> dressed = lines.stream().map(line -> dress(member, line)).collect(Collectors.toSet());
        member.person.expected.expect(ExpectedLine.answerLike(dressed.toString(), dressed::contains));
    }

    /** Expects a skippable line for one member. */
    void hear(ModelMember member, String line) {
        hear(member, ExpectedLine.talk(dress(member, line)));
    }

    private void hear(ModelMember member, ExpectedLine line) {
        publicLines++;
        member.person.expected.expect(line);
    }

    /**
     * Expects a member's line for everybody in its room who does not ignore that member.
     *
     * @param said the part of the line that is searched for the names of members with a bell
     */
    void say(ModelMember author, String line, String said) {
        ExpectedLine plain = ExpectedLine.talk(line);
        for (ModelMember member : here(author.room)) {
            if (!member.ignored.containsKey(author)) {
                String ringing = member != author && isCalled(member, said) ? line + BEL : line;
                boolean isPlain = !member.tellsTime && !member.hasBell;
                hear(member, isPlain ? plain : ExpectedLine.talk(dress(member, ringing)));
            }
        }
        rooms.remember(author.room, line, localTime());
    }

    private static boolean isCalled(ModelMember member, String said) {
        String edge = "[\\p{L}\\p{Nd}_-]";
        String name = Pattern.quote(Words.fold(member.name));
        return member.hasBell && Pattern.compile("(?<!" + edge + ')' + name + "(?!" + edge + ')')
                .matcher(said.toLowerCase(Locale.ROOT)).find();
    }

    /** Expects a notice for everybody in a room who has not hidden notices. */
    void announce(ModelRoom room, String line) {
        here(room).stream().filter(member -> !member.hidesNotices).forEach(member -> hear(member, line));
    }

    /** The notice of an event, by the name that the reader sees and whether the reader ignores the member. */
    interface Event {
        /** Null if the reader receives no notice. */
        String words(String name, boolean isIgnored);
    }

    /** Expects a notice about a member. A reader that ignores the member sees the name that it has ignored. */
    void announceOf(ModelMember member, ModelRoom room, Event event) {
        for (ModelMember other : here(room)) {
            String known = other.ignored.getOrDefault(member, member.name);
            String words = event.words(known, other.ignored.containsKey(member));
            if (words != null && !other.hidesNotices) {
                hear(other, words);
            }
        }
    }

    void showHistory(ModelMember member, ModelRoom room) {
        List<ModelRooms.Remembered> lines = recent(room);
        if (!lines.isEmpty()) {
            showLines(member, lines);
        }
    }

    List<ModelRooms.Remembered> recent(ModelRoom room) {
        return rooms.recent(room, localTime());
    }

    void showLines(ModelMember member, List<ModelRooms.Remembered> lines) {
        hear(member, "--- earlier ---");
        LocalDate day = localTime().toLocalDate();
        for (ModelRooms.Remembered line : lines) {
            if (!line.time().toLocalDate().equals(day)) {
                day = line.time().toLocalDate();
                hearAsIs(member, "--- " + day + " ---");
            }
            hearAsIs(member, line.withTime());
        }
        hear(member, "--- now ---");
    }

    /** Expects a skippable line that has its time already. */
    void hearAsIs(ModelMember member, String line) {
        hear(member, ExpectedLine.talk(line));
    }

    private LocalDateTime localTime() {
        return LocalDateTime.now(clock).truncatedTo(ChronoUnit.MILLIS);
    }

    static String timeOfDay(LocalDateTime time) {
        return time.toLocalTime().toString().substring(0, 5) + ' ';
    }

    Instant now() {
        return clock.instant();
    }

    private String dress(ModelMember member, String line) {
        return member.tellsTime ? timeOfDay(localTime()) + line : line;
    }

    /** A record of this event is written to the history file, if there is one. */
    void record(ModelRoom room, String kind, ModelMember member, String text) {
        if (rooms.file != null) {
            rooms.file.add(room, kind, member, text);
        }
    }

    private void count(Departure how) {
        departures.merge(how, 1L, Long::sum);
    }

    // Names.

    /** Why this member can't have this name; null if the name is free and valid. */
    String problemWithName(ModelMember member, String name) {
        if (registrations != null && registrations.isClosedTo(member, name)) {
            return name + " is registered. If it is yours, type: /name " + name + " KEY";
        }
        if (name.equals(member.address())) {
            return problemWithHolder(member, name);
        }
        if (Words.isAddress(name) && !member.address().startsWith(name + ":")) {
            return "That is an address, and not yours. Choose another.";
        }
        String problem = Words.problemWithForm(name);
        return problem == null ? problemWithHolder(member, name) : problem;
    }

    private String problemWithHolder(ModelMember member, String name) {
        ModelMember holder = called(name);
        return holder == null || holder == member ? null : "That name is taken. Choose another.";
    }
}
