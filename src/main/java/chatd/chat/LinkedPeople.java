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

/** The people of all nodes by node and number: events name them so. */
final class LinkedPeople {

    /** A person as records name them. */
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
    /** A client that comes back with its node seems to have connected at about the same time as before. */
    private static final long CLOCK_ERROR_MILLIS = 60_000;

    private final String ownNode;
    private final IntSupplier numbers;
    private final Clock clock;
    /** The people of this node, by number, including those who have left and of whom the others do not know it yet. */
    private final Map<Integer, Session> own = new HashMap<>();
    /** People of this node whom the others do not know yet. Empty most of the time. */
    private Set<Session> unshared = Set.of();
    private final Map<String, Map<Integer, RemoteMember>> remote = new HashMap<>();
    /** The names of nodes: all people of a node have the same object. */
    private final Map<String, String> nodeNames = new HashMap<>();
    /** People of other nodes who may come back, and whom a member ignores or can reply to: it still does, then. */
    private final Map<String, Map<Integer, RemoteMember>> former = new HashMap<>();

    /** @param numbers gives each person of another node a number of this node */
    LinkedPeople(String ownNode, IntSupplier numbers, Clock clock) {
        this.ownNode = ownNode;
        this.numbers = numbers;
        this.clock = clock;
    }

    void add(Session session) {
        own.put(session.number(), session);
    }

    /** Whether a client of this node is among its people, perhaps as a newcomer on its way in. */
    boolean isOwn(Member member) {
        return own.get(member.number()) == member;
    }

    /** When a client of this node connected, in milliseconds since 1970. */
    long connectedMillis(Session session) {
        return clock.millis() - session.age().toMillis();
    }

    /** A person has left. */
    void remove(Member member) {
        if (member instanceof RemoteMember other) {
            Map<Integer, RemoteMember> there = remote.getOrDefault(other.node(), Map.of());
            there.remove(other.numberThere());
        } else if (member instanceof Session session) {
            own.remove(session.number());
            share(session);
        }
    }

    /** The person of a node with this number there; null if there is none. */
    Member find(String node, int number) {
        return node.equals(ownNode) ? own.get(number) : remote.getOrDefault(node, Map.of()).get(number);
    }

    Member find(Reference reference) {
        return find(reference.node(), reference.number());
    }

    /** Those of these people who are here, as far as all nodes know. */
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

    /** Whether a member is a person of this node. */
    boolean isOf(String node, Member member) {
        return member instanceof RemoteMember other ? other.node().equals(node) : node.equals(ownNode);
    }

    /** Makes a person of another node, or finds the one that was made before for the same person. */
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

    /** Those of these people who are here, perhaps again. */
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

    /** Forgets the people of a node, who may come back. Returns them by their numbers here, in descending order. */
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
        // The last of a room's members is the cheapest to remove.
        people.sort((one, other) -> Integer.compare(other.number(), one.number()));
        return people;
    }

    /** The people of another node. */
    Collection<RemoteMember> of(String node) {
        return Collections.unmodifiableCollection(remote.getOrDefault(node, Map.of()).values());
    }

    /** Nobody else of a node comes back. */
    void forgetFormer(String node) {
        Map<Integer, RemoteMember> gone = former.remove(node);
        if (gone != null) {
            gone.values().forEach(member -> member.mayReturn(false));
        }
    }

    /** The nodes whose people are known. */
    List<String> nodes() {
        return new ArrayList<>(remote.keySet());
    }

    /** Number of people of all nodes, those included who may come back. For tests. */
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

    /** From now on the others know nobody of this node. */
    void unshare() {
        unshared = new HashSet<>(own.values());
    }

    /** The others know a person of this node. */
    void share(Session session) {
        if (!unshared.isEmpty() && unshared.remove(session) && unshared.isEmpty()) {
            unshared = Set.of();
        }
    }

    /** This node goes on alone, so nobody else needs to know its people. */
    void shareAll() {
        unshared = Set.of();
    }

    /** Whether the other nodes know a member. */
    boolean isShared(Member member) {
        return unshared.isEmpty() || !(member instanceof Session session) || !unshared.contains(session);
    }

    // References in records

    /** Writes a reference to a person of any node. */
    void write(RecordWriter event, Member member) {
        if (member instanceof RemoteMember other) {
            event.text(other.node()).number(other.numberThere());
        } else {
            event.text(ownNode).number(member.number());
        }
    }

    /** Writes references to people. */
    void writeAll(RecordWriter event, List<Member> members) {
        event.number(members.size());
        members.forEach(member -> write(event, member));
    }

    /** Reads a reference; null if that person is not here, as far as all nodes know. */
    Member read(RecordReader event) {
        return findShared(Reference.read(event));
    }

    /** Reads references to people, and returns those who are here. */
    List<Member> readAll(RecordReader event) {
        return find(Reference.readAll(event));
    }

    /** Reads a number of a node's own person; null if that person is not here. */
    Member read(RecordReader event, String node) {
        return find(node, event.number(MAX_NUMBER));
    }
}
