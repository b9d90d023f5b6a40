package chatd.chat;

import chatd.chat.PublicActions.Ownership;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of all nodes' people. Decides which are free, as every node decides: people of this node whom the others do
 * not know yet have no claim to theirs. Where names are numbers, people of other nodes have numbers of this node here,
 * and people of this node are known to the others by their addresses.
 */
final class LinkedNames {

    private final Dialect dialect;
    private final Roster roster;
    private final DirectActions actions;
    private final LinkedPeople people;
    private final LinkNotices notices;
    private final String node;
    /** Only if names are numbers here: people of other nodes by their folded names there. */
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

    /** The name by which the others know a person of this node, who has, or will have, this one here. */
    String shared(Session member, String name) {
        return dialect.hasNames() ? name : member.address();
    }

    /** Whether a member, or a newcomer (null), can have a name. Two people may have the same address. */
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
            return name;
        }
        if (member instanceof RemoteMember remote) {
            release(remote);
            remote.nameThere(Names.fold(name));
            elsewhere.put(remote.nameThere(), remote);
        }
        return Integer.toString(member.number());
    }

    /** A person of another node has left. */
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

    /** A member of this node whom the others do not know yet gives its name up. */
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

    /** Gives a member of this node another name, because its own belongs to somebody else. */
    void rename(Session member, String name) {
        String before = member.name();
        actions.rename(member, name, Ownership.NONE, outcome -> member.tell(notices.nameTaken(before, name)));
    }
}
