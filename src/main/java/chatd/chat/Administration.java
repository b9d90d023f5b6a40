package chatd.chat;

import chatd.access.Cidr;
import chatd.link.Link;
import chatd.net.Connection;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The chat for administrators: its clients, rooms and counters, and the actions on them. */
public final class Administration {

    private static final String CUT = "the other nodes cannot be reached, so nobody can be renamed";
    private static final String REGISTERED = " is registered, and only its owner can have it";

    private final ChatService chat;
    private final NameAdministration names;

    /** Administers this chat. */
    public Administration(ChatService chat) {
        this.chat = chat;
        names = chat.registrations() == null ? null : new NameAdministration(chat, chat.registrations().names());
    }

    /** The link to other nodes; null if there is none. */
    public Link link() {
        return chat.link();
    }

    /** The registered names; null if names cannot be registered. */
    public NameAdministration names() {
        return names;
    }

    /** Whether the name of a client is registered. Then the client is its owner. */
    public boolean isRegistered(Connection client) {
        return chat.isRegistered(Session.of(client));
    }

    /** Whether a client is an operator. */
    public boolean isOperator(Connection client) {
        return chat.isOperator(Session.of(client));
    }

    /** Whether a client is muted. */
    public boolean isMuted(Connection client) {
        return chat.mutes().remaining(Session.of(client)) != null;
    }

    /**
     * Sends these clients an announcement of the server. Clients without a name receive it too; clients that have not
     * given the password do not. Returns the number of clients that received it.
     */
    public int notice(List<Connection> clients, String text) {
        if (chat.linkedAdministration() != null) {
            chat.linkedAdministration().announce(null, text);
            return tell(clients, notices().announcement(text)) + chat.rooms().remoteCount();
        }
        return tell(clients, notices().announcement(text));
    }

    /**
     * Tells the clients that {@link #notice} would reach that the server accepts no new clients.
     *
     * @param patience how long the clients may stay; zero means without limit
     */
    public void announceDrain(List<Connection> clients, Duration patience) {
        tell(clients, notices().draining(patience));
    }

    private int tell(List<Connection> clients, String line) {
        int count = 0;
        for (Connection client : clients) {
            Session session = Session.of(client);
            if (chat.isPastPassword(session)) {
                session.hear(line);
                count++;
            }
        }
        return count;
    }

    /** Disconnects a client, and tells everybody. The reason may be empty. */
    public void kick(Connection client, String reason) {
        chat.departures().kick(Session.of(client), notices().kicked(reason), reason.isEmpty() ? null : reason);
    }

    /** The member of another node with this name or number, described as {@link #describe} does; null if none is. */
    public String elsewhere(String who) {
        return chat.find(who) instanceof RemoteMember member
                ? "name " + member.name() + ", address " + member.address() + ", node " + member.node()
                : null;
    }

    /** Disconnects a member of another node, which {@link #elsewhere} has found. The reason may be empty. */
    public void kickElsewhere(String who, String reason) {
        if (chat.find(who) instanceof RemoteMember member) {
            chat.linkedAdministration().kick(member, null, reason.isEmpty() ? null : reason);
        }
    }

    /**
     * Gives a member of another node, which {@link #elsewhere} has found, another name. Returns the problem with the
     * name, in English; null if there is none. The member keeps its name if somebody else takes the new one meanwhile.
     */
    public String renameElsewhere(String who, String typed) {
        if (!(chat.find(who) instanceof RemoteMember member)) {
            return "no such client: " + who;
        }
        String name = Names.normalize(typed);
        if (chat.isCut()) {
            return CUT;
        }
        if (chat.names().isClosedTo(name)) {
            return name + REGISTERED;
        }
        Member holder = chat.called(name);
        String problem = holder == null || holder == member ? chat.names().keyOfProblem(name) : "name.taken";
        if (problem == null) {
            chat.linkedAdministration().rename(member, name);
        }
        return problem == null ? null : new Phrases("en").text(problem);
    }

    /** The target of a mute of a member of another node, which {@link #elsewhere} has found; null if there is none. */
    public MuteTarget muteTargetElsewhere(String who) {
        return chat.find(who) instanceof RemoteMember member ? chat.mutes().target(member) : null;
    }

    /** The IP address of a member of another node; null if there is none. */
    public InetAddress ipElsewhere(String who) {
        return chat.find(who) instanceof RemoteMember member ? member.ip() : null;
    }

    /** Bans a range on the other nodes, too; zero is for ever. */
    public void banElsewhere(Cidr range, Duration time) {
        if (chat.linkedAdministration() != null) {
            chat.linkedAdministration().ban(range, time);
        }
    }

