package chatd.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The rooms as all nodes see them: only members that all nodes know count. While this node joins the others, its own
 * members are in rooms, too, but do not count yet; the state of these rooms is kept here until the others know them.
 */
final class LinkedRooms {

    /**
     * The state of a room before this node began to join the others.
     *
     * @param birth see {@link Entrance#birth}
     * @param owner the member of this node that owns it; null if there is none
     * @param isInherited see {@link Entrance#isInherited}
     */
    record Former(String topic, long birth, Member owner, boolean isInherited, boolean isLocked, List<Member> invited,
            List<Member> sentAway) {
    }

    private static final Former NOTHING = new Former(null, 0, null, false, false, List.of(), List.of());

    private final Rooms rooms;
    private final LinkedPeople people;
    private final Moves moves;
    private final EventLink link;
    private Map<Room, Former> former = new HashMap<>();

    LinkedRooms(Rooms rooms, LinkedPeople people, Moves moves, EventLink link) {
        this.rooms = rooms;
        this.people = people;
        this.moves = moves;
        this.link = link;
    }

    /** Whether the next member that enters a room makes it, since no member that counts is in it. */
    boolean isNew(Room room) {
        return !room.isPermanent() && room.members().noneMatch(people::isShared);
    }

    /** No member of this node counts any more: sets aside the state of their rooms. */
    void setAside() {
        Map<Integer, Member> byNumber = rooms.byNumber();
        for (Room room : rooms.all()) {
            if (room.isPermanent()) {
                continue;
            }
            if (room.entrance() != null || room.topic() != null) {
                former.put(room, former(room, byNumber));
            }
            room.admit(null);
            room.topic(null);
        }
    }

    private static Former former(Room room, Map<Integer, Member> byNumber) {
        Entrance entrance = room.entrance();
        if (entrance == null) {
            return new Former(room.topic(), 0, null, false, false, List.of(), List.of());
        }
        Member heir = room.sessions().reduce((one, other) -> one.cameBefore(other) ? one : other).orElse(null);
        boolean isOwnerHere = entrance.owner() instanceof Session;
        return new Former(room.topic(), entrance.birth(), isOwnerHere ? entrance.owner() : heir,
                entrance.isInherited() || !isOwnerHere, entrance.isLocked(), here(entrance.invited(), byNumber),
                here(entrance.sentAway(), byNumber));
    }

    /** The members with these numbers that are here. */
    static List<Member> here(IntStream numbers, Map<Integer, Member> byNumber) {
        List<Member> here = new ArrayList<>();
        numbers.forEach(number -> {
            if (byNumber.containsKey(number)) {
                here.add(byNumber.get(number));
            }
        });
        return here;
    }

    /** The state of a room before this node began to join the others. */
    Former former(Room room) {
        return former.getOrDefault(room, NOTHING);
    }

    /** This node goes on alone: all of its members count, and their rooms get their state back. */
    void restore() {
        former.forEach((room, before) -> {
            if (room.entrance() == null && before.owner() != null && before.owner().room() == room) {
                begin(room, before.owner(), before.isLocked(), before.birth(), before.isInherited());
                addToLists(room, before.invited(), before.sentAway());
            }
            if (room.topic() == null) {
                room.topic(before.topic());
            }
        });
        forgetFormer();
    }

    /** The others know all members of this node. */
    void forgetFormer() {
        former = new HashMap<>();
    }

    /** A member makes a room, by the event that is being applied. */
    void make(Room room, Member owner) {
        begin(room, owner, false, link.sequence(), false);
    }

    /** A room has an owner from now on. */
    void begin(Room room, Member owner, boolean isLocked, long birth, boolean isInherited) {
        Entrance entrance = new Entrance(owner);
        entrance.locked(isLocked);
        entrance.birth(birth);
        entrance.inherited(isInherited);
        room.admit(entrance);
    }

    /** Returns a room to its owner, which has come back after another member had inherited the room. */
    void giveBack(Room room, Member owner) {
        room.entrance().owner(owner);
        room.entrance().inherited(false);
    }

    /** This node is cut off: passes on a room whose owner is on another node. */
    void inherit(Room room) {
        if (room.entrance() != null && !room.entrance().owner().isHere()) {
            room.entrance().inherited(true);
            moves.passOnIfOrphaned(room);
        }
    }

    /** Whether a room is the one with this birth. */
    static boolean isSame(Room room, long birth) {
        return birth != 0 && room.entrance() != null && room.entrance().birth() == birth;
    }

    /** Adds those of these members that are here to the lists of a room. */
    void addToLists(Room room, List<Member> invited, List<Member> sentAway) {
        Entrance entrance = room.entrance();
        people.present(invited).forEach(member -> entrance.invite(member, IntStream::empty));
        people.present(sentAway).forEach(member -> entrance.sendAway(member, IntStream::empty));
    }

    /** Members of another node are gone: removes them from the lists of invited and removed members of all rooms. */
    void forgetOnLists(List<RemoteMember> gone) {
        for (Room room : rooms.all()) {
            if (room.entrance() != null) {
                gone.forEach(room.entrance()::forget);
            }
        }
    }

    /** Sends a member to the lobby if the room of this name on the other nodes is another one and does not admit it. */
    void leaveIfLocked(Session member) {
        Room room = member.room();
        if (!isSame(room, former(room).birth()) && !mayEnter(member, room)) {
            // The other nodes do not see this entry, so it must not count: they compare places.
            int entries = rooms.entries();
            moves.keepOut(member);
            rooms.entries(entries);
        }
    }

    /** Whether a member may be in a room: the member owns it, or the room admits the member. */
    static boolean mayEnter(Member member, Room room) {
        Entrance entrance = room.entrance();
        return entrance == null || entrance.owner() == member || entrance.asks(member) == Entrance.Answer.OPEN;
    }
}
