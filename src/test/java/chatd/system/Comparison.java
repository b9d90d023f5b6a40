package chatd.system;

import java.util.ArrayList;
import java.util.List;

/** What it comes to when the journals of all witnesses are compared. */
public final class Reckoning {

    private final List<String> problems = new ArrayList<>();
    private final List<Long> waits = new ArrayList<>();
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

    void waited(List<Long> nanos) {
        waits.addAll(nanos);
        waits.sort(null);
    }

    /** Adds all of another one. */
    public void add(Reckoning other) {
        other.problems.forEach(what -> problem(0, what));
        lost += other.lost;
        skipped += other.skipped;
        waited(other.waits);
    }

    /** What is wrong, in words; nothing if all is well. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** How many lines are missing, came twice or in another order, or were not whole. */
    public long lost() {
        return lost;
    }

    /** How many lines somebody was told that they were skipped. */
    public long skipped() {
        return skipped;
    }

    /** How many milliseconds it took from saying to hearing, for this share of all: 0.5 is the median, 1 the worst. */
    public double waitMillis(double share) {
        return waits.isEmpty() ? 0 : waits.get((int) Math.ceil(share * (waits.size() - 1))) / 1e6;
    }
}
