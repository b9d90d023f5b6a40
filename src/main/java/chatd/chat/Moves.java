package chatd.chat;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Brings members into rooms, from one room to another and out: tells them where they are, tells the others, and passes
 * on the ownership of a room whose owner has gone. What was said in the old room before a move is read before anything
 * of the new one.
 */
final class Moves {

    private static final int MOST_NAMES_LISTED = 50;

    private final Rooms rooms;
    private final ChatNotices notices;

    Moves(Rooms rooms, ChatNotices notices) {
        this.rooms = rooms;
        this.notices = notices;
    }

    /** Takes a member from its room to another, which it may enter. */
    void move(Session member, Room to) {
        Room from = member.room();
        from.remove(member);
        enter(member, from, to);
        from.moved(member, to);
        abandon(from, member);
    }

    /** Sends a member from its room to the lobby, because the owner of the room wants so. The reason may be null. */
    void remove(Session member, Session owner, String reason) {
        Room from = member.room();
        from.remove(member);
        boolean isIgnored = !member.filter().lets(owner);
        String name = member.filter().ignored().getOrDefault(owner, owner.name());
        member.tell(notices.removed(from.title(), name, isIgnored ? null : reason));
        enter(member, from, rooms.lobby());
        from.removed(member, owner, reason);
    }

    /**
     * Sends all members of a room to the lobby, because an administrator wants so. The lobby is told once, since they
     * may be many.
     *
     * @param reason may be empty
     */
    void close(Room room, String reason) {
        List<Session> members = room.members().toList();
        for (Session member : members) {
            room.remove(member);
            member.tell(notices.closed(room.title(), reason));
            rooms.enter(member, rooms.lobby());
            tellWhereItIs(member);
        }
        rooms.lobby().announce(notices.haveCome(members.size(), room.title()));
        members.forEach(rooms.lobby()::listen);
        room.entrance(null);
        rooms.forgetIfEmpty(room);
    }

    private void enter(Session member, Room from, Room to) {
        rooms.enter(member, to);
        tellWhereItIs(member);
        to.joined(member, from);
        to.listen(member);
    }

    private void tellWhereItIs(Session member) {
        Room room = member.room();
        member.tell(notices.inRoom(room.title()));
        tellTopic(member);
        member.tell(present(member));
        showHistory(member);
    }

    /** Tells a member what its room is about, if anybody has said so. */
    void tellTopic(Session member) {
        if (member.room().topic() != null) {
            member.hear(notices.topic(member.room().topic()));
        }
    }

    /** The others in a member's room. */
    String present(Session member) {
        Room room = member.room();
        List<String> names = room.members().filter(other -> other != member).limit(MOST_NAMES_LISTED)
                .map(Member::name).collect(Collectors.toList());
        return notices.present(names, room.size() - 1 - names.size());
    }

    /** Shows a member the last lines that were said in its room, if any are kept. */
    void showHistory(Session member) {
        Collection<String> recent = member.room().recent();
        if (recent.isEmpty()) {
            return;
        }
        // Not as answers: the heap could not hold a copy for every client that connects and reads nothing.
        member.hear(notices.historyBegins());
        recent.forEach(member::hear);
        member.hear(notices.historyEnds());
    }

    /** Takes a member out of its room, because it leaves the server. */
    void leave(Session member, Departure how, String lastWord) {
        Room room = member.room();
        room.remove(member);
        room.left(member, how, lastWord);
        abandon(room, member);
    }

    /** A member has gone from a room: somebody inherits it if it was the owner's, or it is gone. */
    private void abandon(Room room, Session gone) {
        Entrance entrance = room.entrance();
        if (entrance != null && entrance.owner() == gone && room.size() > 0) {
            Session heir = room.members().reduce((one, other) -> one.cameBefore(other) ? one : other).orElseThrow();
            entrance.owner(heir);
            heir.tell(notices.owner(room.title()));
        }
        rooms.forgetIfEmpty(room);
    }
}
