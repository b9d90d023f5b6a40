package chatd.chat;

import chatd.access.Rejection;
import chatd.net.Broadcast;
import chatd.net.CloseReason;
import chatd.net.Connection;
import chatd.net.Notices;
import chatd.net.Service;
import chatd.wire.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is here: arrive, say, leave. It keeps the people and their names, and carries what is said to all; how lines are
 * read and events worded is the {@link Dialect}'s.
 *
 * <p>What is said to all goes into the broadcast's block, which everybody shares who has no {@link Filter} of their
 * own. The others are not in the broadcast; each gets, alone, the lines that pass their filter.
 */
public final class Room implements Service, Notices {

    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final int LONGEST_NUMBER = 9;
    /** When so many have left, as a part of those with filters, these are looked through: 8 is an eighth. */
    private static final int FORGOTTEN_AT_ONCE = 8;

    private final Settings settings;
    private final Broadcast broadcast;
    private final TimePrefix stamp;
    private final Dialect dialect;
    private final Phrases phrases;
    private final Names names;
    private final History history;
    private final Motd motd;
    private final Login door;

    private final Roster roster = new Roster();
    private final Set<Member> filtering = new LinkedHashSet<>();
    private final long[] departures = new long[Departure.values().length];
    private int nextNumber;
    private int unforgotten;

    /**
     * @param broadcast what reaches everybody in the room who has no filter
     * @param clock the wall clock, with the server's zone, for those who want to see the time
     * @throws IOException if the message of the day or the password can't be read
     */
    public Room(Settings settings, Broadcast broadcast, Clock clock) throws IOException {
        this(Dialect.BY_NAME.get(settings.dialect()), settings, broadcast, clock);
    }

    Room(Dialect dialect, Settings settings, Broadcast broadcast, Clock clock) throws IOException {
        this.dialect = dialect;
        this.settings = settings;
        this.broadcast = broadcast;
        stamp = new TimePrefix(clock);
        phrases = new Phrases(settings.language());
        names = new Names(phrases.reservedNames());
        history = new History(settings.historyLines(), settings.historyBytes());
        motd = new Motd(settings.motd());
        Path secret = settings.passwordFile();
        door = new Login(this, secret == null ? null : new Password(secret, settings.maxLineBytes()));
    }

    // What the reactor tells the room.

    @Override
    public void connected(Connection connection) {
        Member member = new Member(nextNumber++, connection);
        connection.attach(member);
        door.arrive(member);
    }

    @Override
    public void line(Connection connection, Line line) {
        Member member = member(connection);
        if (door.holds(member)) {
            door.answer(member, line);
        } else {
            dialect.line(this, member, line);
        }
    }

    @Override
    public void lineTooLong(Connection connection) {
        Member member = member(connection);
        if (door.holds(member)) {
            door.wrong(member);
        } else {
            member.tell(phrases.counted("too-long", settings.maxLineBytes()));
        }
    }

    @Override
    public void expired(Connection connection) {
        Member member = member(connection);
        if (door.holds(member)) {
            door.expired(member);
        } else if (member.isHere()) {
            dismiss(member, Departure.IDLE, phrases.text("idle", phrases.duration(settings.idle())));
        } else {
            dismiss(member, Departure.UNNAMED, phrases.text("unnamed", phrases.duration(settings.nameTimeout())));
        }
    }

    @Override
    public void disconnected(Connection connection, CloseReason cause) {
        leave(member(connection), Departure.of(cause), null);
    }

    @Override
    public void stopping(Connection connection) {
        member(connection).tell(phrases.text("stopping"));
        departures[Departure.STOPPED.ordinal()]++;
    }

    @Override
    public String rejected(Rejection why) {
        return phrases.text(switch (why) {
            case FULL -> "full";
            case BANNED -> "banned";
            case NOT_ALLOWED -> "not-allowed";
            case TOO_MANY -> "too-many";
            case TOO_FAST -> "too-fast";
            case NO_PROXY_HEADER -> "no-proxy-header";
        });
    }

