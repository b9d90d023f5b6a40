package chatd.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The knowledge of a linked chat about all nodes' people and rooms, to be compared with what others know. */
public final class SharedState {

    private SharedState() {
    }

    /**
     * The number of entries, and a line for each person and each room, sorted.
     *
     * @param node the name of this node
     */
    public static List<String> of(ChatService chat, String node) {
        List<String> lines = new ArrayList<>();
        lines.add("entries " + chat.rooms().entries());
        for (Room room : chat.rooms().all()) {
            lines.add("room " + room.title() + " topic " + room.topic() + access(chat, room) + heir(chat, room));
            room.members().forEach(member -> lines.add(person(member, node)));
        }
        Collections.sort(lines);
        return lines;
    }

    /** The beginning of the line of a person. */
    public static String person(String name, String node, String address, String room) {
        return "person " + name + " node " + node + " address " + address + " room " + room + " away ";
    }

    private static String person(Member member, String node) {
        String home = member instanceof RemoteMember remote ? remote.node() : node;
        return person(member.name(), home, member.address(), member.room().title()) + member.away();
    }

    private static String access(ChatService chat, Room room) {
        Entrance entrance = room.entrance();
        return entrance == null ? " no owner" : " owner " + entrance.owner().name() + " locked " + entrance.isLocked()
                + " birth " + entrance.birth() + " inherited " + entrance.isInherited()
                + " invited " + names(chat, entrance.invited()) + " removed "
                + names(chat, entrance.sentAway());
    }

    private static String heir(ChatService chat, Room room) {
        Member heir = chat.moves().heir(room);
        return heir == null ? "" : " heir " + heir.name();
    }

    /** Numbers differ from node to node, and some are of people who have left. */
    private static String names(ChatService chat, IntStream numbers) {
        return numbers.mapToObj(chat.rooms()::numbered).filter(Objects::nonNull).map(Member::name).sorted()
                .collect(Collectors.joining(","));
    }

    /** What should not be there when everybody has left; empty if nothing is left. */
    public static List<String> leftovers(ChatService chat) {
        List<String> left = new ArrayList<>();
        chat.rooms().all().stream().filter(room -> !room.isPermanent()).forEach(room -> left.add(room.title()));
        chat.rooms().everybody().forEach(member -> left.add(member.toString()));
        if (chat.linkedPeople().size() > 0) {
            left.add(chat.linkedPeople().size() + " people");
        }
        if (!((LinkedActions) chat.actions()).isIdle()) {
            left.add("requests");
        }
        if (chat.pendingLogins() > 0) {
            left.add(chat.pendingLogins() + " logins");
        }
        return left;
    }
}
