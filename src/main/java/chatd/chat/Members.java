package chatd.chat;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The members of a room in the order of their numbers. A sorted array finds a number as fast as a tree, and costs each
 * member a reference. It shrinks when most members have gone; otherwise every room that was full once would keep its
 * memory.
 */
final class Members {

    private static final Member[] NOBODY = {};
    private static final int LEAST_SLOTS = 4;
    /** The array is halved when less than one part in this many is in use: 4 is a quarter. */
    private static final int SHRINK_AT = 4;

    private Member[] sorted = NOBODY;
    private int count;

    /** Adds a member that is not in it. */
    void add(Member member) {
        int place = -1 - search(member.number());
        if (count == sorted.length) {
            sorted = Arrays.copyOf(sorted, Math.max(LEAST_SLOTS, count * 2));
        }
        System.arraycopy(sorted, place, sorted, place + 1, count - place);
        sorted[place] = member;
        count++;
    }

    /** Removes a member that is in it. */
    void remove(Member member) {
        int place = search(member.number());
        count--;
        System.arraycopy(sorted, place + 1, sorted, place, count - place);
        sorted[count] = null;
        if (sorted.length > LEAST_SLOTS && count < sorted.length / SHRINK_AT) {
            sorted = Arrays.copyOf(sorted, sorted.length / 2);
        }
    }

    /** The member with this number; null if there is none. */
    Member numbered(int number) {
        int index = search(number);
        return index < 0 ? null : sorted[index];
    }

    Stream<Member> stream() {
        return Arrays.stream(sorted, 0, count);
    }

    int size() {
        return count;
    }

    /** The index of this number, or -1 minus the index where it would be. */
    private int search(int number) {
        int from = 0;
        int to = count;
        while (from < to) {
            int middle = from + to >>> 1;
            if (sorted[middle].number() < number) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from < count && sorted[from].number() == number ? from : -1 - from;
    }
}
