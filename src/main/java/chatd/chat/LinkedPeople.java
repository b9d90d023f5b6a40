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

    private static final int MAX_NUMBER = Integer.MAX_VALUE;

    private final String ownNode;
    private final IntSupplier numbers;
    private final Clock clock;
    /** The people of this node, by number, including those who have left and of whom the others do not know it yet. */
    private final Map<Integer, Session> own = new HashMap<>();
    /** People of this node whom the others do not know yet. Empty most of the time. */
    private Set<Session> unshared = Set.of();
    private final Map<String, Map<Integer, RemoteMember>> remote = new HashMap<>();
    /** People of other nodes who may come back, so that members that ignore them still do. */
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
        } else {
            own.remove(member.number());
        }
    }

    /** The person of a node with this number there; null if there is none. */
    Member find(String node, int number) {
        return node.equals(ownNode) ? own.get(number) : remote.getOrDefault(node, Map.of()).get(number);
    }

    /** Makes a person of another node, or finds the one that was made before for the same person. */
    RemoteMember make(String node, int number, String address, long connectedMillis) {
        RemoteMember before = former.getOrDefault(node, Map.of()).get(number);
        boolean isSame = before != null && before.address().equals(address)
                && before.connectedMillis() == connectedMillis;
        RemoteMember member = isSame
                ? before
                : new RemoteMember(numbers.getAsInt(), node, number, address, connectedMillis, clock);
        remote.computeIfAbsent(node, name -> new HashMap<>()).put(number, member);
        return member;
    }

    /** Forgets the people of a node, who may come back. Returns them by their numbers there. */
    List<RemoteMember> forget(String node) {
        Map<Integer, RemoteMember> gone = remote.remove(node);
        if (gone == null) {
            return List.of();
        }
        former.put(node, gone);
        List<RemoteMember> people = new ArrayList<>(gone.values());
        people.sort((one, other) -> Integer.compare(one.numberThere(), other.numberThere()));
        return people;
    }

    /** The people of another node. */
    Collection<RemoteMember> of(String node) {
        return Collections.unmodifiableCollection(remote.getOrDefault(node, Map.of()).values());
    }

    /** Nobody comes back any more. */
    void forgetFormer() {
        former.clear();
    }

    /** The nodes whose people are known. */
    List<String> nodes() {
        return new ArrayList<>(remote.keySet());
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
        unshared.remove(session);
        if (unshared.isEmpty()) {
            unshared = Set.of();
        }
    }

    boolean isShared(Session session) {
        return !unshared.contains(session);
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

    /** Reads a reference; null if that person is not here. */
    Member read(RecordReader event) {
        return find(event.text(), event.number(MAX_NUMBER));
    }

    /** Reads a number of a node's own person; null if that person is not here. */
    Member read(RecordReader event, String node) {
        return find(node, event.number(MAX_NUMBER));
    }
}
