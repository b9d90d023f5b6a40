package chatd.chat;

import chatd.access.Cidr;
import chatd.chat.PublicActions.Ownership;
import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import java.time.Duration;
import java.util.function.Supplier;

/** Actions of administrators and operators of any node that concern the members of other nodes. */
final class LinkedAdministration {

    private final EventLink link;
    private final Rooms rooms;
    private final LinkedPeople people;
    private final LinkedNames names;
    private final DirectActions actions;
    private final Moves moves;
    private final ChatNotices notices;
    private final LinkedRestrictions restrictions;
    private final Supplier<Departures> departures;

    LinkedAdministration(EventLink link, Rooms rooms, LinkedPeople people, LinkedNames names,
            DirectActions actions, Moves moves, ChatNotices notices, LinkedRestrictions restrictions,
            Supplier<Departures> departures) {
        this.link = link;
        this.rooms = rooms;
        this.people = people;
        this.names = names;
        this.actions = actions;
        this.moves = moves;
        this.notices = notices;
        this.restrictions = restrictions;
        this.departures = departures;
    }

    private RecordWriter begin(LinkedEvent kind) {
        return link.begin(rooms.lobby(), kind);
    }

    /**
     * Disconnects a member of another node.
     *
     * @param by the name of the operator; null for an administrator
     * @param reason null if there is none
     */
    void kick(RemoteMember member, String by, String reason) {
        RecordWriter event = begin(LinkedEvent.KICKED);
        people.write(event, member);
        event.text(by).text(reason);
        link.end();
    }

    /** Gives a member of another node a new name, if that name is still free when the event is applied. */
    void rename(RemoteMember member, String name) {
        RecordWriter event = begin(LinkedEvent.NAMED);
        people.write(event, member);
        event.text(name);
        link.end();
    }

    /** Closes a room on all nodes: its members go to the lobby. */
    void close(Room room, String reason) {
        begin(LinkedEvent.CLOSED).text(room.name()).text(reason);
        link.end();
    }

    /** Shows a notice to the members of a room, or to everybody (null), on the other nodes. */
    void announce(Room room, String text) {
        begin(LinkedEvent.ANNOUNCED).text(room == null ? null : room.name()).text(text);
        link.end();
    }

    /** Bans a range on the other nodes; a time of zero is for ever. */
    void ban(Cidr range, Duration time) {
        restrictions.ban(range, time);
    }

    /** Lifts a ban on the other nodes. */
    void unban(String range) {
        restrictions.unban(range);
    }

    /** The owner of a registered name logs in on this node: its connection to another node ends. */
    void evict(RemoteMember member) {
        people.write(begin(LinkedEvent.EVICTED), member);
        link.end();
    }

    void apply(boolean isOwn, LinkedEvent kind, RecordReader event) {
        switch (kind) {
            case KICKED -> kicked(people.find(LinkedPeople.Reference.read(event)), event.text(), event.text());
            case NAMED -> named(people.read(event), event.text());
            case CLOSED -> closed(rooms.called(event.text()), event.text());
            case ANNOUNCED -> {
                // This node did it before it wrote the event.
                if (!isOwn) {
                    announced(event.text(), event.text());
                }
            }
            default -> restrictions.apply(isOwn, kind, event);
        }
    }

    private void kicked(Member member, String by, String reason) {
        if (member instanceof Session session && session.isHere()) {
            departures.get().kick(session, by == null
                    ? notices.kicked(reason == null ? "" : reason)
                    : notices.kickedBy(by, reason), reason);
        }
    }

    /** A member leaves, because it has logged in on another node. */
    void evicted(Member member) {
        actions.leave(member, Departure.ELSEWHERE, null);
        people.remove(member);
        if (member instanceof RemoteMember remote) {
            names.release(remote);
        }
        if (member instanceof Session session) {
            departures.get().dismissLate(session, Departure.ELSEWHERE, notices.elsewhere());
        }
    }

    private void named(Member member, String name) {
        if (member == null || !member.isHere() || !names.isFree(name, member)) {
            return;
        }
        actions.rename(member, names.take(member, name), Ownership.NONE,
                outcome -> member.tell(notices.renamed(name)));
    }

    private void closed(Room room, String reason) {
        if (room != null && room != rooms.lobby()) {
            moves.close(room, reason);
        }
    }

    private void announced(String roomName, String text) {
        String notice = notices.announcement(text);
        Room room = roomName == null ? null : rooms.called(roomName);
        if (room != null) {
            room.announce(notice);
        } else if (roomName == null) {
            rooms.all().forEach(one -> one.announce(notice));
        }
    }
}