    @Override
    public String skipped(int lines) {
        return phrases.counted("skipped", lines);
    }

    // What an administrator does, and asks.

    /**
     * Tells all of these people something in the server's name, whether they are in the room yet or not, but for those
     * who have not given the password. Returns how many were told.
     */
    public int notice(List<Connection> people, String text) {
        return hear(people, phrases.text("notice", text));
    }

    /** Tells the same people that nobody comes in any more, and how long they may stay; zero is for ever. */
    public void announceEnd(List<Connection> people, Duration patience) {
        String line = patience.isZero()
                ? phrases.text("draining")
                : phrases.text("draining.for", phrases.duration(patience));
        hear(people, line);
    }

    private int hear(List<Connection> people, String line) {
        int count = 0;
        for (Connection connection : people) {
            Member member = member(connection);
            if (!door.holds(member)) {
                member.hear(line);
                count++;
            }
        }
        return count;
    }

    /** Has somebody leave, and tells everybody, perhaps with a reason (empty is none). */
    public void kick(Connection connection, String reason) {
        Member member = member(connection);
        member.tell(reason.isEmpty() ? phrases.text("kicked") : phrases.text("kicked.saying", reason));
        connection.close();
        leave(member, Departure.KICKED, reason.isEmpty() ? null : reason);
    }

    /** The connection of whoever in the room has this number or name; null if nobody has. */
    public Connection connectionOf(String who) {
        Member member = find(who);
        return member == null ? null : member.connection();
    }

    /** The number of whoever is at the other end. */
    public int number(Connection connection) {
        return member(connection).number();
    }

    /** The name of whoever is at the other end; null as long as they have none. */
    public String name(Connection connection) {
        return member(connection).name();
    }

    /** How many have left so. */
    public long departures(Departure how) {
        return departures[how.ordinal()];
    }

    /** Reads its files again; if that can't be done, the log says why, and what they had last stands. */
    public void rereadFiles() {
        if (settings.motd() == null && settings.passwordFile() == null) {
            LOG.info("There is no --motd or --password-file to read again");
        }
        motd.reread();
        door.reread();
    }

    // What the door, dialects and commands tell the room to do.

    /** Greets somebody who may come in. */
    void welcome(Member member) {
        motd.lines().forEach(member::hear);
        dialect.connected(this, member);
    }

    /** Gives somebody the time that there is for choosing a name. */
    void awaitName(Member member) {
        member.connection().expireAfter(settings.nameTimeout());
    }

    /** Disconnects somebody, and tells them why. */
    void dismiss(Member member, Departure how, String why) {
        member.tell(why);
        member.connection().close();
        leave(member, how, null);
    }

    /** Lets somebody in under a name that is free. They hear nothing before they {@link #listen}. */
    void admit(Member member, String name) {
        roster.add(member);
        rename(member, name);
        member.connection().expireWhenIdle(settings.idle());
        LOG.debug("{} has arrived", member);
    }

    /** Gives somebody in the room a name that is free. */
    void rename(Member member, String name) {
        roster.rename(member, name);
        member.rename(name, dialect.prefix(member, name));
    }

    /** From now on somebody hears what is said to all, through their filter if they have set one. */
    void listen(Member member) {
        if (member.filter().isOpen()) {
            filtering.remove(member);
            broadcast.join(member.connection());
        } else {
            broadcast.part(member.connection());
            filtering.add(member);
        }
    }

    /** From now on somebody hears what passes this filter. */
    void filter(Member member, Filter filter) {
        member.filter(filter);
        listen(member);
    }

    /** Has somebody ignore only those who are still here. */
    void forgetWhoHasLeft(Member member) {
        if (member.filter().ignoresWhoHasLeft()) {
            filter(member, member.filter().notIgnoringWhoHasLeft());
        }
    }

