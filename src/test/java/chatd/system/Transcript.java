package chatd.system;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The lines that one witness has received: the ids of the witnesses' lines, and between them the number and a checksum
 * of all other lines. Two witnesses that were in the room at the same time agree in all of it, except for lines that
 * they were told were skipped.
 */
final class Transcript {

    private long[] ids = new long[64];
    private long[] positions = new long[64];
    private long[] sums = new long[64];
    private boolean[] gaps = new boolean[64];
    private int count;
    private long position;
    private long skipped;
    private long sum;
    private boolean gap;

    /** Records a line of another client. */
    void other(byte[] line, int length) {
        position++;
        for (int i = 0; i < length; i++) {
            sum = sum * 31 + line[i];
        }
        sum = sum * 31 + '\n';
    }

    void skip(long lines) {
        position += lines;
        skipped += lines;
        gap = true;
    }

    /** Records a line that every witness must receive in the same place. */
    void mark(long id) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
            positions = Arrays.copyOf(positions, count * 2);
            sums = Arrays.copyOf(sums, count * 2);
            gaps = Arrays.copyOf(gaps, count * 2);
        }
        ids[count] = id;
        positions[count] = position++;
        sums[count] = sum;
        gaps[count++] = gap;
        sum = 0;
        gap = false;
    }

    boolean contains(long id) {
        for (int i = count - 1; i >= 0; i--) {
            if (ids[i] == id) {
                return true;
            }
        }
        return false;
    }

    /** Number of lines reported as skipped. */
    long skipped() {
        return skipped;
    }

    /** The position of each witness line; a line received twice is a problem. */
    Map<Long, Integer> index(String owner, Comparison comparison) {
        Map<Long, Integer> index = new HashMap<>();
        for (int i = 0; i < count; i++) {
            if (index.put(ids[i], i) != null) {
                comparison.problem(1, owner + " received a line twice");
            }
        }
        return index;
    }

    /** Compares this transcript with that of another witness. */
    void compare(Transcript other, String owner, Comparison comparison) {
        Map<Long, Integer> theirs = other.index(owner, new Comparison());
        long shift = 0;
        int before = -1;
        boolean first = true;
        for (int i = 0; i < count; i++) {
            Integer there = theirs.get(ids[i]);
            if (there == null) {
                continue;
            }
            long difference = other.positions[there] - positions[i];
            if (!first && difference != shift) {
                comparison.problem(Math.abs(difference - shift),
                        owner + " received other lines, or in another order");
            } else if (before == i - 1 && i > 0 && there > 0 && other.ids[there - 1] == ids[i - 1]
                    && !gaps[i] && !other.gaps[there] && sums[i] != other.sums[there]) {
                comparison.problem(1, owner + " received a line with other bytes");
            }
            first = false;
            shift = difference;
            before = i;
        }
    }

    /** Drops what was recorded. */
    void clear() {
        count = 0;
        skipped = 0;
        sum = 0;
        gap = false;
    }
}
