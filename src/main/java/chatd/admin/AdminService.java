package chatd.admin;

import chatd.access.BanList;
import chatd.access.Cidr;
import chatd.chat.Administration;
import chatd.chat.RoomInfo;
import chatd.net.Connection;
import chatd.net.Server;
import chatd.net.Service;
import chatd.text.Durations;
import chatd.text.TextTable;
import chatd.wire.Line;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service for administrators, at a socket of their own: a command a line, and for each an answer that ends with an
 * empty line. It trusts everybody who may connect there. Commands that change something are logged, the others are not.
 */
public final class AdminService implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(AdminService.class);
    private static final String QUIT = "quit";
    private static final Duration USUAL_DRAIN = Duration.ofMinutes(10);

    /**
     * @param arguments as they are written: in capitals, and in brackets what may be left out
     * @param changes whether it changes something
     * @param action from the arguments to the answer
     */
    private record Command(String name, String arguments, String description, boolean changes,
            UnaryOperator<String> action) {

        String usage() {
            return arguments.isEmpty() ? name : name + ' ' + arguments;
        }

        boolean accepts(String given) {
            return given.isEmpty() ? arguments.isEmpty() || arguments.matches("\\[[^]]*]") : !arguments.isEmpty();
        }
    }

    /**
     * A client that an administrator has named.
     *
     * @param remark for the end of the answer: which other clients may have been meant; may be empty
     */
    private record Found(Connection client, String remark) {
    }

    /** Says what is wrong with a command. */
    private static final class BadCommand extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadCommand(String message) {
            super(message, null, false, false);
        }
    }

    private final Server server;
    private final Administration chat;
    private final List<Command> commands = List.of(
            new Command("help", "", "list the commands; also ?", false, this::help),
            new Command("who", "", "list the clients, with the bytes received and sent", false, this::who),
            new Command("rooms", "", "list the rooms, the fullest first", false, this::rooms),
            new Command("say", "[#ROOM] TEXT", "send a notice to all clients, or to the members of a room", true,
                    this::say),
            new Command("close", "#ROOM [REASON]", "send the members of a room to the lobby", true, this::closeRoom),
            new Command("stats", "", "show statistics in Prometheus' text format", false, this::stats),
            new Command("kick", "WHO [REASON]", "disconnect a client; WHO is its number, name or address", true,
                    this::kick),
            new Command("ban", "WHO|ADDR[/BITS] [TIME]",
                    "ban a client's address, an address or a range, for 1h, 2d or for ever", true,
                    this::ban),
            new Command("bans", "", "list the bans", false, this::bans),
            new Command("unban", "ADDR[/BITS]", "lift a ban", true, this::unban),
            new Command("drain", "[TIME]", "accept no new clients, and stop when the last has left, or after 10m", true,
                    this::drain),
            new Command(QUIT, "", "close this connection", false, nothing -> "bye"),
            new Command("shutdown", "", "tell all clients that the server stops, and stop it", true, this::shutdown));

    /** @param chat the service that the server was made with */
    public AdminService(Server server, Administration chat) {
        this.server = server;
        this.chat = chat;
    }

    @Override
    public void line(Connection connection, Line line) {
        String text = line.toString().strip();
        if (!text.isEmpty()) {
            connection.send(answer(connection, text));
            connection.send("");
            if (text.equals(QUIT)) {
                connection.close();
            }
        }
    }

    private String answer(Connection connection, String text) {
        String[] words = words(text);
        try {
            Command command = command(words[0]);
            if (!command.accepts(words[1])) {
                throw new BadCommand("usage: " + command.usage());
            }
            String answer = command.action().apply(words[1]);
            if (command.changes()) {
                LOG.info("Administrator {}: {}: {}", connection.address(), text, answer);
            }
            return answer;
        } catch (BadCommand e) {
            return "error: " + e.getMessage();
        }
    }

    private Command command(String name) {
        String known = name.equals("?") ? "help" : name;
        return commands.stream().filter(command -> command.name().equals(known)).findFirst()
                .orElseThrow(() -> new BadCommand("unknown command " + name + "; try help"));
    }

    private String help(String nothing) {
        TextTable columns = new TextTable(2);
        commands.forEach(command -> columns.row(command.usage(), command.description()));
        return String.join("\n", columns.lines());
    }

    private String who(String nothing) {
        TextTable columns = new TextTable(10);
        columns.row("NUMBER", "NAME", "ROOM", "ADDRESS", "SINCE", "IDLE", "RECEIVED", "SENT", "WAITING", "SKIPPED");
        clients().forEach(client -> columns.row(
                Integer.toString(chat.number(client)),
                orDash(chat.name(client)),
                orDash(chat.roomTitle(client)),
                client.address(),
                Durations.brief(client.age()),
                Durations.brief(client.idleFor()),
                Long.toString(client.bytesIn()),
                Long.toString(client.bytesOut()),
                Integer.toString(client.waitingBytes()),
                Integer.toString(client.skippedLines())));
        return String.join("\n", columns.lines());
    }

    private static String orDash(String text) {
        return text == null ? "-" : text;
    }

    private String rooms(String nothing) {
        TextTable columns = new TextTable(5);
        columns.row("ROOM", "PEOPLE", "OWNER", "STATE", "TOPIC");
        chat.roomInfos().forEach(room -> columns.row(room.title(), Integer.toString(room.people()),
                orDash(room.owner()), state(room), room.topic()));
        return String.join("\n", columns.lines());
    }

    private static String state(RoomInfo room) {
        if (room.isPermanent()) {
            return "permanent";
        }
        return room.isLocked() ? "locked" : "open";
    }

    private String stats(String nothing) {
        return PrometheusText.of(server.metrics(), chat);
    }

    private String say(String text) {
        if (!text.startsWith("#")) {
            return "sent to " + chat.notice(server.clients(), text);
        }
        String[] words = words(text);
        RoomInfo room = room(words[0]);
        if (words[1].isEmpty()) {
            throw new BadCommand("usage: say " + room.title() + " TEXT");
        }
        return "sent to " + chat.notice(words[0], words[1]);
    }

    private String closeRoom(String arguments) {
        String[] words = words(arguments);
        RoomInfo room = room(words[0]);
        String lobby = chat.lobbyTitle();
        if (room.title().equals(lobby)) {
            throw new BadCommand(lobby + " cannot be closed, because members of closed rooms go there");
        }
        chat.closeRoom(words[0], words[1]);
        return "closed " + room.title() + ", sent " + room.people() + " to " + lobby
                + (room.isPermanent() ? "; it is permanent and stays, empty" : "");
    }

    private RoomInfo room(String name) {
        return chat.roomInfo(name).orElseThrow(() -> new BadCommand("no such room: " + name + "; try rooms"));
    }

    private String kick(String arguments) {
        String[] words = words(arguments);
        Found found = find(words[0]);
        String description = describe(found.client());
        chat.kick(found.client(), words[1]);
        return "disconnected " + description + found.remark();
    }

    private String ban(String arguments) {
        String[] words = words(arguments);
        Cidr range = rangeOrAddressOf(words[0]);
        Duration time = time(words[1], Duration.ZERO);
        if (!server.bans().add(range, time)) {
            throw new BadCommand("too many bans: there may be " + BanList.MAX_BANS);
        }
        List<Connection> banned = server.clients().stream().filter(client -> client.isFrom(range)).toList();
        banned.forEach(client -> chat.kick(client, ""));
        return "banned " + range + ", disconnected " + banned.size();
    }

    private String bans(String nothing) {
        List<String> bans = server.bans().list();
        return bans.isEmpty() ? "no bans" : String.join("\n", bans);
    }

    private String unban(String address) {
        Cidr range = range(address);
        if (!server.bans().remove(range)) {
            throw new BadCommand("no such ban: " + range + "; try bans");
        }
        return "lifted the ban of " + range;
    }

    private String drain(String time) {
        Duration patience = time(time, USUAL_DRAIN);
        List<Connection> clients = server.clients();
        chat.announceDrain(clients, patience);
        server.drain(patience);
        if (clients.isEmpty()) {
            return "no new clients are accepted, and none is connected";
        }
        return "no new clients are accepted; the " + clients.size() + " connected may stay "
                + (patience.isZero() ? "as long as they like" : "for " + Durations.brief(patience));
    }

    private String shutdown(String nothing) {
        server.stop();
        return "stopping";
    }

    private Found find(String who) {
        return findOptional(who).orElseThrow(() -> new BadCommand("no such client: " + who + "; try who"));
    }

    /**
     * Finds a client by its number, else by its name, else by its address, with or without the port. An address that
     * several clients have is an error, because only one is meant.
     */
    private Optional<Found> findOptional(String who) {
        List<Connection> clients = clients();
        Connection named = chat.connectionOf(who);
        List<Connection> there = clients.stream().filter(client -> isAt(client, who)).toList();
        if (named != null) {
            String others = numbers(there.stream().filter(client -> client != named).toList());
            String remark = others.isEmpty() ? "" : ", by its name; the address is also that of " + others;
            return Optional.of(new Found(named, remark));
        }
        if (there.size() > 1) {
            throw new BadCommand(who + " is the address of several clients: " + numbers(there)
                    + "; give a number, or ban the address");
        }
        return there.stream().findFirst()
                .or(() -> clients.stream()
                        .filter(client -> Integer.toString(chat.number(client)).equals(who)).findFirst())
                .map(client -> new Found(client, ""));
    }

    private static boolean isAt(Connection client, String who) {
        return client.address().equals(who)
                || who.indexOf('/') < 0 && Cidr.parse(who).filter(client::isFrom).isPresent();
    }

    private String numbers(List<Connection> clients) {
        return clients.stream().map(client -> Integer.toString(chat.number(client))).collect(Collectors.joining(", "));
    }

    /** In the order of their numbers. */
    private List<Connection> clients() {
        return server.clients().stream().sorted(Comparator.comparingInt(chat::number)).toList();
    }

    private String describe(Connection client) {
        String name = chat.name(client);
        boolean isNamed = name != null && !name.equals(client.address());
        return "number " + chat.number(client) + (isNamed ? ", name " + name : "") + ", address " + client.address();
    }

    /** A range; or the address of a client that is given by number, name, or address with its port. */
    private Cidr rangeOrAddressOf(String text) {
        if (Cidr.parse(text).isPresent() || Cidr.hasLeadingZero(text)) {
            return range(text);
        }
        Connection client = findOptional(text).orElseThrow(() -> new BadCommand("no client has the number, name or "
                + "address " + text + ", and it is not an IP address or range, as in 192.0.2.7, 192.0.2.0/24 or "
                + "2001:db8::/32")).client();
        if (client.ip() == null) {
            throw new BadCommand(text + " came by a Unix domain socket and has no IP address to ban; try kick");
        }
        return Cidr.of(client.ip());
    }

    private static Cidr range(String text) {
        return Cidr.parse(text).orElseThrow(() -> new BadCommand(Cidr.hasLeadingZero(text)
                ? "in " + text + " a number begins with 0, which some programs read as octal; write it without"
                : text + " is not an IP address or range, as in 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32"));
    }

    private static Duration time(String text, Duration otherwise) {
        return text.isEmpty() ? otherwise : Durations.parse(text).orElseThrow(() -> new BadCommand(
                text + " is not a time, as in 30s, 10m, 24h or 2d; 0 is for ever"));
    }

    /** The first word and the rest, which may be empty. */
    private static String[] words(String text) {
        String[] words = text.split("\\s+", 2);
        return words.length == 2 ? words : new String[] {words[0], ""};
    }

    @Override
    public void leaveKey(Connection connection) {
        connection.close();
    }

    @Override
    public void lineTooLong(Connection connection) {
        connection.send("error: line too long\n");
    }
}
