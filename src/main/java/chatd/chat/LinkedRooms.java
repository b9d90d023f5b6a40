package chatd.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The rooms as all nodes see them: only people whom all nodes know count. While this node joins the others, its own
 * people are in rooms, too, but do not count yet; what these rooms were is kept here until the others know them.
 */
final class LinkedRooms {

    /** What a room was: its topic, and its owner and access, which are null if nobody owned it. */
    record Former(String topic, Member owner, Entrance entrance) {
    }

    private final Rooms rooms;
    private final LinkedPeople people;
    private final Moves moves;
    private Map<Room, Former> former = new HashMap<>();

    LinkedRooms(Rooms rooms, LinkedPeople people, Moves moves) {
        this.rooms = rooms;
        this.people = people;
        this.moves = moves;
    }

    /** Whether a room begins when the next member enters it, since nobody who counts is in it. */
    boolean isNew(Room room) {
        return !room.isPermanent() && room.members().noneMatch(people::isShared);
    }

    /** Nobody of this node counts any more: sets aside what their rooms were. Others must have been removed. */
    void setAside() {
        for (Room room : rooms.all()) {
            if (room.isPermanent() || room.size() == 0) {
                continue;
            }
            if (room.entrance() != null || room.topic() != null) {
                former.put(room, new Former(room.topic(), owner(room), room.entrance()));
            }
            room.admit(null);
            room.topic(null);
        }
    }

    /** The owner, or the heir if the owner was of another node. */
    private Member owner(Room room) {
        if (room.entrance() == null) {
            return null;
        }
        Member owner = room.entrance().owner();
        return owner.isHere() ? owner : moves.heir(room);
    }

    /** What a room of this node's people was, or is if it was not set aside. */
    Former former(Room room) {
        Former known = former.get(room);
        Entrance entrance = room.entrance();
        return known == null ? new Former(room.topic(), entrance == null ? null : entrance.owner(), entrance) : known;
    }

    /** This node goes on alone: all of its people count, and their rooms are what they were. */
    void restore() {
        former.forEach((room, before) -> {
            if (room.size() > 0 && room.entrance() == null && before.entrance() != null) {
                before.entrance().owner(before.owner() == null || before.owner().room() != room
                        ? moves.heir(room)
                        : before.owner());
                room.admit(before.entrance());
            }
            if (room.topic() == null) {
                room.topic(before.topic());
            }
        });
        forgetFormer();
    }

    /** The others know all people of this node. */
    void forgetFormer() {
        former = new HashMap<>();
    }

    /** People of another node have vanished: nobody's list of invited and removed members names them any more. */
    void forgetOnLists(List<RemoteMember> gone) {
        for (Room room : rooms.all()) {
            if (room.entrance() != null) {
                gone.forEach(room.entrance()::forget);
            }
        }
    }

    /** Adds members to the lists of a room. */
    static void addToLists(Entrance entrance, List<Member> invited, List<Member> sentAway) {
        invited.forEach(member -> entrance.invite(member, IntStream::empty));
        sentAway.forEach(member -> entrance.sendAway(member, IntStream::empty));
    }

    /** A member may not be in its room, because it is another one's on the other nodes: sends it to the lobby. */
    void leaveIfLocked(Session member) {
        Room room = member.room();
        if (room.entrance() != null && room.entrance().owner() != member
                && room.entrance().asks(member) != Entrance.Answer.OPEN) {
            moves.keepOut(member);
        }
    }
}
