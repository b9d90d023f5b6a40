package chatd.admin;

import static chatd.admin.Command.asking;
import static chatd.admin.Command.changing;
import static chatd.admin.Command.saving;

import chatd.chat.Administration;
import chatd.net.Server;
import chatd.text.TextTable;
import java.util.List;

/** The commands of administrators: one table, for finding them and for {@code help}. */
final class Commands {

    static final String QUIT = "quit";

    private final List<Command> table;

    Commands(Server server, Administration chat) {
        Clients clients = new Clients(server, chat);
        ClientCommands client = new ClientCommands(chat, clients);
        RoomCommands rooms = new RoomCommands(server, chat);
        BanCommands bans = new BanCommands(server, chat, clients);
        MuteCommands mutes = new MuteCommands(chat, clients);
        NameCommands names = new NameCommands(chat);
        NodeCommands nodes = new NodeCommands(chat);
        ServerCommands daemon = new ServerCommands(server, chat);
        table = List.of(
                asking("help", "", "list the commands; also ?", this::help),
                asking("who", "", "list the clients, with the bytes received and sent", client::who),
                asking("rooms", "", "list the rooms, the fullest first", rooms::list),
                changing("say", "[#ROOM] TEXT", "send a notice to all clients, or to the members of a room",
                        rooms::say),
                changing("close", "#ROOM [REASON]", "send the members of a room to the lobby", rooms::close),
                asking("nodes", "", "list the linked nodes, with their people and the blocks that they lag behind",
                        nodes::list),
                asking("stats", "", "show statistics in Prometheus' text format", daemon::stats),
                changing("kick", "WHO [REASON]", "disconnect a client; WHO is its number, name or address",
                        client::kick),
                changing("ban", "WHO|ADDR[/BITS] [TIME]",
                        "ban a client's address, an address or a range, for 1h, 2d or for ever", bans::ban),
                asking("bans", "", "list the bans", bans::list),
                changing("unban", "ADDR[/BITS]", "lift a ban", bans::unban),
                saving("mute", "WHO|ADDR [TIME]",
                        "mute a client or an address, for 1h, 2d or for ever",
                        mutes::mute),
                asking("mutes", "", "list the mutes", mutes::list),
                saving("unmute", "WHO|ADDR", "lift a mute", mutes::unmute),
                changing("rename", "WHO NEW", "give a member another name", client::rename),
                saving("register", "NAME", "register a name, or make a new key for it; shows the key",
                        names::register),
                saving("unregister", "NAME", "free a registered name", names::unregister),
                saving("op", "NAME", "make the owner of a registered name an operator", names::op),
                saving("deop", "NAME", "undo op", names::deop),
                asking("ops", "", "list the operators", names::operators),
                changing("drain", "[TIME]", "accept no new clients, and stop when the last has left, or after 10m",
                        daemon::drain),
                asking(QUIT, "", "close this connection", nothing -> "bye"),
                changing("shutdown", "", "tell all clients that the server stops, and stop it", daemon::shutdown));
    }

    /** Runs a line, which is not empty. */
    void run(String line, Answer answer) {
        String[] words = Words.of(line);
        try {
            Command command = find(words[0]);
            if (!command.accepts(words[1])) {
                throw new BadCommand("usage: " + command.usage());
            }
            if (command.changes()) {
                answer.logged();
            }
            command.action().run(words[1], answer);
        } catch (BadCommand e) {
            answer.fail(e.getMessage());
        }
    }

    private Command find(String name) {
        String known = name.equals("?") ? "help" : name;
        return table.stream().filter(command -> command.name().equals(known)).findFirst()
                .orElseThrow(() -> new BadCommand("unknown command " + name + "; try help"));
    }

    private String help(String nothing) {
        TextTable columns = new TextTable(2);
        table.forEach(command -> columns.row(command.usage(), command.description()));
        return String.join("\n", columns.lines());
    }
}
