package chatd.chat;

import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/** The members of all nodes by node and number, as events refer to them. */
final class LinkedPeople {

    /** A member, as records refer to it. */
    record Reference(String node, int number) {

        static Reference read(RecordReader record) {
            return new Reference(record.text(), record.number(MAX_NUMBER));
        }

        static List<Reference> readAll(RecordReader record) {
            List<Reference> all = new ArrayList<>();
            for (int left = record.number(MAX_NUMBER); left > 0; left--) {
                all.add(read(record));
            }
            return all;
        }
    }

    private static final int MAX_NUMBER = Integer.MAX_VALUE;
    /** Limit of the error in the connection time by which a member is recognized when its node comes back. */
    private static final long CLOCK_ERROR_MILLIS = 60_000;

    private final String ownNode;
    private final IntSupplier numbers;
    private final Clock clock;
    /** Members of this node, by number, including those that have left without the others knowing it yet. */
    private final Map<Integer, Session> own = new HashMap<>();
    /** Members of this node that the others do not know yet. Empty most of the time. */
    private Set<Session> unshared = Set.of();
    private final Map<String, Map<Integer, RemoteMember>> remote = new HashMap<>();
    /** The names of nodes: all people of a node have the same object. */
    private final Map<String, String> nodeNames = new HashMap<>();
    /**
     * Members of other nodes that may come back. Kept if a member ignores them or can reply to them, so that it still
     * can.
     */
    private final Map<String, Map<Integer, RemoteMember>> former = new HashMap<>();

    /** @param numbers gives each member of another node a number of this node */
    LinkedPeople(String ownNode, IntSupplier numbers, Clock clock) {
        this.ownNode = ownNode;
        this.numbers = numbers;
        this.clock = clock;
    }

    void add(Session session) {
        own.put(session.number(), session);
    }

    /** Whether a client of this node is among its members, perhaps as a newcomer on its way in. */
    boolean isOwn(Member member) {
        return own.get(member.number()) == member;
    }

    /** When a client of this node connected, in milliseconds since 1970. */
    long connectedMillis(Session session) {
        return clock.millis() - session.age().toMillis();
    }

    /** A member has left. */
    void remove(Member member) {
        if (member instanceof RemoteMember other) {
            Map<Integer, RemoteMember> there = remote.getOrDefault(other.node(), Map.of());
            there.remove(other.numberThere());
        } else if (member instanceof Session session) {
            own.remove(session.number());
            share(session);
        }
    }

    /** The member of a node with this number there; null if there is none. */
    Member find(String node, int number) {
        return node.equals(ownNode) ? own.get(number) : remote.getOrDefault(node, Map.of()).get(number);
    }

    Member find(Reference reference) {
        return find(reference.node(), reference.number());
    }

    /** Those of these members that are here, as far as all nodes know. */
    List<Member> find(List<Reference> references) {
        List<Member> found = new ArrayList<>();
        for (Reference reference : references) {
            Member member = findShared(reference);
            if (member != null && member.isHere()) {
                found.add(member);
            }
        }
        return found;
    }

    private Member findShared(Reference reference) {
        Member member = find(reference);
        return member == null || !isShared(member) ? null : member;
    }

    /** Whether a member is connected to {@code node}. */
    boolean isOf(String node, Member member) {
        return member instanceof RemoteMember other ? other.node().equals(node) : node.equals(ownNode);
    }

    /** Creates a member of another node, or finds the object that was created before for the same member. */
    RemoteMember make(String node, int number, String address, long connectedMillis) {
        String shared = nodeNames.computeIfAbsent(node, name -> name);
        RemoteMember member = new RemoteMember(numbers.getAsInt(), shared, number, address, connectedMillis, clock);
        RemoteMember before = former.getOrDefault(node, Map.of()).get(number);
        if (before != null && isSame(before, member)) {
            member = before;
            member.mayReturn(false);
        }
        remote.computeIfAbsent(shared, name -> new HashMap<>()).put(number, member);
        return member;
    }

