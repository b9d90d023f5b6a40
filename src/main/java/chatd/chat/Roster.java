package chatd.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who is in the room: in the order of their numbers, and by name. The numbers need no map: a sorted list is searched
 * as fast as a tree. An address may belong to two people for a while, if the daemon listens at two ports; it then finds
 * the one who came last.
 */
final class Roster {

    private final List<Session> members = new ArrayList<>();
    private final Map<String, Session> byName = new HashMap<>();

    /** Adds somebody who is not in it, and has no name yet. */
    void add(Session member) {
        members.add(-1 - search(member.number()), member);
    }

    /** Removes somebody and their name; false if they were not in it. */
    boolean remove(Session member) {
        int index = search(member.number());
        if (index < 0) {
            return false;
        }
        members.remove(index);
        byName.remove(member.foldedName(), member);
        return true;
    }

    /** Finds somebody by this name from now on, and no more by the one before. */
    void rename(Session member, String name) {
        if (member.isHere()) {
            byName.remove(member.foldedName(), member);
        }
        String folded = Names.fold(name);
        byName.put(folded, member);
        member.foldedName(folded);
    }

    /** Who has this name, in any case; null if nobody does. */
    Session called(String name) {
        return byName.get(Names.fold(name));
    }

    /** Who has this number; null if nobody does. */
    Session numbered(int number) {
        int index = search(number);
        return index < 0 ? null : members.get(index);
    }

    Stream<Session> stream() {
        return members.stream();
    }

    int size() {
        return members.size();
    }

    /** The index of whoever has this number, or -1 minus the index where they would be. */
    private int search(int number) {
        int from = 0;
        int to = members.size();
        while (from < to) {
            int middle = from + to >>> 1;
            if (members.get(middle).number() < number) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from < members.size() && members.get(from).number() == number ? from : -1 - from;
    }
}
