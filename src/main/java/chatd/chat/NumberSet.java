package chatd.chat;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A small set of numbers, in a sorted array: 4 bytes for each number, where a hash set needs about 56. */
final class NumberSet {

    private static final int LEAST_SLOTS = 4;

    /** Sorted; the slots from {@code count} on are unused. */
    private int[] numbers = {};
    private int count;

    boolean contains(int number) {
        return search(number) >= 0;
    }

    void add(int number) {
        int index = search(number);
        if (index >= 0) {
            return;
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.max(LEAST_SLOTS, count * 2));
        }
        int place = -1 - index;
        System.arraycopy(numbers, place, numbers, place + 1, count - place);
        numbers[place] = number;
        count++;
    }

    void remove(int number) {
        int index = search(number);
        if (index >= 0) {
            count--;
            System.arraycopy(numbers, index + 1, numbers, index, count - index);
        }
    }

    /** Removes all numbers that are not among these. */
    void retainAll(IntStream others) {
        numbers = others.filter(this::contains).sorted().toArray();
        count = numbers.length;
    }

    IntStream stream() {
        return Arrays.stream(numbers, 0, count);
    }

    int size() {
        return count;
    }

    private int search(int number) {
        return Arrays.binarySearch(numbers, 0, count, number);
    }
}