    /** Says a line of somebody's to everybody. */
    void say(Member author, Line line) {
        if (dialect.echoes()) {
            broadcast.say(author.prefix(), line);
        } else {
            broadcast.sayToOthers(author.connection(), author.prefix(), line);
        }
        if (history.isKept()) {
            history.add(new String(author.prefix(), StandardCharsets.UTF_8) + line);
        }
        if (!filtering.isEmpty()) {
            sayApart(author, line.withPrefix(author.prefix()));
        }
    }

    private void sayApart(Member author, byte[] line) {
        for (Member listener : filtering) {
            if (listener.filter().lets(author) && (listener != author || dialect.echoes())) {
                listener.hear(line);
            }
        }
    }

    /** Says a whole line in somebody's name to everybody. */
    void act(Member author, String line) {
        broadcast.say(line);
        if (history.isKept()) {
            history.add(line);
        }
        for (Member listener : filtering) {
            if (listener.filter().lets(author)) {
                listener.hear(line);
            }
        }
    }

    /** Tells everybody of an arrival, a departure or a renaming. */
    void announce(String notice) {
        broadcast.say(notice);
        for (Member listener : filtering) {
            if (listener.filter().letsNotices()) {
                listener.hear(notice);
            }
        }
    }

    /** Shows a newcomer what was said last. */
    void showHistory(Member member) {
        if (history.lines().isEmpty()) {
            return;
        }
        // Not as answers to this person: the heap could not hold a copy for everybody who comes and reads nothing.
        member.hear(phrases.text("earlier"));
        history.lines().forEach(member::hear);
        member.hear(phrases.text("now"));
    }

    /** Lets somebody go who asked for it, perhaps with a last word (null is none). */
    void quit(Member member, String lastWord) {
        member.connection().close();
        leave(member, Departure.LEFT, lastWord);
    }

    // What they ask it.

    /** The key of the phrase that says why somebody can't have this name now; null if they can. */
    String problemWithName(Member member, String name) {
        String problem = dialect.problemWithName(this, name);
        if (problem != null) {
            return problem;
        }
        Member holder = roster.called(name);
        return holder == null || holder == member ? null : "name.taken";
    }

    /** Who has this name, in any case; null if nobody does. */
    Member called(String name) {
        return roster.called(name);
    }

    /** Who has this number, or this name; null if nobody does. */
    Member find(String who) {
        if (who.matches("\\d+")) {
            return who.length() > LONGEST_NUMBER ? null : roster.numbered(Integer.parseInt(who));
        }
        return called(Names.normalize(who));
    }

    /** Everybody in the room, in the order of their numbers. */
    Stream<Member> members() {
        return roster.stream();
    }

    int size() {
        return roster.size();
    }

    Settings settings() {
        return settings;
    }

    /** What tells the time before lines, to those who want that. */
    TimePrefix stamp() {
        return stamp;
    }

    Phrases phrases() {
        return phrases;
    }

    Names names() {
        return names;
    }

    private void leave(Member member, Departure how, String lastWord) {
        departures[how.ordinal()]++;
        door.forget(member);
        if (!roster.remove(member)) {
            return;
        }
        filtering.remove(member);
        String notice = dialect.left(this, member, how, lastWord);
        if (notice != null) {
            announce(notice);
        }
        LOG.debug("{} has left ({})", member, how.words());
        forget(member);
    }

    /** Lets go of whoever has left; the filters of others do so of many at once, for all have to be looked through. */
    private void forget(Member gone) {
        gone.leave();
        unforgotten++;
        if (unforgotten * FORGOTTEN_AT_ONCE >= filtering.size()) {
            unforgotten = 0;
            List.copyOf(filtering).forEach(this::forgetWhoHasLeft);
        }
    }

    private static Member member(Connection connection) {
        return (Member) connection.attachment();
    }
}
