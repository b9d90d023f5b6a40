package chatd.chat;

import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import chatd.link.Replica;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds the members of a node that joins, and removes the members of a node that leaves, with one notice for each room.
 * Tells members of this node when the other nodes cannot be reached, and when they are back.
 */
final class LinkedPresence {

    /** Limit of the members on each list of an event. */
    private static final int MOST_LISTED = 50;

    private final EventLink link;
    private final Rooms rooms;
    private final Roster roster;
    private final DirectActions actions;
    private final Moves moves;
    private final LinkedPeople people;
    private final LinkedNames names;
    private final LinkedRooms shared;
    private final LinkedRequests requests;
    private final LinkedHistory history;
    private final LinkNotices notices;
    /** Whether members have been told that the other nodes cannot be reached. */
    private boolean isCutOff;
    private boolean isAlone;

    LinkedPresence(EventLink link, Rooms rooms, Roster roster, DirectActions actions, Moves moves,
            LinkedPeople people, LinkedNames names, LinkedRooms shared, LinkedRequests requests, LinkedHistory history,
            LinkNotices notices) {
        this.link = link;
        this.rooms = rooms;
        this.roster = roster;
        this.actions = actions;
        this.moves = moves;
        this.people = people;
        this.names = names;
        this.shared = shared;
        this.requests = requests;
        this.history = history;
        this.notices = notices;
    }

    // This node joins

    /** Forgets the members of other nodes. Those of this node stay in their rooms, but do not count any more. */
    void beginInstall() {
        shared.setAside();
        people.nodes().forEach(this::vanish);
        people.unshare();
    }

    /** The members and rooms of the other nodes are here. */
    void endInstall() {
        rooms.forgetEmpty();
        for (Session member : people.own()) {
            if (member.isHere()) {
                shared.leaveIfLocked(member);
            }
        }
        tellIfBack();
        history.showMissed(rooms);
    }

    /** Writes events that announce the members of this node: owners first, so that they get their rooms back. */
    void announceOwn() {
        List<Session> here = new ArrayList<>(people.own());
        here.removeIf(member -> !member.isHere());
        here.sort(Comparator.comparing((Session member) -> shared.former(member.room()).owner() != member)
                .thenComparing((one, other) -> one.cameBefore(other) ? -1 : 1));
        here.forEach(this::write);
        here.forEach(this::writeLists);
        link.begin(rooms.lobby(), LinkedEvent.ALL_PRESENT);
        link.end();
        history.showMissed(rooms);
    }

    private void write(Session member) {
        Room room = member.room();
        LinkedRooms.Former former = shared.former(room);
        RecordWriter event = link.begin(room, LinkedEvent.PRESENT).number(member.number())
                .text(names.shared(member, member.name())).text(member.address())
                .number(people.connectedMillis(member)).text(rooms.sharedName(room)).text(member.away());
        event.flag(actions.isOwner(member)).flag(former.owner() == member).flag(former.isLocked())
                .text(former.topic()).text(member.user()).number(former.birth()).flag(former.isInherited());
        link.end();
    }

    /** Writes the members that an owner has invited and removed, in events that are short enough for any engine. */
    private void writeLists(Session owner) {
        LinkedRooms.Former former = shared.former(owner.room());
        if (former.owner() != owner) {
            return;
        }
        List<Member> invited = people.present(former.invited());
        List<Member> sentAway = people.present(former.sentAway());
        for (int from = 0; from < Math.max(invited.size(), sentAway.size()); from += MOST_LISTED) {
            RecordWriter event = link.begin(owner.room(), LinkedEvent.LISTED).text(owner.room().name());
            people.writeAll(event, part(invited, from));
            people.writeAll(event, part(sentAway, from));
            link.end();
        }
    }

    private static List<Member> part(List<Member> list, int from) {
        return list.subList(Math.min(from, list.size()), Math.min(from + MOST_LISTED, list.size()));
    }

