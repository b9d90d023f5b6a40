package chatd.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The members of a room in the order of their numbers. A sorted list finds a number as fast as a tree, and costs each
 * member a reference.
 */
final class Members {

    private final List<Session> sorted = new ArrayList<>();

    /** Adds a session that is not in it. */
    void add(Session session) {
        sorted.add(-1 - search(session.number()), session);
    }

    /** Removes a session that is in it. */
    void remove(Session session) {
        sorted.remove(search(session.number()));
    }

    /** The member with this number; null if there is none. */
    Session numbered(int number) {
        int index = search(number);
        return index < 0 ? null : sorted.get(index);
    }

    Stream<Session> stream() {
        return sorted.stream();
    }

    int size() {
        return sorted.size();
    }

    /** The index of this number, or -1 minus the index where it would be. */
    private int search(int number) {
        int from = 0;
        int to = sorted.size();
        while (from < to) {
            int middle = from + to >>> 1;
            if (sorted.get(middle).number() < number) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from < sorted.size() && sorted.get(from).number() == number ? from : -1 - from;
    }
}
