package chatd.system;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What one witness has heard: which of the lines that witnesses say, and between them how many other lines, and what
 * their bytes come to. Two that were in the same room agree in all of that, but for what they were told was skipped.
 */
final class Journal {

    private long[] ids = new long[64];
    private long[] positions = new long[64];
    private long[] sums = new long[64];
    private boolean[] gaps = new boolean[64];
    private int count;
    private long position;
    private long skipped;
    private long sum;
    private boolean gap;

    /** Notes any line that no witness has said. */
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

    /** Notes a line that everybody must hear, at one and the same place. */
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

    boolean hasHeard(long id) {
        for (int i = count - 1; i >= 0; i--) {
            if (ids[i] == id) {
                return true;
            }
        }
        return false;
    }

    /** How many lines its owner was told that were skipped. */
    long skipped() {
        return skipped;
    }

    /** Where each line that everybody must hear stands here; one that was heard twice is a problem. */
    Map<Long, Integer> index(String owner, Reckoning reckoning) {
        Map<Long, Integer> index = new HashMap<>();
        for (int i = 0; i < count; i++) {
            if (index.put(ids[i], i) != null) {
                reckoning.problem(1, owner + " heard a line twice");
            }
        }
        return index;
    }

    /** Compares what this witness heard with what another did. */
    void compare(Journal other, String who, Reckoning reckoning) {
        Map<Long, Integer> theirs = other.index(who, new Reckoning());
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
                reckoning.problem(Math.abs(difference - shift),
                        who + " did not hear the same lines, in the same order");
            } else if (before == i - 1 && i > 0 && there > 0 && other.ids[there - 1] == ids[i - 1]
                    && !gaps[i] && !other.gaps[there] && sums[i] != other.sums[there]) {
                reckoning.problem(1, who + " heard a line otherwise than others did");
            }
            first = false;
            shift = difference;
            before = i;
        }
    }

    /** Forgets the past. */
    void clear() {
        count = 0;
        skipped = 0;
        sum = 0;
        gap = false;
    }
}