    /** Adds a member that was here before its node joined. */
    void present(String from, boolean isOwn, RecordReader event) {
        int number = event.number(Integer.MAX_VALUE);
        String name = event.text();
        String address = event.text();
        long connectedMillis = event.number();
        String roomName = event.text();
        String away = event.text();
        boolean ownsName = event.flag();
        boolean ownsRoom = event.flag();
        boolean isLocked = event.flag();
        String topic = event.text();
        String user = event.text();
        long birth = event.number();
        boolean isInherited = event.flag();
        Member member = isOwn ? people.find(from, number) : people.make(from, number, address, connectedMillis);
        if (member == null || isOwn && !member.isHere()) {
            return;
        }
        Room room = rooms.shared(roomName);
        String free = names.nameOnReturn(member, name, from);
        if (member instanceof RemoteMember remote) {
            // The log of the room names the owner.
            name(remote, free);
        }
        if (shared.isNew(room)) {
            room.topic(topic);
            if (ownsRoom) {
                shared.begin(room, member, isLocked, birth, isInherited);
            }
        } else if (ownsRoom && !isInherited && LinkedRooms.isSame(room, birth) && room.entrance().isInherited()) {
            shared.giveBack(room, member);
        }
        if (member instanceof Session session) {
            presentHere(session, free);
        } else if (member instanceof RemoteMember remote) {
            remote.user(user);
            remote.away(away);
            remote.registered(ownsName);
            boolean mayStay = LinkedRooms.isSame(room, birth) || LinkedRooms.mayEnter(remote, room);
            rooms.enter(remote, mayStay ? room : rooms.lobby());
        }
    }

    private void presentHere(Session member, String name) {
        shared.leaveIfLocked(member);
        people.share(member);
        rooms.enterAgain(member);
        String nameHere = names.take(member, name);
        if (!nameHere.equals(member.name())) {
            names.rename(member, nameHere);
        }
    }

    /** Names a member of another node, and tells nobody. */
    void name(RemoteMember member, String name) {
        actions.name(member, names.take(member, name));
    }

    /** Adds the members that the owner of a room had invited and removed before its node came back. */
    void listed(String node, RecordReader event) {
        Room room = rooms.called(event.text());
        List<Member> invited = people.readAll(event);
        List<Member> sentAway = people.readAll(event);
        if (room != null && room.entrance() != null && people.isOf(node, room.entrance().owner())) {
            shared.addToLists(room, invited, sentAway);
        }
    }

    /** All members of a node are here. */
    void allPresent(String node, boolean isOwn) {
        if (isOwn) {
            shared.forgetFormer();
            return;
        }
        people.forgetFormer(node);
        Map<Room, Integer> counts = new LinkedHashMap<>();
        people.of(node).forEach(member -> counts.merge(member.room(), 1, Integer::sum));
        counts.forEach((room, count) -> room.announce(notices.nodeIsBack(count, node)));
    }

    // The link is cut

    /** The link has changed its state. */
    void changed(Replica.State state) {
        isAlone = state == Replica.State.ALONE;
        switch (state) {
            case ALONE -> {
                people.shareAll();
                people.nodes().forEach(node -> vanish(node).forEach((room, count) -> shared.inherit(room)));
                shared.restore();
                rooms.forgetEmpty();
                isCutOff = true;
                tellAll(notices.isCut());
            }
            case CUT -> {
                isCutOff = true;
                tellAll(notices.waits());
                requests.release();
            }
            case LINKED -> tellIfBack();
            default -> {
                // Members wait, or notice nothing.
            }
        }
    }

    /** A member of this node has entered. */
    void entered(Session newcomer) {
        if (isAlone) {
            newcomer.tell(notices.isCut());
        }
    }

    /** Tells a member that the line it wrote in another room is not sent. */
    void notSaid(Member author, String roomName) {
        author.tell(notices.notSaid('#' + roomName));
    }

    private void tellIfBack() {
        if (isCutOff) {
            isCutOff = false;
            tellAll(notices.isBack());
        }
    }

    private void tellAll(String notice) {
        rooms.all().forEach(room -> room.announce(notice));
    }

    // Other nodes leave

    /** A node has left: its members leave, and each room that they were in reads one notice. */
    void nodeLeft(String node, Replica.Departure why) {
        Map<Room, Integer> counts = vanish(node);
        counts.forEach((room, count) -> {
            room.announce(notices.nodeLeft(why, count, node));
            moves.passOnIfOrphaned(room);
            rooms.forgetIfEmpty(room);
        });
        rooms.cleanFilters();
    }

    /** Removes the members of a node without a notice. Returns how many of them were in each room. */
    private Map<Room, Integer> vanish(String node) {
        Map<Room, Integer> counts = new LinkedHashMap<>();
        List<RemoteMember> gone = people.forget(node);
        shared.forgetOnLists(gone);
        for (RemoteMember member : gone) {
            Room room = member.room();
            counts.merge(room, 1, Integer::sum);
            room.remove(member);
            names.release(member);
            roster.remove(member);
            member.leave();
        }
        return counts;
    }
}
