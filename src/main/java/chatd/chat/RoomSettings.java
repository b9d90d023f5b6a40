package chatd.chat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rooms of a chat. Only the dialect "chat" has more than the lobby.
 *
 * @param lobby name of the room where everybody arrives, without {@code #}
 * @param permanent rooms that stay when they are empty
 * @param most rooms that may exist at a time, at least 1; permanent rooms are created even over this limit
 */
public record RoomSettings(String lobby, List<Permanent> permanent, int most) {

    /** The longest topic of a room, in characters. */
    public static final int MOST_TOPIC_CHARACTERS = 200;

    /** The rooms of a daemon that is started without options. */
    public static final RoomSettings DEFAULT = new RoomSettings("lobby", List.of(), 1000);

    /**
     * A permanent room.
     *
     * @param name without {@code #}
     * @param topic the first topic; null for none, or to keep the topic of another entry for this room
     */
    public record Permanent(String name, String topic) {
    }

    public RoomSettings withLobby(String name) {
        return new RoomSettings(name, permanent, most);
    }

    public RoomSettings withPermanent(List<Permanent> rooms) {
        return new RoomSettings(lobby, List.copyOf(rooms), most);
    }

    public RoomSettings withMost(int rooms) {
        return new RoomSettings(lobby, permanent, rooms);
    }

    /** The folded name of the lobby. */
    public String lobbyName() {
        return Names.fold(lobby);
    }

    /** The folded names of the permanent rooms besides the lobby, each once, in their order. */
    public List<String> permanentNames() {
        Set<String> names = new TreeSet<>();
        for (Permanent room : permanent) {
            names.add(Names.fold(room.name()));
        }
        names.remove(lobbyName());
        return List.copyOf(names);
    }

    /** The number of rooms that are always there: the lobby and the permanent ones, each counted once. */
    public int leastRooms() {
        // A loop: the classes of streams that do this would be loaded for it alone.
        Set<String> names = new HashSet<>(List.of(Names.fold(lobby)));
        for (Permanent room : permanent) {
            names.add(Names.fold(room.name()));
        }
        return names.size();
    }
}
