package chatd.chat;

import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stock of a node is its part of the shared state, for nodes that join: its members, and the rooms that they are
 * in. A room with members of several nodes is in the stock of each node, with the same content.
 */
final class LinkedStock {

    private static final int MAX_NUMBER = Integer.MAX_VALUE;

    /** Owner, lock and lists of a room in a stock, until all members that they refer to are here. */
    private record Access(Room room, LinkedPeople.Reference owner, boolean isLocked, long birth,
            boolean isInherited, List<LinkedPeople.Reference> invited, List<LinkedPeople.Reference> sentAway) {
    }

    private final Rooms rooms;
    private final LinkedPeople people;
    private final LinkedRooms shared;
    private final LinkedPresence presence;
    private final DirectActions actions;
    private final LinkedNames names;
    private final List<Access> accesses = new ArrayList<>();
    private final Set<Room> withTopic = new HashSet<>();
    private boolean isInstalling;

    LinkedStock(Rooms rooms, LinkedPeople people, LinkedRooms shared, LinkedPresence presence, DirectActions actions,
            LinkedNames names) {
        this.rooms = rooms;
        this.people = people;
        this.shared = shared;
        this.presence = presence;
        this.actions = actions;
        this.names = names;
    }

    /** Writes the members of this node that the others know, and their rooms. */
    void write(RecordWriter stock) {
        List<Session> known = people.own().stream()
                .filter(member -> member.isHere() && people.isShared(member)).toList();
        Set<Room> used = new LinkedHashSet<>();
        known.forEach(member -> used.add(member.room()));
        rooms.all().stream().filter(room -> room.isPermanent() && room.topic() != null).forEach(used::add);
        Map<Integer, Member> byNumber = rooms.byNumber();
        stock.number(rooms.entries()).number(used.size());
        used.forEach(room -> write(stock, room, byNumber));
        stock.number(known.size());
        known.forEach(member -> write(stock, member));
    }

    private void write(RecordWriter stock, Room room, Map<Integer, Member> byNumber) {
        Entrance entrance = room.entrance();
        stock.text(rooms.sharedName(room)).text(room.topic()).flag(entrance != null);
        if (entrance != null) {
            people.write(stock, entrance.owner());
            stock.flag(entrance.isLocked()).number(entrance.birth()).flag(entrance.isInherited());
            people.writeAll(stock, LinkedRooms.here(entrance.invited(), byNumber));
            people.writeAll(stock, LinkedRooms.here(entrance.sentAway(), byNumber));
        }
    }

    private void write(RecordWriter stock, Session member) {
        stock.number(member.number()).text(names.shared(member, member.name())).text(member.address())
                .number(people.connectedMillis(member)).text(rooms.sharedName(member.room())).number(member.order())
                .text(member.away()).flag(actions.isOwner(member)).text(member.user());
    }

    /** Forgets what is left of an installation that has failed. */
    void beginInstall() {
        accesses.clear();
        withTopic.clear();
        isInstalling = false;
    }

    /** Adds the members of another node and their rooms. */
    void install(String node, RecordReader stock) {
        isInstalling = true;
        rooms.entries((int) stock.number());
        for (int left = stock.number(MAX_NUMBER); left > 0; left--) {
            readRoom(stock);
        }
        for (int left = stock.number(MAX_NUMBER); left > 0; left--) {
            readMember(node, stock);
        }
        people.forgetFormer(node);
    }

    private void readRoom(RecordReader stock) {
        Room room = rooms.shared(stock.text());
        String topic = stock.text();
        room.topic(topic);
        if (topic != null) {
            withTopic.add(room);
        }
        if (stock.flag()) {
            accesses.add(new Access(room, LinkedPeople.Reference.read(stock), stock.flag(), stock.number(),
                    stock.flag(), LinkedPeople.Reference.readAll(stock), LinkedPeople.Reference.readAll(stock)));
        }
    }

    private void readMember(String node, RecordReader stock) {
        int number = stock.number(MAX_NUMBER);
        String name = stock.text();
        RemoteMember member = people.make(node, number, stock.text(), stock.number());
        Room room = rooms.shared(stock.text());
        room.add(member, (int) stock.number());
        member.away(stock.text());
        member.registered(stock.flag());
        member.user(stock.text());
        presence.name(member, name);
    }

    /** All stocks have been read: sets the owners of the rooms, and removes topics that the others do not have. */
    void endInstall() {
        accesses.forEach(this::setAccess);
        if (isInstalling) {
            rooms.all().stream().filter(room -> room.isPermanent() && !withTopic.contains(room))
                    .forEach(room -> room.topic(null));
        }
        beginInstall();
    }

    private void setAccess(Access access) {
        Member owner = people.find(access.owner());
        if (owner == null) {
            return;
        }
        shared.begin(access.room(), owner, access.isLocked(), access.birth(), access.isInherited());
        shared.addToLists(access.room(), people.find(access.invited()), people.find(access.sentAway()));
    }
}
