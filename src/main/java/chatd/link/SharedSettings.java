package chatd.link;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings that have to be the same on all nodes, because they decide what an event does on each node. With
 * different settings, nodes would show different rooms, and a room that is locked on one node could be open on another,
 * where it is permanent.
 *
 * @param lobby the folded name
 * @param rooms folded names of the permanent rooms besides the lobby, in order; null if the dialect has no rooms
 * @param maxLineBytes the longest line; 0 if that does not matter
 */
public record SharedSettings(String lobby, List<String> rooms, int maxLineBytes) {

    /** The settings of a node that can be linked with any others. */
    public static final SharedSettings ANY = new SharedSettings("", null, 0);

    private static final int MAX_ROOMS = 1 << 20;

    void write(RecordWriter to) {
        to.number(maxLineBytes).flag(rooms != null);
        if (rooms != null) {
            to.text(lobby).number(rooms.size());
            rooms.forEach(to::text);
        }
    }

    static SharedSettings read(RecordReader from) {
        int maxLineBytes = from.number(Integer.MAX_VALUE);
        if (!from.flag()) {
            return new SharedSettings("", null, maxLineBytes);
        }
        String lobby = name(from);
        List<String> rooms = new ArrayList<>();
        for (int left = from.number(MAX_ROOMS); left > 0; left--) {
            rooms.add(name(from));
        }
        return new SharedSettings(lobby, rooms, maxLineBytes);
    }

    /** Reads the name of a room. It is checked because it is logged. */
    private static String name(RecordReader from) {
        String name = from.text();
        if (name == null || name.chars().anyMatch(Character::isISOControl)) {
            throw new RecordReader.BadRecord("the name of a room is not valid");
        }
        return name;
    }

    /** The first difference on another node, for the administrator; null if there is none. */
    String difference(String node, SharedSettings other) {
        String there = " on node " + node;
        if (maxLineBytes != other.maxLineBytes && maxLineBytes != 0 && other.maxLineBytes != 0) {
            return "--max-line is " + other.maxLineBytes + there + " and " + maxLineBytes + " here";
        }
        if (rooms == null || other.rooms == null) {
            return null;
        }
        if (!lobby.equals(other.lobby)) {
            return "--lobby is " + other.lobby + there + " and " + lobby + " here";
        }
        for (String room : other.rooms) {
            if (!rooms.contains(room)) {
                return "the room " + room + " is permanent" + there + ", but not here";
            }
        }
        for (String room : rooms) {
            if (!other.rooms.contains(room)) {
                return "the room " + room + " is permanent here, but not" + there;
            }
        }
        return null;
    }
}
