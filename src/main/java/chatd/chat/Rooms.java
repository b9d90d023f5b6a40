package chatd.chat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All rooms, by their names: the lobby, where everybody arrives, the other permanent ones, and those that members have
 * created, which are removed when they are empty. Names are compared without case.
 */
final class Rooms {

    interface Maker {
        Room make(String name, boolean permanent);
    }

    private final Map<String, Room> byName = new HashMap<>();
    private final Maker maker;
    private final int most;
    private final Room lobby;
    /** Counts the entries of members into any room. It may overflow. */
    private int entries = Integer.MIN_VALUE;

    Rooms(RoomSettings settings, Maker maker) {
        this.maker = maker;
        most = settings.most();
        lobby = make(settings.lobby(), true);
        for (RoomSettings.Permanent permanent : settings.permanent()) {
            Room room = called(permanent.name());
            if (room == null) {
                room = make(permanent.name(), true);
            }
            if (permanent.topic() != null) {
                room.topic(permanent.topic());
            }
        }
    }

    /** The room where clients arrive, unless they connect to the door of another room. */
    Room lobby() {
        return lobby;
    }

    /** The room with this name, in any case; null if there is none. */
    Room called(String name) {
        return byName.get(Names.fold(name));
    }

    /** The room with this name, which is created if there is none. It is removed when its last member leaves. */
    Room calledOrMade(String name) {
        Room room = called(name);
        return room == null ? make(name, false) : room;
    }

    /** The name of a room for other nodes: null for the lobby, which may have another name there. */
    String sharedName(Room room) {
        return room == lobby ? null : room.name();
    }

    /** The room with this shared name, which is created if there is none. */
    Room shared(String name) {
        return name == null ? lobby : calledOrMade(name);
    }

    /** Everybody by number; empty if no room has an owner, since only their lists have numbers. */
    Map<Integer, Member> byNumber() {
        Map<Integer, Member> byNumber = new HashMap<>();
        if (byName.values().stream().anyMatch(room -> room.entrance() != null)) {
            everybody().forEach(member -> byNumber.put(member.number(), member));
        }
        return byNumber;
    }

    /** Whether the limit of rooms is reached. */
    boolean isFull() {
        return byName.size() >= most;
    }

    private Room make(String name, boolean permanent) {
        Room room = maker.make(name, permanent);
        byName.put(Names.fold(name), room);
        return room;
    }

    /** Adds a member to a room. It receives nothing before {@link Room#listen}. */
    void enter(Member member, Room room) {
        room.add(member, entries++);
    }

    /** Gives a member a place after all others, as if it entered its room now. */
    void enterAgain(Member member) {
        member.room(member.room(), entries++);
    }

    /** The place of the next member that enters a room. */
    int entries() {
        return entries;
    }

    /** @param next the place of the next member, which all servers that share the rooms agree on */
    void entries(int next) {
        entries = next;
    }

    /** Removes all rooms that are empty and not permanent. */
    void forgetEmpty() {
        all().forEach(this::forgetIfEmpty);
    }

    /** All rooms, in no particular order. */
    List<Room> all() {
        return new ArrayList<>(byName.values());
    }

    /** Removes a room if it is empty and not permanent. */
    void forgetIfEmpty(Room room) {
        if (room.size() == 0 && !room.isPermanent()) {
            byName.remove(Names.fold(room.name()), room);
            room.forgetHistory();
        }
    }

    /** The member with this number, in any room; null if there is none. */
    Member numbered(int number) {
        for (Room room : byName.values()) {
            Member member = room.numbered(number);
            if (member != null) {
                return member;
            }
        }
        return null;
    }

    /** The members of all rooms, in no particular order. */
    Stream<Member> everybody() {
        return byName.values().stream().flatMap(Room::members);
    }

    /** The members of all rooms that are connected to this server, in no particular order. */
    Stream<Session> sessions() {
        return everybody().filter(Session.class::isInstance).map(Session.class::cast);
    }

    /** Number of members that are connected to other servers. */
    int remoteCount() {
        return (int) everybody().filter(RemoteMember.class::isInstance).count();
    }

    /** All rooms, by number of members in descending order, then by name. */
    List<Room> fullestFirst() {
        List<Room> all = new ArrayList<>(byName.values());
        all.sort(Comparator.comparingInt(Room::size).reversed().thenComparing(Room::name));
        return all;
    }

    /** A member of any room has left the server: cleans the filters of the others. See {@link Room#cleanFilters}. */
    void cleanFilters() {
        byName.values().forEach(Room::cleanFilters);
    }

    int size() {
        return byName.size();
    }
}
