package chatd.chat;

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
public final class ChatService implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(ChatService.class);
    private static final int LONGEST_NUMBER = 9;
    /** When so many have left, as a part of those with filters, these are looked through: 8 is an eighth. */
    private static final int FORGOTTEN_AT_ONCE = 8;

    private final Settings settings;
    private final Broadcast broadcast;
    private final TimePrefix stamp;
    private final Dialect dialect;
    private final ChatNotices notices;
    private final Names names;
    private final History history;
    private final Login login;

    private final Roster roster = new Roster();
    private final Set<Session> filtering = new LinkedHashSet<>();
    private final long[] departures = new long[Departure.values().length];
    private int nextNumber;
    private int unforgotten;

    /**
     * @param dialects makes the dialect, as {@link Dialects#factory} has it
     * @param broadcast what reaches everybody in the room who has no filter
     * @param clock the wall clock, with the server's zone, for those who want to see the time
     * @throws IOException if the message of the day or the password can't be read
     */
    public ChatService(Settings settings, DialectFactory dialects, Broadcast broadcast, Clock clock)
            throws IOException {
        this.settings = settings;
        this.broadcast = broadcast;
        stamp = new TimePrefix(clock);
        Phrases phrases = new Phrases(settings.language());
        names = new Names(phrases.reservedNames());
        history = new History(settings.historyLines(), settings.historyBytes());
        dialect = dialects.create(this, settings, phrases);
        notices = dialect.notices();
        Path file = settings.passwordFile();
        Password password = file == null ? null : new Password(file, settings.maxLineBytes());
        login = new Login(this, dialect, new Motd(settings.motd()), password, settings.nameTimeout());
    }

    // Events of the server.

    @Override
    public void connected(Connection connection) {
        Session session = new Session(nextNumber++, connection);
        connection.attach(session);
        login.begin(session);
    }

    @Override
    public void line(Connection connection, Line line) {
        Session session = session(connection);
        if (session.isHere()) {
            dialect.line(session, line);
        } else {
            login.line(session, line);
        }
    }

    @Override
    public void lineTooLong(Connection connection) {
        Session session = session(connection);
        String notice = notices.tooLong(settings.maxLineBytes());
        if (session.isHere()) {
            session.tell(notice);
        } else {
            login.lineTooLong(session, notice);
        }
    }

    @Override
    public void expired(Connection connection) {
        Session session = session(connection);
        if (session.isHere()) {
            dismiss(session, Departure.IDLE, notices.idle(settings.idle()));
        } else {
            login.expired(session);
        }
    }

    @Override
    public void disconnected(Connection connection, CloseReason cause) {
        leave(session(connection), Departure.of(cause), null);
    }

    @Override
    public void stopping(Connection connection) {
        Session session = session(connection);
        session.tell(notices.stopping());
        login.end(session);
        departures[Departure.STOPPED.ordinal()]++;
    }

    /** What the server itself says to clients, for {@link chatd.net.Server}. */
    public Notices notices() {
        return notices;
    }

    // What an administrator does, and asks.

    /**
     * Tells all of these people something in the server's name, whether they are in the room yet or not, but for those
     * who have not given the password. Returns how many were told.
     */
    public int notice(List<Connection> people, String text) {
        return hear(people, notices.announcement(text));
    }

    /** Tells the same people that nobody comes in any more, and how long they may stay; zero is for ever. */
    public void announceEnd(List<Connection> people, Duration patience) {
        hear(people, notices.draining(patience));
    }

    private int hear(List<Connection> people, String line) {
        int count = 0;
        for (Connection connection : people) {
            Session member = session(connection);
            if (login.isPastPassword(member)) {
                member.hear(line);
                count++;
            }
        }
        return count;
    }

    /** Has somebody leave, and tells everybody, perhaps with a reason (empty is none). */
    public void kick(Connection connection, String reason) {
        Session member = session(connection);
        member.tell(notices.kicked(reason));
        connection.close();
        leave(member, Departure.KICKED, reason.isEmpty() ? null : reason);
    }

    /** The connection of whoever in the room has this number or name; null if nobody has. */
    public Connection connectionOf(String who) {
        Session member = find(who);
        return member == null ? null : member.connection();
    }

    /** The number of whoever is at the other end. */
    public int number(Connection connection) {
        return session(connection).number();
    }

    /** The name of whoever is at the other end; null as long as they have none. */
    public String name(Connection connection) {
        return session(connection).name();
    }

    /** Clients that have not logged in yet: they have no name, or did not give the password. */
    public int pendingLogins() {
        return login.pending();
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
        login.rereadFiles();
    }

    // What the door, dialects and commands tell the room to do.

    /** The dialect has asked this client for a name: its next lines go to {@link Dialect#name}. */
    void awaitName(Session newcomer) {
        login.awaitName(newcomer);
    }

    /** Disconnects somebody, and tells them why. */
    void dismiss(Session member, Departure how, String why) {
        member.tell(why);
        member.connection().close();
        leave(member, how, null);
    }

    /** Lets somebody in under a name that is free. They hear nothing before they {@link #listen}. */
    void admit(Session member, String name) {
        roster.add(member);
        rename(member, name);
        login.end(member);
        member.connection().expireWhenIdle(settings.idle());
        LOG.debug("{} has arrived", member);
    }

    /** Gives somebody in the room a name that is free. */
    void rename(Session member, String name) {
        roster.rename(member, name);
        member.rename(name, dialect.prefix(member, name));
    }

    /** From now on somebody hears what is said to all, through their filter if they have set one. */
    void listen(Session member) {
        if (member.filter().isOpen()) {
            filtering.remove(member);
            broadcast.join(member.connection());
        } else {
            broadcast.part(member.connection());
            filtering.add(member);
        }
    }

    /** From now on somebody hears what passes this filter. */
    void filter(Session member, Filter filter) {
        member.filter(filter);
        listen(member);
    }

    /** Has somebody ignore only those who are still here. */
    void forgetWhoHasLeft(Session member) {
        if (member.filter().ignoresWhoHasLeft()) {
            filter(member, member.filter().notIgnoringWhoHasLeft());
        }
    }

    /** Says a line of somebody's to everybody. */
    void say(Session author, Line line) {
        if (dialect.echoes()) {
            broadcast.say(author.prefix(), line);
        } else {
            broadcast.sayToOthers(author.connection(), author.prefix(), line);
        }
        if (history.isKept()) {
            history.add(new String(author.prefix(), StandardCharsets.UTF_8) + line);
        }
        if (!filtering.isEmpty()) {
            sayApart(author, line.behind(author.prefix()));
        }
    }

    private void sayApart(Session author, byte[] line) {
        for (Session listener : filtering) {
            if (listener.filter().lets(author) && (listener != author || dialect.echoes())) {
                listener.hear(line);
            }
        }
    }

    /** Says a whole line in somebody's name to everybody. */
    void act(Session author, String line) {
        broadcast.say(line);
        if (history.isKept()) {
            history.add(line);
        }
        for (Session listener : filtering) {
            if (listener.filter().lets(author)) {
                listener.hear(line);
            }
        }
    }

    /** Tells everybody of an arrival, a departure or a renaming. */
    void announce(String notice) {
        broadcast.say(notice);
        for (Session listener : filtering) {
            if (listener.filter().letsNotices()) {
                listener.hear(notice);
            }
        }
    }

    /** Shows a newcomer what was said last. */
    void showHistory(Session member) {
        if (history.lines().isEmpty()) {
            return;
        }
        // Not as answers to this person: the heap could not hold a copy for everybody who comes and reads nothing.
        member.hear(notices.historyBegins());
        history.lines().forEach(member::hear);
        member.hear(notices.historyEnds());
    }

    /** Lets somebody go who asked for it, perhaps with a last word (null is none). */
    void quit(Session member, String lastWord) {
        member.connection().close();
        leave(member, Departure.LEFT, lastWord);
    }

    // What they ask it.

    /** The notice that says why this member can't have this name now; null if they can. */
    String problemWithName(Session member, String name) {
        String problem = dialect.problemWithName(names, name);
        if (problem != null) {
            return notices.badName(problem);
        }
        Session holder = roster.called(name);
        return holder == null || holder == member ? null : notices.badName("name.taken");
    }

    /** Who has this name, in any case; null if nobody does. */
    Session called(String name) {
        return roster.called(name);
    }

    /** Who has this number, or this name; null if nobody does. */
    Session find(String who) {
        if (who.matches("\\d+")) {
            return who.length() > LONGEST_NUMBER ? null : roster.numbered(Integer.parseInt(who));
        }
        return called(Names.normalize(who));
    }

    /** Everybody in the room, in the order of their numbers. */
    Stream<Session> members() {
        return roster.stream();
    }

    int size() {
        return roster.size();
    }

    /** What tells the time before lines, to those who want that. */
    TimePrefix stamp() {
        return stamp;
    }

    private void leave(Session member, Departure how, String lastWord) {
        departures[how.ordinal()]++;
        login.end(member);
        if (!roster.remove(member)) {
            return;
        }
        filtering.remove(member);
        String notice = dialect.left(member, how, lastWord);
        if (notice != null) {
            announce(notice);
        }
        LOG.debug("{} has left ({})", member, how.words());
        forget(member);
    }

    /** Lets go of whoever has left; the filters of others do so of many at once, for all have to be looked through. */
    private void forget(Session gone) {
        gone.leave();
        unforgotten++;
        if (unforgotten * FORGOTTEN_AT_ONCE >= filtering.size()) {
            unforgotten = 0;
            List.copyOf(filtering).forEach(this::forgetWhoHasLeft);
        }
    }

    private static Session session(Connection connection) {
        return (Session) connection.attachment();
    }
}
