package chatd.chat;

import chatd.access.BanList;
import chatd.access.Cidr;
import chatd.link.Link;
import chatd.link.Refusal;
import chatd.net.CloseReason;
import chatd.net.Connection;
import chatd.net.Notices;
import chatd.net.Service;
import chatd.store.RegisteredName;
import chatd.wire.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link chatd.net.Service} of the chat: owns all sessions, their login, names, departures and rooms. Hands lines
 * of members to the {@link Dialect},  and never words a message itself. Administrators use the {@link Administration}.
 */
public final class ChatService implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(ChatService.class);
    private static final int LONGEST_NUMBER = 9;

    private final Settings settings;
    private final NamePolicy names;
    private final Dialect dialect;
    private final ChatNotices notices;
    private final PendingLogins pending = new PendingLogins();
    private final Login login;
    private final Departures departures;
    private final PublicActions actions;
    /** Null if this server is not linked to others. */
    private final ChatLink link;
    /** Null if this server is not linked to others. */
    private LinkedAdministration linkedAdministration;
    private final RoomLogs logs;
    private final Rooms rooms;
    private final Searches searches;
    private final PrivateLines privateLines;
    private final Moves moves;
    private final BanList bans;
    private final Mutes mutes;
    private final Roster roster = new Roster();
    /** Null if names cannot be registered. */
    private final Registrations registrations;
    /** Null if names cannot be registered. */
    private final WrongKeys wrongKeys;
    private int nextNumber;

    /**
     * @param dialects makes the dialect, as {@link Dialects#factory} has it
     * @throws IOException if the message of the day or the password can't be read
     */
    public ChatService(Settings settings, DialectFactory dialects, ChatResources resources) throws IOException {
        this.settings = settings;
        Clock clock = resources.clock();
        Phrases phrases = new Phrases(settings.language());
        registrations = resources.names() == null ? null : new Registrations(resources.names(), roster);
        bans = resources.bans();
        mutes = new Mutes(resources, registrations);
        dialect = dialects.create(this, settings, phrases);
        notices = dialect.notices();
        nextNumber = dialect.firstNumber();
        Motd motd = new Motd(settings.motd());
        Path file = settings.login().passwordFile();
        Password password = file == null ? null : new Password(file, settings.maxLineBytes());
        link = resources.link() == null ? null : linked(resources, phrases);
        logs = new RoomLogs(settings, dialect, resources, link == null ? null : link.events());
        Message message = new Message();
        rooms = new Rooms(settings.rooms(),
                (name, permanent) -> new Room(name, permanent, resources.broadcasts().create(), dialect, message,
                        room -> logs.make(room, name, permanent)));
        privateLines = new PrivateLines(dialect);
        searches = logs.searches(phrases);
        HistoryView history = new HistoryView(notices, clock);
        moves = new Moves(rooms, notices, new TimePrefix(clock), history, searches);
        DirectActions direct =
                new DirectActions(rooms, moves, roster, pending, dialect, settings.idle(), registrations);
        actions = link == null ? direct : link(resources, direct, history);
        names = new NamePolicy(new Names(phrases.reservedNames()), dialect, roster, registrations, actions);
        departures = new Departures(notices, pending, mutes, actions, registrations);
        login = new Login(departures, pending, dialect, motd, password, settings.login().timeout());
        wrongKeys = registrations == null
                ? null
                : new WrongKeys(registrations.tries(), login, departures, notices, settings.idle());
    }

    private ChatLink linked(ChatResources resources, Phrases phrases) {
        return new ChatLink(resources.link().node(), resources.clock(), new LinkNotices(notices, phrases));
    }

    /** Links this chat to other nodes. Returns the actions that all nodes share. */
    private PublicActions link(ChatResources resources, DirectActions direct, HistoryView view) {
        EventLink own = link.events();
        LinkedPeople people = new LinkedPeople(link.node(), () -> nextNumber++, resources.clock());
        LinkedNames sharedNames = new LinkedNames(dialect, roster, direct, people, link.notices(), link.node());
        LinkedRooms sharedRooms = new LinkedRooms(rooms, people, moves, own);
        moves.onlyCount(people::isShared);
        LinkedRequests requests = new LinkedRequests(
                newcomer -> departures.dismissLate(newcomer, Departure.LEFT, link.notices().isWaitedFor()));
        LinkedActions shared = new LinkedActions(own, rooms, people, sharedNames, requests, pending);
        LinkedHistory history = new LinkedHistory(settings.history(), logs, dialect, resources.clock(), view);
        LinkedPresence presence = new LinkedPresence(own, rooms, roster, direct, moves, people, sharedNames,
                sharedRooms, requests, history, link.notices());
        LinkedRestrictions restrictions =
                new LinkedRestrictions(own, link.node(), rooms, notices, bans, mutes, pending, this::departures);
        linkedAdministration = new LinkedAdministration(own, rooms, people, sharedNames, direct, moves, notices,
                restrictions, this::departures);
        LinkedRegistrations registered = new LinkedRegistrations(own, link.node(), rooms, roster, registrations,
                mutes);
        LinkedEvents events = new LinkedEvents(direct, shared, requests, people, rooms, sharedNames, sharedRooms,
                presence, linkedAdministration, restrictions, registered, settings.maxLineBytes());
        LinkedLetters letters = new LinkedLetters(link, people, shared, privateLines);
        privateLines.attach(letters);
        LinkedStock stock = new LinkedStock(rooms, people, sharedRooms, presence, direct, sharedNames);
        link.attach(resources.link().links().apply(link), new LinkedParts(rooms, people, events, presence, stock,
                history, letters, registered, restrictions));
        return shared;
    }

    /** The notices of the server to clients, for {@link chatd.net.Server}. */
    public Notices notices() {
        return new ServerNotices(notices);
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
        Session session = Session.of(connection);
        if (session.isHere()) {
            dialect.line(session, line);
        } else {
            login.line(session, line);
        }
    }

    @Override
    public void lineTooLong(Connection connection) {
        Session session = Session.of(connection);
        String notice = notices.tooLong(settings.maxLineBytes());
        if (session.isHere()) {
            session.tell(notice);
        } else {
            login.lineTooLong(session, notice);
        }
    }

    @Override
    public void interrupted(Connection connection) {
        departures.dismiss(Session.of(connection), Departure.LEFT, notices.interrupted());
    }

    @Override
    public void leaveKey(Connection connection) {
        Session session = Session.of(connection);
        session.tell(pending.isPastPassword(session) ? dialect.howToLeave() : notices.howToLeave());
    }

    @Override
    public void expired(Connection connection) {
        Session session = Session.of(connection);
        if (!session.isHere()) {
            login.expired(session);
        } else if (wrongKeys == null || !wrongKeys.endWait(session)) {
            departures.dismissLate(session, Departure.IDLE, notices.idle(settings.idle()));
        }
    }

    @Override
    public void disconnected(Connection connection, CloseReason reason) {
        departures.disconnected(Session.of(connection), Departure.of(reason));
    }

    @Override
    public void stopping(Connection connection) {
        departures.stopped(Session.of(connection));
    }

    /** Reads the files of the options again. If that fails, logs the reason and keeps the old contents. */
    public void rereadFiles() {
        if (logs.hasFile()) {
            logs.reopenFile();
        } else if (settings.motd() == null && settings.login().passwordFile() == null) {
            LOG.info("There is no --motd or --password-file to read again");
        }
        login.rereadFiles();
    }

    /** Further lines may join those that are sent to the other nodes. */
    @Override
    public boolean gathers() {
        return link != null && link.link().hasEvents();
    }

    /** Sends the other nodes what happened in this turn. */
    @Override
    public void turnEnds() {
        if (link != null) {
            link.link().flush();
        }
    }

    // For the administrator.

    /** The link to other nodes; null if there is none. */
    public Link link() {
        return link == null ? null : link.link();
    }

    /** The people of all nodes that this server is linked to. For tests. */
    LinkedPeople linkedPeople() {
        return link.everybody();
    }

    /** The actions of administrators on other nodes; null if there are none. */
    LinkedAdministration linkedAdministration() {
        return linkedAdministration;
    }

    /** The notices of the server to clients. */
    ChatNotices words() {
        return notices;
    }

    /** Whether members can have names other than their numbers. */
    boolean hasNames() {
        return dialect.hasNames();
    }

    /** Whether a client may receive anything but questions for the password. */
    boolean isPastPassword(Session session) {
        return pending.isPastPassword(session);
    }

    /**
     * Bans this range for a time; zero is for ever.
     *
     * @return false, without a ban, if {@link BanList#MAX_BANS} other ranges are banned already
     */
    boolean ban(Cidr range, Duration time) {
        return bans.add(range, time);
    }

    /** The members and newcomers whose addresses are in this range. */
    List<Session> sessionsFrom(Cidr range) {
        return Stream.concat(rooms.sessions(), pending.sessions())
                .filter(session -> session.connection().isFrom(range)).toList();
    }

    Mutes mutes() {
        return mutes;
    }

    /** Clients that have not logged in yet: they have given no name, or not the password. */
    int pendingLogins() {
        return pending.size();
    }

    /** Events that were handed to the history file since the start; 0 without one. */
    long historyEvents() {
        return logs.events();
    }

    /** Number of these events that are missing in the history file. */
    long missingHistoryEvents() {
        return logs.missingEvents();
    }

    // For the login, the dialect and its commands.

    /** Decides who may have which name. */
    NamePolicy names() {
        return names;
    }

    /** The public actions of members. */
    PublicActions actions() {
        return actions;
    }

    /** The ways to leave. */
    Departures departures() {
        return departures;
    }

    Rooms rooms() {
        return rooms;
    }

    Moves moves() {
        return moves;
    }

    PrivateLines privateLines() {
        return privateLines;
    }

    /**
     * Searches what was said in the room of a member, and tells the member.
     *
     * @param typed the words to look for
     * @param folded the same words by {@link Names#foldText}
     */
    void search(Session member, List<String> typed, List<String> folded) {
        searches.search(member, typed, folded);
    }

    /** The dialect has asked this client for a name: its next lines go to {@link Dialect#name}. */
    void awaitName(Session newcomer) {
        login.awaitName(newcomer);
    }

    /** A newcomer enters the room that it has connected to, under a name that is free. */
    void enter(Session newcomer, String name, PublicActions.Ownership ownership) {
        if (isTurnedAway(newcomer)) {
            return;
        }
        actions.enter(newcomer, newcomer.connection().door(), name, ownership, outcome -> {
            if (outcome != PublicActions.Outcome.DONE) {
                pending.returns(newcomer);
                login.refuseName(newcomer, notices.badName("name.taken"));
            }
        });
    }

    /** The owner of a registered name enters, whose connection to another node ends. */
    void enterInsteadOf(RemoteMember ghost, Session newcomer, String name) {
        if (!isTurnedAway(newcomer)) {
            linkedAdministration.evict(ghost);
            enter(newcomer, name, PublicActions.Ownership.KEY);
        }
    }

    /** Whether no newcomer can enter now, because the link accepts nothing. Tells the client if so. */
    private boolean isTurnedAway(Session newcomer) {
        String problem = link == null ? null : link.problemWithEntering();
        if (problem != null && pending.of(newcomer) != null) {
            login.refuseName(newcomer, problem);
        } else if (problem != null) {
            departures.dismiss(newcomer, Departure.UNNAMED, problem);
        }
        return problem != null;
    }

    /** Whether the link is cut, so that no member can be renamed. */
    boolean isCut() {
        return link != null && link.link().refusal() == Refusal.CUT;
    }

    /** Tells a client why it can't have a name. It is asked again, unless it has sent further lines already. */
    void refuseName(Session newcomer, String why) {
        login.refuseName(newcomer, why);
    }

    /** Asks a client for the key of a registered name, in these words, which come as a refusal does. */
    void askKey(Session newcomer, String name, String words) {
        login.askKey(newcomer, name, words);
    }

    /** A client has given a wrong key for a registered name. */
    void wrongKey(Session session, String name) {
        wrongKeys.refuse(session, name);
    }

    /**
     * Gives a member the connection of another session, which has given the key of the member's name. Closes the old
     * connection of the member. The member receives nothing before {@link Room#listen}.
     */
    void takeOver(Session taker, Session member) {
        if (taker.isHere()) {
            actions.leave(taker, Departure.LEFT, null);
        }
        pending.end(taker);
        member.room().stopListening(member);
        member.swapConnections(taker);
        member.connection().expireWhenIdle(settings.idle());
        departures.dismissLate(taker, Departure.ELSEWHERE, notices.elsewhere());
    }

    /** Shows the message of the day; false if there is none. */
    boolean showMotd(Session session) {
        return login.showMotd(session);
    }

    /** The member with this name, in any case; null if there is none. */
    Member called(String name) {
        return roster.called(name);
    }

    /** The member with this number or name; null if there is none. */
    Member find(String who) {
        if (who.matches("\\d+")) {
            return who.length() > LONGEST_NUMBER ? null : rooms.numbered(Integer.parseInt(who));
        }
        return called(Names.normalize(who));
    }

    /** Whether the link to other nodes takes nothing public from members now. Tells the member if so. */
    boolean isRefused(Session author) {
        return link != null && link.refuses(author);
    }

    /** Whether a member cannot speak, because it is muted or the link refuses lines. Tells the member if so. */
    boolean isMuted(Session author) {
        if (isRefused(author)) {
            return true;
        }
        Duration left = mutes.remaining(author);
        if (left != null) {
            author.tell(notices.muted(left));
        }
        return left != null;
    }

    /** The registered names and their owners; null if names cannot be registered. */
    Registrations registrations() {
        return registrations;
    }

    /** Whether the name of a member is registered. Then the member is its owner. */
    boolean isRegistered(Member member) {
        return member instanceof Session
                ? registrations != null && registrations.isOwner(member)
                : ((RemoteMember) member).isRegistered();
    }

    /** Whether a member is an operator: an administrator has made the owner of its registered name one. */
    boolean isOperator(Member member) {
        if (registrations == null || !isRegistered(member)) {
            return false;
        }
        RegisteredName name = registrations.names().find(member.foldedName());
        return name != null && name.isOperator();
    }
}