    /** Lifts a ban on the other nodes, too. */
    public void unbanElsewhere(Cidr range) {
        if (chat.linkedAdministration() != null) {
            chat.linkedAdministration().unban(range.toString());
        }
    }

    /**
     * Gives a member another name, and tells it and its room. Returns the problem with the name, in English; null if
     * there is none.
     */
    public String rename(Connection client, String typed) {
        Session member = Session.of(client);
        if (!member.isHere()) {
            return "number " + member.number() + " is not in a room yet";
        }
        if (!chat.hasNames()) {
            return "the names of members are their numbers in this dialect";
        }
        String name = Names.normalize(typed);
        if (name.equals(member.name())) {
            return "that is the name of number " + member.number() + " already";
        }
        if (chat.isCut()) {
            return CUT;
        }
        if (chat.names().isClosedTo(member, name)) {
            return name + REGISTERED;
        }
        String problem = chat.names().keyOfProblem(member, name);
        if (problem != null) {
            return new Phrases("en").text(problem);
        }
        chat.actions().rename(member, name, PublicActions.Ownership.NONE, outcome -> {
            if (outcome == PublicActions.Outcome.DONE) {
                member.tell(notices().renamed(name));
            }
        });
        return null;
    }

    /** The mutes. */
    public Mutes mutes() {
        return chat.mutes();
    }

    /** The target of a mute of this client. */
    public MuteTarget muteTarget(Connection client) {
        return chat.mutes().target(Session.of(client));
    }

    /** Tells a client how long it is muted; zero is for ever. */
    public void tellMuted(Connection client, Duration time) {
        tell(List.of(client), notices().muted(time));
    }

    /** Tells a client that it is no longer muted. */
    public void tellUnmuted(Connection client) {
        tell(List.of(client), notices().unmuted());
    }

    /** The connection of the member with this number or name; null if there is none. */
    public Connection connectionOf(String who) {
        return chat.find(who) instanceof Session session ? session.connection() : null;
    }

    /** The rooms, the fullest first. */
    public List<RoomInfo> roomInfos() {
        return chat.rooms().fullestFirst().stream().map(RoomInfo::of).toList();
    }

    /** The number of rooms, including the lobby. */
    public int roomCount() {
        return chat.rooms().size();
    }

    /** The room with this name, with or without {@code #}; empty if there is none. */
    public Optional<RoomInfo> roomInfo(String name) {
        return Optional.ofNullable(room(name)).map(RoomInfo::of);
    }

    /** The title of the room of a client; null if the client is not a member yet. */
    public String roomTitle(Connection client) {
        Room room = Session.of(client).room();
        return room == null ? null : room.title();
    }

    /** Sends a notice of the server to the members of an existing room. Returns the number of members. */
    public int notice(String roomName, String text) {
        Room room = room(roomName);
        if (chat.linkedAdministration() != null) {
            chat.linkedAdministration().announce(room, text);
        }
        room.announce(notices().announcement(text));
        return room.size();
    }

    /** Sends the members of an existing room, which is not the lobby, to the lobby. The reason may be empty. */
    public void closeRoom(String roomName, String reason) {
        if (chat.linkedAdministration() == null) {
            chat.moves().close(room(roomName), reason);
        } else {
            chat.linkedAdministration().close(room(roomName), reason);
        }
    }

    /** The title of the lobby. */
    public String lobbyTitle() {
        return chat.rooms().lobby().title();
    }

    private Room room(String name) {
        return chat.rooms().called(RoomName.normalize(name));
    }

    /** The client for an answer or the log: {@code number 2, name bob, address 127.0.0.1:50001}. */
    public String describe(Connection client) {
        return describe(Session.of(client));
    }

    static String describe(Member member) {
        String name = member.name();
        String address = member.address();
        boolean isNamed = name != null && !name.equals(address);
        return "number " + member.number() + (isNamed ? ", name " + name : "") + ", address " + address;
    }

    /** The number of a client. */
    public int number(Connection client) {
        return Session.of(client).number();
    }

    /** The name of a client; null as long as it has none. */
    public String name(Connection client) {
        return Session.of(client).name();
    }

    /** Number of clients that have left in this way. */
    public long departures(Departure how) {
        return chat.departures().count(how);
    }

    /** Events that were handed to the history file since the start; 0 without one. */
    public long historyEvents() {
        return chat.historyEvents();
    }

    /** Number of these events that are missing in the history file, because the disk was too slow or full. */
    public long missingHistoryEvents() {
        return chat.missingHistoryEvents();
    }

    /** Clients that have not logged in yet: they have given no name, or not the password. */
    public int pendingLogins() {
        return chat.pendingLogins();
    }

    private ChatNotices notices() {
        return chat.words();
    }
}
