package chatd.chat;

import chatd.access.BanList;
import chatd.access.Cidr;
import chatd.access.Origin;
import chatd.chat.PublicActions.Ownership;
import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What administrators and operators of any node do, for the members of all nodes. */
final class LinkedAdministration implements Mutes.Watcher {

    private final EventLink link;
    private final Rooms rooms;
    private final LinkedPeople people;
    private final LinkedNames names;
    private final DirectActions actions;
    private final Moves moves;
    private final ChatNotices notices;
    private final BanList bans;
    private final Mutes mutes;
    private final PendingLogins pending;
    private final Supplier<Departures> departures;

    LinkedAdministration(EventLink link, Rooms rooms, LinkedPeople people, LinkedNames names,
            DirectActions actions, Moves moves, ChatNotices notices, BanList bans, Mutes mutes, PendingLogins pending,
            Supplier<Departures> departures) {
        this.link = link;
        this.rooms = rooms;
        this.people = people;
        this.names = names;
        this.actions = actions;
        this.moves = moves;
        this.notices = notices;
        this.bans = bans;
        this.mutes = mutes;
        this.pending = pending;
        this.departures = departures;
        mutes.watch(this);
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

    /** Gives a member of another node another name, if it is still free then. */
    void rename(RemoteMember member, String name) {
        RecordWriter event = begin(LinkedEvent.NAMED);
        people.write(event, member);
        event.text(name);
        link.end();
    }

    /** Sends the members of a room to the lobby. */
    void close(Room room, String reason) {
        begin(LinkedEvent.CLOSED).text(room.name()).text(reason);
        link.end();
    }

    /** Shows a notice to the members of a room, or to everybody (null), on the other nodes. */
    void announce(Room room, String text) {
        begin(LinkedEvent.ANNOUNCED).text(room == null ? null : room.name()).text(text);
        link.end();
    }

    /** Bans a range on the other nodes; zero is for ever. */
    void ban(Cidr range, Duration time) {
        begin(LinkedEvent.BANNED).text(range.toString()).number(time.toMillis());
        link.end();
    }

    /** The owner of a registered name logs in on this node: its connection to another node ends. */
    void evict(RemoteMember member) {
        people.write(begin(LinkedEvent.EVICTED), member);
        link.end();
    }

    @Override
    public void muted(Origin origin, Duration time) {
        write(LinkedEvent.MUTED, origin, time);
    }

    @Override
    public void unmuted(Origin origin) {
        write(LinkedEvent.UNMUTED, origin, Duration.ZERO);
    }

    private void write(LinkedEvent kind, Origin origin, Duration time) {
        begin(kind).flag(origin.network() != null).text(origin.toString()).number(time.toMillis());
        link.end();
    }

    /** Lifts a ban on the other nodes. */
    void unban(String range) {
        begin(LinkedEvent.UNBANNED).text(range);
        link.end();
    }

    void apply(boolean isOwn, LinkedEvent kind, RecordReader event) {
        switch (kind) {
            case KICKED -> kicked(people.find(LinkedPeople.Reference.read(event)), event.text(), event.text());
            case NAMED -> named(people.read(event), event.text());
            case EVICTED -> evicted(people.read(event));
            case CLOSED -> closed(rooms.called(event.text()), event.text());
            default -> {
                // This node has done it before it told the others.
                if (!isOwn) {
                    ofOtherNode(kind, event);
                }
            }
        }
    }

    private void ofOtherNode(LinkedEvent kind, RecordReader event) {
        switch (kind) {
            case ANNOUNCED -> announced(event.text(), event.text());
            case MUTED -> muted(origin(event), event.number());
            case UNMUTED -> mutes.adoptRemoval(origin(event));
            case BANNED -> banned(Cidr.parse(event.text()).orElse(null), Duration.ofMillis(event.number()));
            default -> Cidr.parse(event.text()).ifPresent(bans::remove);
        }
    }

    private void kicked(Member member, String by, String reason) {
        if (member instanceof Session session && session.isHere()) {
            departures.get().kick(session, by == null
                    ? notices.kicked(reason == null ? "" : reason)
                    : notices.kickedBy(by, reason), reason);
        }
    }

    private void evicted(Member member) {
        if (member == null || !member.isHere()) {
            return;
        }
        actions.leave(member, Departure.ELSEWHERE, null);
        people.remove(member);
        if (member instanceof RemoteMember remote) {
            names.release(remote);
        }
        if (member instanceof Session session) {
            departures.get().dismissLate(session, Departure.ELSEWHERE, notices.elsewhere());
        }
    }

    private static Origin origin(RecordReader event) {
        boolean isNetwork = event.flag();
        String text = event.text();
        return isNetwork ? Origin.parse(text).orElseGet(() -> Origin.local(text)) : Origin.local(text);
    }

    private void muted(Origin origin, long millis) {
        Duration time = Duration.ofMillis(millis);
        mutes.adopt(origin, time);
        rooms.sessions().filter(session -> session.origin().equals(origin))
                .filter(session -> mutes.remaining(session) != null)
                .forEach(session -> session.tell(notices.muted(time)));
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

    private void banned(Cidr range, Duration time) {
        if (range == null || !bans.add(range, time)) {
            return;
        }
        List<Session> banned = Stream.concat(rooms.sessions(), pending.sessions())
                .filter(session -> session.connection().isFrom(range)).toList();
        banned.forEach(session -> departures.get().kick(session, notices.kicked(""), null));
    }
}
