package chatd.chat;

import chatd.chat.PublicActions.Outcome;
import chatd.chat.PublicActions.Ownership;
import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import chatd.link.Replica;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The presence of all nodes' people: brings them in quietly when a node joins, and out with one notice when it leaves.
 * Decides which names are free.
 */
final class LinkedPresence {

    private final EventLink link;
    private final Rooms rooms;
    private final Roster roster;
    private final DirectActions actions;
    private final Moves moves;
    private final LinkedPeople people;
    private final Dialect dialect;
    private final LinkedHistory history;
    private final String node;
    /** Whether members have been told that their lines are refused. */
    private boolean isWaiting;

    /** @param node the name of this node */
    LinkedPresence(EventLink link, Rooms rooms, Roster roster, DirectActions actions, Moves moves,
            LinkedPeople people, Dialect dialect, LinkedHistory history, String node) {
        this.link = link;
        this.rooms = rooms;
        this.roster = roster;
        this.actions = actions;
        this.moves = moves;
        this.people = people;
        this.dialect = dialect;
        this.history = history;
        this.node = node;
    }

    // Names

    /** Whether a member, or a newcomer (null), can have a name. Two people may have the same address. */
    boolean isFree(String name, Member member) {
        if (!dialect.hasNames() || Names.isAddress(name)) {
            return true;
        }
        Member holder = roster.called(name);
        return holder == null || holder == member;
    }

    /** The name of a person of another node: where names are numbers, they are those of this node. */
    String nameHere(RemoteMember member, String name) {
        return dialect.hasNames() ? name : Integer.toString(member.number());
    }

    /** A name like this one that is free. */
    private String otherName(String name, String node) {
        String free = name + '-' + node;
        for (int i = 2; !isFree(free, null); i++) {
            free = name + '-' + node + '-' + i;
        }
        return free;
    }

    // This node joins

    /** Writes events that bring in the people of this node. */
    void announceOwn() {
        boolean cameBack = !people.own().isEmpty();
        for (Session member : people.own()) {
            if (member.isHere()) {
                write(member);
            }
        }
        if (cameBack) {
            link.begin(rooms.lobby().name(), LinkedEvent.ALL_PRESENT);
            link.end();
        }
    }

    private void write(Session member) {
        Room room = member.room();
        boolean owns = room.entrance() != null && room.entrance().owner() == member;
        RecordWriter event = link.begin(room.name(), LinkedEvent.PRESENT).number(member.number())
                .text(member.name()).text(member.address()).number(people.connectedMillis(member))
                .text(room == rooms.lobby() ? null : room.name()).text(member.away());
        event.flag(actions.isOwner(member)).flag(owns).flag(room.isLocked()).text(room.topic())
                .text(member.user());
        link.end();
    }

    /** A member is here that was so before its node joined. */
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
        if (isOwn) {
            presentHere(people.find(from, number));
            return;
        }
        RemoteMember member = people.make(from, number, address, connectedMillis);
        boolean isNew = roomName != null && rooms.called(roomName) == null;
        Room room = roomName == null ? rooms.lobby() : rooms.calledOrMade(roomName);
        if (isNew && ownsRoom) {
            room.entrance(new Entrance(member));
            room.entrance().locked(isLocked);
        }
        if (isNew) {
            room.topic(topic);
        }
        member.user(user);
        member.away(away);
        member.registered(ownsName);
        bringIn(member, room, isFree(name, member) ? name : otherName(name, from));
    }

    private void presentHere(Member found) {
        if (found instanceof Session member && member.isHere()) {
            people.share(member);
            rooms.enterAgain(member);
            giveFreeName(member);
        }
    }

    private void giveFreeName(Session member) {
        if (!isFree(member.name(), member)) {
            giveOtherName(member);
        }
    }

    private void giveOtherName(Session member) {
        String name = member.name();
        String free = otherName(name, node);
        actions.rename(member, free, Ownership.NONE,
                outcome -> member.tell(dialect.notices().nameTakenElsewhere(name, free)));
    }

    /** Adds a person of another node to a room without telling anybody. */
    void bringIn(RemoteMember member, Room room, String name) {
        rooms.enter(member, room);
        actions.name(member, nameHere(member, name));
    }

    /** All people of a node are here. */
    void allPresent(String node, boolean isOwn) {
        if (isOwn) {
            tellAll(dialect.notices().linkIsBack());
            history.showMissed(rooms);
            return;
        }
        Map<Room, Integer> counts = new LinkedHashMap<>();
        people.of(node).forEach(member -> counts.merge(member.room(), 1, Integer::sum));
        counts.forEach((room, count) -> room.announce(dialect.notices().nodeIsBack(count, node)));
    }

    /** A person of another node has this name now: a member of this node that has it, too, gets another one. */
    void makeWay(String name) {
        if (dialect.hasNames() && !Names.isAddress(name) && roster.called(name) instanceof Session member) {
            giveOtherName(member);
        }
    }

    // Other nodes leave

    /** The link has changed its state. */
    void changed(Replica.State state) {
        switch (state) {
            case ALONE -> {
                forgetOthers();
                rooms.forgetEmpty();
                tellAll(dialect.notices().linkIsCut());
            }
            case CUT -> tellAll(dialect.notices().linkWaits());
            case LINKED -> {
                if (isWaiting) {
                    tellAll(dialect.notices().linkIsBack());
                }
            }
            default -> {
                // Members wait, or notice nothing.
            }
        }
        isWaiting = state == Replica.State.CUT || isWaiting && state != Replica.State.LINKED;
    }

    private void tellAll(String notice) {
        rooms.all().forEach(room -> room.announce(notice));
    }

    /** A node has left: its people leave, and each room that they were in reads one notice. */
    void nodeLeft(String node, Replica.Departure why) {
        Map<Room, Integer> counts = vanish(node);
        counts.forEach((room, count) -> {
            room.announce(dialect.notices().nodeLeft(why, count, node));
            rooms.forgetIfEmpty(room);
        });
        rooms.cleanFilters();
    }

    /** Removes the people of all other nodes without telling anybody. They may come back. */
    void forgetOthers() {
        people.nodes().forEach(this::vanish);
    }

    private Map<Room, Integer> vanish(String node) {
        Map<Room, Integer> counts = new LinkedHashMap<>();
        List<RemoteMember> gone = people.forget(node);
        for (RemoteMember member : gone) {
            Room room = member.room();
            counts.merge(room, 1, Integer::sum);
            room.remove(member);
            roster.remove(member);
            member.leave();
        }
        counts.keySet().forEach(moves::passOnIfOrphaned);
        return counts;
    }
}
