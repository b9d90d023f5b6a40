package chatd.admin;

import chatd.access.BanList;
import chatd.access.Cidr;
import chatd.chat.ChatService;
import chatd.net.Connection;
import chatd.net.Server;
import chatd.net.Service;
import chatd.text.Durations;
import chatd.text.TextTable;
import chatd.wire.Line;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an administrator asks and orders through a socket of their own: a command a line, and for each an answer that
 * ends with an empty line. Who may connect to that socket may do everything. What they do is logged; what they ask, not.
 */
public final class AdminService implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(AdminService.class);
    private static final Duration USUAL_DRAIN = Duration.ofMinutes(10);

    /**
     * @param arguments what stands behind the name: in capitals, and in brackets what may be left out
     * @param doing whether it changes something
     * @param action from the arguments to the answer
     */
    private record Command(String name, String arguments, String description, boolean doing,
            UnaryOperator<String> action) {

        String usage() {
            return arguments.isEmpty() ? name : name + ' ' + arguments;
        }

        boolean takes(String given) {
            return given.isEmpty() ? arguments.isEmpty() || arguments.startsWith("[") : !arguments.isEmpty();
        }
    }

    /** Says what is wrong with a command. */
    private static final class BadCommand extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadCommand(String message) {
            super(message, null, false, false);
        }
    }

    private final Server server;
    private final ChatService room;
    private final List<Command> commands = List.of(
            new Command("help", "", "list the commands", false, this::help),
            new Command("who", "", "everybody who is connected, and what went to and fro, in bytes", false, this::who),
            new Command("stats", "", "what the server has done, as Prometheus reads it", false, this::stats),
            new Command("say", "TEXT", "tell everybody", true, this::say),
            new Command("kick", "WHO [REASON]", "disconnect somebody; WHO is a number, name or address", true,
                    this::kick),
            new Command("ban", "ADDR[/BITS] [TIME]", "disconnect an address or range, and let it in no more, for 1h "
                    + "or for ever", true, this::ban),
            new Command("bans", "", "list the bans", false, this::bans),
            new Command("unban", "ADDR[/BITS]", "end a ban", true, this::unban),
            new Command("drain", "[TIME]", "let nobody in any more, and end when all have left, or after 10m", true,
                    this::drain),
            new Command("shutdown", "", "say goodbye to everybody, and end", true, this::shutdown));

    /** @param room the service that the reactor was made with */
    public AdminService(Server server, ChatService room) {
        this.server = server;
        this.room = room;
    }

    @Override
    public void line(Connection connection, Line line) {
        String text = line.toString().strip();
        if (!text.isEmpty()) {
            connection.send(answer(connection, text));
            connection.send("");
        }
    }

    private String answer(Connection connection, String text) {
        String[] words = words(text);
        try {
            Command command = command(words[0]);
            if (!command.takes(words[1])) {
                throw new BadCommand("write: " + command.usage());
            }
            String answer = command.action().apply(words[1]);
            if (command.doing()) {
                LOG.info("Administrator {}: {}: {}", connection.address(), text, answer);
            }
            return answer;
        } catch (BadCommand e) {
            return "error: " + e.getMessage();
        }
    }

    private Command command(String name) {
        return commands.stream().filter(command -> command.name().equals(name)).findFirst()
                .orElseThrow(() -> new BadCommand("there is no command " + name + "; try help"));
    }

    private String help(String nothing) {
        TextTable columns = new TextTable(2);
        commands.forEach(command -> columns.row(command.usage(), command.description()));
        return String.join("\n", columns.lines());
    }

    private String who(String nothing) {
        TextTable columns = new TextTable(9);
        columns.row("NUMBER", "NAME", "ADDRESS", "SINCE", "IDLE", "RECEIVED", "SENT", "WAITING", "SKIPPED");
        server.clients().stream().sorted(Comparator.comparingInt(room::number)).forEach(client -> columns.row(
                Integer.toString(room.number(client)),
                room.name(client) == null ? "-" : room.name(client),
                client.address(),
                Durations.brief(client.age()),
                Durations.brief(client.idleFor()),
                Long.toString(client.bytesIn()),
                Long.toString(client.bytesOut()),
                Integer.toString(client.waitingBytes()),
                Integer.toString(client.skippedLines())));
        return String.join("\n", columns.lines());
    }

    private String stats(String nothing) {
        return PrometheusText.of(server.statistics(), room);
    }

    private String say(String text) {
        return "said to " + room.notice(server.clients(), text);
    }

    private String kick(String arguments) {
        String[] words = words(arguments);
        Connection client = find(words[0]);
        String whom = describe(client);
        room.kick(client, words[1]);
        return "disconnected " + whom;
    }

    private String ban(String arguments) {
        String[] words = words(arguments);
        Cidr range = range(words[0]);
        Duration time = time(words[1], Duration.ZERO);
        if (!server.bans().add(range, time)) {
            throw new BadCommand("there are " + BanList.MOST + " bans already");
        }
        List<Connection> inside = server.clients().stream().filter(client -> client.isFrom(range)).toList();
        inside.forEach(client -> room.kick(client, ""));
        return "banned " + range + ", and disconnected " + inside.size();
    }

    private String bans(String nothing) {
        List<String> bans = server.bans().list();
        return bans.isEmpty() ? "no bans" : String.join("\n", bans);
    }

    private String unban(String address) {
        Cidr range = range(address);
        if (!server.bans().remove(range)) {
            throw new BadCommand("there is no ban of " + range + "; try bans");
        }
        return "ended the ban of " + range;
    }

    private String drain(String time) {
        Duration patience = time(time, USUAL_DRAIN);
        List<Connection> people = server.clients();
        room.announceDrain(people, patience);
        server.drain(patience);
        if (people.isEmpty()) {
            return "nobody is inside, and nobody is let in any more";
        }
        return "nobody is let in any more; the " + people.size() + " inside may stay "
                + (patience.isZero() ? "as long as they like" : "for " + Durations.brief(patience));
    }

    private String shutdown(String nothing) {
        server.stop();
        return "stopping";
    }

    private Connection find(String who) {
        Connection named = room.connectionOf(who);
        if (named != null) {
            return named;
        }
        return server.clients().stream()
                .filter(client -> client.address().equals(who) || Integer.toString(room.number(client)).equals(who))
                .findFirst().orElseThrow(() -> new BadCommand("there is no " + who + "; try who"));
    }

    private String describe(Connection client) {
        String name = room.name(client);
        boolean isNamed = name != null && !name.equals(client.address());
        return room.number(client) + (isNamed ? " " + name : "") + ' ' + client.address();
    }

    private static Cidr range(String text) {
        return Cidr.parse(text).orElseThrow(() -> new BadCommand(
                text + " is no IP address or range, as in 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32"));
    }

    private static Duration time(String text, Duration otherwise) {
        return text.isEmpty() ? otherwise : Durations.parse(text).orElseThrow(() -> new BadCommand(
                text + " is no time, as in 30s, 10m or 24h; 0 is for ever"));
    }

    /** The first word, and what stands behind it, perhaps nothing. */
    private static String[] words(String text) {
        String[] words = text.split("\\s+", 2);
        return words.length == 2 ? words : new String[] {words[0], ""};
    }

    @Override
    public void lineTooLong(Connection connection) {
        connection.send("error: that line is too long\n");
    }
}
