package chatd.chat;

import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The stock of a node, for nodes that join: its people, and the rooms that they are in. A room with people of several
 * nodes is in the stock of each, with the same content.
 */
final class LinkedStock {

    private static final int MAX_NUMBER = Integer.MAX_VALUE;

    private final Rooms rooms;
    private final LinkedPeople people;
    private final LinkedPresence presence;
    private final DirectActions actions;

    LinkedStock(Rooms rooms, LinkedPeople people, LinkedPresence presence, DirectActions actions) {
        this.rooms = rooms;
        this.people = people;
        this.presence = presence;
        this.actions = actions;
    }

    /** Writes the people of this node that the others know, and their rooms. */
    void write(RecordWriter stock) {
        List<Session> shared = people.own().stream()
                .filter(member -> member.isHere() && people.isShared(member)).toList();
        Set<Room> used = new HashSet<>();
        shared.forEach(member -> used.add(member.room()));
        rooms.all().stream().filter(room -> room.isPermanent() && room.topic() != null).forEach(used::add);
        Map<Integer, Member> byNumber = numbers(used);
        stock.number(rooms.entries()).number(used.size());
        used.forEach(room -> write(stock, room, byNumber));
        stock.number(shared.size());
        shared.forEach(member -> write(stock, member));
    }

    /** Everybody by number, if any of these rooms has an owner. */
    private Map<Integer, Member> numbers(Set<Room> used) {
        Map<Integer, Member> byNumber = new HashMap<>();
        if (used.stream().anyMatch(room -> room.entrance() != null)) {
            rooms.everybody().forEach(member -> byNumber.put(member.number(), member));
        }
        return byNumber;
    }

    private void write(RecordWriter stock, Room room, Map<Integer, Member> byNumber) {
        Entrance entrance = room.entrance();
        stock.text(name(room)).text(room.topic()).flag(entrance != null);
        if (entrance != null) {
            people.write(stock, entrance.owner());
            stock.flag(entrance.isLocked());
            write(stock, entrance.invited(), byNumber);
            write(stock, entrance.sentAway(), byNumber);
        }
    }

    /** Null for the lobby, which may have another name on other nodes. */
    private String name(Room room) {
        return room == rooms.lobby() ? null : room.name();
    }

    private void write(RecordWriter stock, IntStream numbers, Map<Integer, Member> byNumber) {
        List<Member> here = numbers.mapToObj(byNumber::get).filter(member -> member != null).toList();
        stock.number(here.size());
        here.forEach(member -> people.write(stock, member));
    }

    private void write(RecordWriter stock, Session member) {
        stock.number(member.number()).text(member.name()).text(member.address())
                .number(people.connectedMillis(member)).text(name(member.room())).number(member.order())
                .text(member.away()).flag(actions.isOwner(member)).text(member.user());
    }

    /** What a stock says of a room, until everybody whom it names is here. */
    private record Access(Room room, Reference owner, boolean isLocked, List<Reference> invited,
            List<Reference> sentAway) {
    }

    private record Reference(String node, int number) {
        static Reference read(RecordReader stock) {
            return new Reference(stock.text(), stock.number(MAX_NUMBER));
        }

        static List<Reference> readAll(RecordReader stock) {
            List<Reference> all = new ArrayList<>();
            for (int left = stock.number(MAX_NUMBER); left > 0; left--) {
                all.add(read(stock));
            }
            return all;
        }
    }

    private final Map<String, Access> accesses = new HashMap<>();

    /** Brings in the people of another node and their rooms. */
    void install(String node, RecordReader stock) {
        rooms.entries((int) stock.number());
        for (int left = stock.number(MAX_NUMBER); left > 0; left--) {
            readRoom(stock);
        }
        for (int left = stock.number(MAX_NUMBER); left > 0; left--) {
            readMember(node, stock);
        }
    }

    private Room room(String name) {
        return name == null ? rooms.lobby() : rooms.calledOrMade(name);
    }

    private void readRoom(RecordReader stock) {
        Room room = room(stock.text());
        String topic = stock.text();
        if (topic != null || !room.isPermanent()) {
            room.topic(topic);
        }
        if (stock.flag()) {
            accesses.put(room.name(), new Access(room, Reference.read(stock), stock.flag(),
                    Reference.readAll(stock), Reference.readAll(stock)));
        }
    }

    private void readMember(String node, RecordReader stock) {
        int number = stock.number(MAX_NUMBER);
        String name = stock.text();
        RemoteMember member = people.make(node, number, stock.text(), stock.number());
        Room room = room(stock.text());
        int order = (int) stock.number();
        member.away(stock.text());
        member.registered(stock.flag());
        member.user(stock.text());
        presence.makeWay(name);
        presence.bringIn(member, room, name);
        member.room(room, order);
    }

    /** All stocks are there: sets the owners of the rooms, and removes rooms that nobody is in. */
    void endInstall() {
        accesses.values().forEach(this::setAccess);
        accesses.clear();
        rooms.forgetEmpty();
        people.forgetFormer();
    }

    private void setAccess(Access access) {
        Member owner = people.find(access.owner().node(), access.owner().number());
        if (owner == null) {
            return;
        }
        Entrance entrance = new Entrance(owner);
        entrance.locked(access.isLocked());
        access.invited().forEach(guest -> add(guest, member -> entrance.invite(member, IntStream::empty)));
        access.sentAway().forEach(other -> add(other, member -> entrance.sendAway(member, IntStream::empty)));
        access.room().entrance(entrance);
    }

    private void add(Reference reference, java.util.function.Consumer<Member> list) {
        Member member = people.find(reference.node(), reference.number());
        if (member != null) {
            list.accept(member);
        }
    }
}
