package chatd.chat;

import chatd.chat.PublicActions.Ownership;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of the members of all nodes. Decides which names are free, in the same way on every node: members of this
 * node that the others do not know yet have no claim to their names. If names are numbers in the dialect of this node,
 * members of other nodes get numbers of this node, and the others know the members of this node by their addresses.
 */
final class LinkedNames {

    private final Dialect dialect;
    private final Roster roster;
    private final DirectActions actions;
    private final LinkedPeople people;
    private final LinkNotices notices;
    private final String node;
    /** Only if names are numbers here: members of other nodes by their folded names there. */
    private final Map<String, RemoteMember> elsewhere = new HashMap<>();

    /** @param node the name of this node */
    LinkedNames(Dialect dialect, Roster roster, DirectActions actions, LinkedPeople people, LinkNotices notices,
            String node) {
        this.dialect = dialect;
        this.roster = roster;
        this.actions = actions;
        this.people = people;
        this.notices = notices;
        this.node = node;
    }

    /** The name by which the others know a member of this node that has, or will have, the name {@code name} here. */
    String shared(Session member, String name) {
        String address = member.address();
        if (dialect.hasNames() && !name.equals(address)) {
            return name;
        }
        // Addresses of Unix domain sockets, such as local:7, are the same on each node.
        return member.connection().ip() == null ? address + '@' + node : address;
    }

    /** Whether a member, or a newcomer (null), can have a name. Two members may have the same address. */
    boolean isFree(String name, Member member) {
        if (Names.isAddress(name)) {
            return true;
        }
        Member holder = dialect.hasNames() ? roster.called(name) : elsewhere.get(Names.fold(name));
        return holder == null || holder == member || !people.isShared(holder);
    }

    /** A member takes a name that is free. Returns its name on this node. */
    String take(Member member, String name) {
        if (dialect.hasNames()) {
            makeWay(name, member);
            // If the name is the address, one string is enough for both.
            return member instanceof RemoteMember remote && name.equals(remote.address()) ? remote.address() : name;
        }
        if (member instanceof RemoteMember remote) {
            release(remote);
            remote.nameThere(Names.fold(name));
            elsewhere.put(remote.nameThere(), remote);
        }
        return Integer.toString(member.number());
    }

    /** A member of another node has left. */
    void release(RemoteMember member) {
        elsewhere.remove(member.nameThere(), member);
    }

    /** The name for a member of a node that has come back: all nodes choose the same. */
    String nameOnReturn(Member member, String name, String itsNode) {
        if (isFree(name, member)) {
            return name;
        }
        String free = name + '-' + itsNode;
        for (int i = 2; !isFree(free, member); i++) {
            free = name + '-' + itsNode + '-' + i;
        }
        return free;
    }

    /** A member of this node that the others do not know yet gives up its name. */
    private void makeWay(String name, Member taker) {
        if (roster.called(name) instanceof Session holder && holder != taker && !people.isShared(holder)
                && !Names.isAddress(name)) {
            String free = name + '-' + node;
            for (int i = 2; roster.called(free) != null; i++) {
                free = name + '-' + node + '-' + i;
            }
            rename(holder, free);
        }
    }

    /** Gives a member of this node another name, because its own belongs to another member. */
    void rename(Session member, String name) {
        String before = member.name();
        actions.rename(member, name, Ownership.NONE, outcome -> member.tell(notices.nameTaken(before, name)));
    }
}
