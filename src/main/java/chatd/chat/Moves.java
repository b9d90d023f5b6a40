package chatd.chat;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Moves members between rooms and out of them: shows them the new room, notifies the members of both rooms, and passes
 * on the ownership of a room whose owner has left. A member receives the lines that were said in the old room before
 * its move first, then those of the new room.
 */
final class Moves {

    private static final int MOST_NAMES_LISTED = 50;

    private final Rooms rooms;
    private final ChatNotices notices;
    private final TimePrefix timePrefix;
    private final HistoryView history;
    private final Searches searches;
    private Predicate<Member> counts = member -> true;

    /** @param timePrefix the time before each line, for members that want it */
    Moves(Rooms rooms, ChatNotices notices, TimePrefix timePrefix, HistoryView history, Searches searches) {
        this.rooms = rooms;
        this.notices = notices;
        this.timePrefix = timePrefix;
        this.history = history;
        this.searches = searches;
    }

    /** Sets which members count: others inherit no room. */
    void onlyCount(Predicate<Member> whoCounts) {
        counts = whoCounts;
    }

    /** Moves a member from its room to another, which it may enter. */
    void move(Member member, Room to) {
        Room from = member.room();
        from.remove(member);
        enter(member, from, to);
        from.moved(member, to);
        abandon(from, member);
    }

    /** Sends a member to the lobby, because the owner has removed it from its room. The reason may be null. */
    void remove(Member member, Member owner, String reason) {
        Room from = member.room();
        from.remove(member);
        if (member instanceof Session session) {
            tellRemoved(session, owner, reason);
        }
        enter(member, from, rooms.lobby());
        // The owner stays, so the room is neither passed on nor empty.
        from.removed(member, owner, reason);
    }

    /** Sends a member to the lobby, because its room is locked. The others in the room never knew that it was there. */
    void keepOut(Session member) {
        Room room = member.room();
        room.remove(member);
        member.tell(notices.locked(room.title()));
        place(member, rooms.lobby());
        tellWhereItIs(member);
        rooms.lobby().listen(member);
    }

    private void tellRemoved(Session member, Member owner, String reason) {
        boolean isIgnored = !member.filter().lets(owner);
        String name = member.filter().ignored().getOrDefault(owner, owner.name());
        member.tell(notices.removed(member.room().title(), name, isIgnored ? null : reason));
    }

    /**
     * Sends all members of a room to the lobby, because an administrator closes the room. The lobby receives one notice
     * for all of them, since they may be many.
     *
     * @param reason may be empty
     */
    void close(Room room, String reason) {
        // In the order of their entries, which linked nodes agree on; numbers differ from node to node.
        List<Member> members = room.members().filter(counts)
                .sorted((one, other) -> one.cameBefore(other) ? -1 : 1).toList();
        for (Member member : members) {
            room.remove(member);
            member.tell(notices.closed(room.title(), reason));
            place(member, rooms.lobby());
            tellWhereItIs(member);
        }
        rooms.lobby().announce(notices.haveCome(members.size(), room.title()));
        members.forEach(rooms.lobby()::listen);
        disown(room);
        room.entrance(null);
        rooms.forgetIfEmpty(room);
    }

    private void enter(Member member, Room from, Room to) {
        place(member, to);
        tellWhereItIs(member);
        to.joined(member, from);
        to.listen(member);
    }

    /** Shows a member the time before each line of its room from now on, or no longer. */
    void tellTime(Session member, boolean tells) {
        Room room = member.room();
        member.wantTime(room, tells);
        room.filter(member, member.filter().tellingTime(tells ? timePrefix : null));
    }

    /** Adds a member to a room, where the choice of /time applies that it made there. */
    private void place(Member member, Room to) {
        rooms.enter(member, to);
        if (member instanceof Session session) {
            chooseTime(session, to);
        }
    }

    private void chooseTime(Session member, Room to) {
        searches.cancel(member);
        boolean tellsTime = member.wantsTimeIn(to);
        if (member.filter().tellsTime() != tellsTime) {
            member.filter(member.filter().tellingTime(tellsTime ? timePrefix : null));
        }
    }

    private void tellWhereItIs(Member moved) {
        if (!(moved instanceof Session member)) {
            return;
        }
        Room room = member.room();
        member.tell(notices.inRoom(room.title()));
        tellTopic(member);
        member.tell(present(member));
        showHistory(member);
    }

    /** Tells a member the topic of its room, if there is one. */
    void tellTopic(Session member) {
        if (member.room().topic() != null) {
            member.hear(notices.topic(member.room().topic()));
        }
    }

    /** The notice of the other members in a member's room. */
    String present(Session member) {
        Room room = member.room();
        List<String> names = room.members().filter(other -> other != member).limit(MOST_NAMES_LISTED)
                .map(Member::name).collect(Collectors.toList());
        return notices.present(names, room.size() - 1 - names.size());
    }

    /** Shows a member the last lines that were said in its room, if any are kept. */
    void showHistory(Session member) {
        List<HistoryLine> recent = member.room().recent();
        if (!recent.isEmpty()) {
            showHistory(member, recent);
        }
    }

    /** Shows a member these lines of its room, the oldest first. */
    void showHistory(Session member, List<HistoryLine> lines) {
        history.show(member, lines);
    }

    /** Removes a member from its room, because it leaves the server. */
    void leave(Member member, Departure how, String lastWord) {
        if (member instanceof Session session) {
            searches.cancel(session);
        }
        Room room = member.room();
        room.remove(member);
        room.left(member, how, lastWord);
        abandon(room, member);
    }

    /** After a member has gone: passes on the room if the member owned it, and removes the room if it is empty. */
    private void abandon(Room room, Member gone) {
        Entrance entrance = room.entrance();
        if (entrance != null && entrance.owner() == gone) {
            passOn(room);
        }
        rooms.forgetIfEmpty(room);
    }

    /** Passes on a room whose owner has gone. */
    private void passOn(Room room) {
        Member heir = heir(room);
        if (heir == null) {
            disown(room);
        } else {
            room.entrance().owner(heir);
            heir.tell(notices.owner(room.title()));
        }
    }

    /** The member that inherits a room: the one that has been in it for longest. Null if there is none. */
    Member heir(Room room) {
        return room.members().filter(counts).reduce((one, other) -> one.cameBefore(other) ? one : other).orElse(null);
    }

    /** Nobody owns a room any more, since no member of it counts. */
    private static void disown(Room room) {
        if (room.size() > 0 && !room.isPermanent()) {
            room.admit(null);
            room.topic(null);
        }
    }

    /** Passes on a room if its owner is among members that have vanished. */
    void passOnIfOrphaned(Room room) {
        if (room.entrance() != null && !room.entrance().owner().isHere()) {
            passOn(room);
        }
    }
}
