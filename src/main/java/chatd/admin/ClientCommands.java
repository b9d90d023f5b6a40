package chatd.admin;

import chatd.chat.Administration;
import chatd.net.Connection;
import chatd.text.Durations;
import chatd.text.TextTable;
import java.util.StringJoiner;

/** The commands about single clients: who, kick, rename. */
final class ClientCommands {

    private static final int COLUMNS = 11;

    private final Administration chat;
    private final Clients clients;

    ClientCommands(Administration chat, Clients clients) {
        this.chat = chat;
        this.clients = clients;
    }

    String who(String nothing) {
        TextTable columns = new TextTable(COLUMNS);
        columns.row("NUMBER", "NAME", "ROOM", "ADDRESS", "SINCE", "IDLE", "RECEIVED", "SENT", "WAITING", "SKIPPED",
                "FLAGS");
        clients.all().forEach(client -> columns.row(
                Integer.toString(chat.number(client)),
                Words.orDash(chat.name(client)),
                Words.orDash(chat.roomTitle(client)),
                client.address(),
                Durations.brief(client.age()),
                Durations.brief(client.idleFor()),
                Long.toString(client.bytesIn()),
                Long.toString(client.bytesOut()),
                Integer.toString(client.waitingBytes()),
                Integer.toString(client.skippedLines()),
                flags(client)));
        return String.join("\n", columns.lines());
    }

    /** Whether the name is registered, its owner is an operator, and the client is muted: {@code *,op,muted}. */
    private String flags(Connection client) {
        StringJoiner flags = new StringJoiner(",").setEmptyValue("-");
        if (chat.isRegistered(client)) {
            flags.add("*");
        }
        if (chat.isOperator(client)) {
            flags.add("op");
        }
        if (chat.isMuted(client)) {
            flags.add("muted");
        }
        return flags.toString();
    }

    String rename(String arguments) {
        String[] words = Words.of(arguments);
        if (words[1].isEmpty()) {
            throw new BadCommand("usage: rename WHO NEW");
        }
        String elsewhere = chat.elsewhere(words[0]);
        if (elsewhere != null) {
            return renamed(elsewhere, words[1], chat.renameElsewhere(words[0], words[1]));
        }
        Connection client = clients.find(words[0]).client();
        String description = chat.describe(client);
        String problem = chat.rename(client, words[1]);
        return renamed(description, problem == null ? chat.name(client) : words[1], problem);
    }

    private static String renamed(String description, String name, String problem) {
        if (problem != null) {
            throw new BadCommand(problem);
        }
        return "renamed " + description + " to " + name;
    }

    String kick(String arguments) {
        String[] words = Words.of(arguments);
        String elsewhere = chat.elsewhere(words[0]);
        if (elsewhere != null) {
            chat.kickElsewhere(words[0], words[1]);
            return "disconnected " + elsewhere;
        }
        Clients.Found found = clients.find(words[0]);
        Connection client = found.client();
        String description = chat.describe(client);
        chat.kick(client, words[1]);
        return "disconnected " + description + found.remark();
    }
}
