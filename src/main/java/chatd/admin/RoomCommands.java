package chatd.admin;

import chatd.chat.Administration;
import chatd.chat.RoomInfo;
import chatd.net.Server;
import chatd.text.TextTable;

/** The commands about rooms: rooms, say, close. */
final class RoomCommands {

    private static final int COLUMNS = 5;

    private final Server server;
    private final Administration chat;

    RoomCommands(Server server, Administration chat) {
        this.server = server;
        this.chat = chat;
    }

    String list(String nothing) {
        TextTable columns = new TextTable(COLUMNS);
        columns.row("ROOM", "PEOPLE", "OWNER", "STATE", "TOPIC");
        chat.roomInfos().forEach(room -> columns.row(room.title(), Integer.toString(room.people()),
                Words.orDash(room.owner()), state(room), room.topic()));
        return String.join("\n", columns.lines());
    }

    private static String state(RoomInfo room) {
        if (room.isPermanent()) {
            return "permanent";
        }
        return room.isLocked() ? "locked" : "open";
    }

    String say(String text) {
        if (!text.startsWith("#")) {
            return "sent to " + chat.notice(server.clients(), text);
        }
        String[] words = Words.of(text);
        RoomInfo room = room(words[0]);
        if (words[1].isEmpty()) {
            throw new BadCommand("usage: say " + room.title() + " TEXT");
        }
        return "sent to " + chat.notice(words[0], words[1]);
    }

    String close(String arguments) {
        String[] words = Words.of(arguments);
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
}
