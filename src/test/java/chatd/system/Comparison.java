package chatd.system;

import java.util.ArrayList;
import java.util.List;

/** Result of comparing the transcripts of all witnesses. */
public final class Comparison {

    private final List<String> problems = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private long lost;
    private long skipped;

    void problem(long lines, String what) {
        lost += lines;
        if (!problems.contains(what)) {
            problems.add(what);
        }
    }

    void skipped(long lines) {
        skipped += lines;
    }

    void delays(List<Long> nanos) {
        delays.addAll(nanos);
        delays.sort(null);
    }

    /** Adds another result to this one. */
    public void add(Comparison other) {
        other.problems.forEach(what -> problem(0, what));
        lost += other.lost;
        skipped += other.skipped;
        delays(other.delays);
    }

    /** The problems in words; empty if there are none. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Number of lines missing, received twice or in another order, or damaged. */
    public long lost() {
        return lost;
    }

    /** Number of lines reported as skipped, over all witnesses. */
    public long skipped() {
        return skipped;
    }

    /** Delay from sending to receiving in ms, at this quantile: 0.5 is the median, 1 the longest. */
    public double delayMillis(double quantile) {
        return delays.isEmpty() ? 0 : delays.get((int) Math.ceil(quantile * (delays.size() - 1))) / 1e6;
    }
}