    private static boolean isSame(RemoteMember before, RemoteMember now) {
        return before.address().equals(now.address())
                && Math.abs(before.connectedMillis() - now.connectedMillis()) < CLOCK_ERROR_MILLIS;
    }

    /** Those of these members that are here, perhaps again. */
    List<Member> present(List<Member> before) {
        List<Member> present = new ArrayList<>();
        for (Member member : before) {
            if (member instanceof RemoteMember remote) {
                if (find(remote.node(), remote.numberThere()) instanceof RemoteMember now && isSame(remote, now)) {
                    present.add(now);
                }
            } else if (member.isHere()) {
                present.add(member);
            }
        }
        return present;
    }

    /** Forgets the members of a node, which may come back. Returns them by their numbers here, in descending order. */
    List<RemoteMember> forget(String node) {
        nodeNames.remove(node);
        Map<Integer, RemoteMember> gone = remote.remove(node);
        if (gone == null) {
            return List.of();
        }
        Set<Member> known = new HashSet<>();
        for (Session member : own.values()) {
            known.addAll(member.filter().ignored().keySet());
            known.add(member.lastWriter());
        }
        for (RemoteMember member : gone.values()) {
            if (known.contains(member)) {
                member.mayReturn(true);
                former.computeIfAbsent(node, name -> new HashMap<>()).put(member.numberThere(), member);
            }
        }
        List<RemoteMember> people = new ArrayList<>(gone.values());
        // Removing the last member of a room is the fastest.
        people.sort((one, other) -> Integer.compare(other.number(), one.number()));
        return people;
    }

    /** The members of another node. */
    Collection<RemoteMember> of(String node) {
        return Collections.unmodifiableCollection(remote.getOrDefault(node, Map.of()).values());
    }

    /** No further members of a node will come back. */
    void forgetFormer(String node) {
        Map<Integer, RemoteMember> gone = former.remove(node);
        if (gone != null) {
            gone.values().forEach(member -> member.mayReturn(false));
        }
    }

    /** The other nodes with members that are known here. */
    List<String> nodes() {
        return new ArrayList<>(remote.keySet());
    }

    /** Number of members of all nodes, including those that may come back. For tests. */
    int size() {
        int size = own.size() + unshared.size();
        for (Map<Integer, RemoteMember> there : remote.values()) {
            size += there.size();
        }
        for (Map<Integer, RemoteMember> there : former.values()) {
            size += there.size();
        }
        return size;
    }

    Collection<Session> own() {
        return Collections.unmodifiableCollection(own.values());
    }

    /** From now on, the others know no member of this node. */
    void unshare() {
        unshared = new HashSet<>(own.values());
    }

    /** The others know a member of this node. */
    void share(Session session) {
        if (!unshared.isEmpty() && unshared.remove(session) && unshared.isEmpty()) {
            unshared = Set.of();
        }
    }

    /** This node goes on alone, so no other node needs to know its members. */
    void shareAll() {
        unshared = Set.of();
    }

    /** Whether the other nodes know a member. */
    boolean isShared(Member member) {
        return unshared.isEmpty() || !(member instanceof Session session) || !unshared.contains(session);
    }

    // References in records

    /** Writes a reference to a member of any node. */
    void write(RecordWriter event, Member member) {
        if (member instanceof RemoteMember other) {
            event.text(other.node()).number(other.numberThere());
        } else {
            event.text(ownNode).number(member.number());
        }
    }

    /** Writes references to members. */
    void writeAll(RecordWriter event, List<Member> members) {
        event.number(members.size());
        members.forEach(member -> write(event, member));
    }

    /** Reads a reference; null if that member is not here, as far as all nodes know. */
    Member read(RecordReader event) {
        return findShared(Reference.read(event));
    }

    /** Reads references to members, and returns those that are here. */
    List<Member> readAll(RecordReader event) {
        return find(Reference.readAll(event));
    }

    /** Reads the number of a member of {@code node}; null if that member is not here. */
    Member read(RecordReader event, String node) {
        return find(node, event.number(MAX_NUMBER));
    }
}
