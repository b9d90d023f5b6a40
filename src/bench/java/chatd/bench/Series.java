package chatd.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What one metric came to in several rounds. */
final class Series {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        return median(values);
    }

    /**
     * The median of the ratios to another series, round by round as far as both were played: the rounds were played in
     * turn, so what slows down the machine for a while is in both.
     */
    double ratioTo(Series other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(rounds(), other.rounds()); round++) {
            ratios.add(values.get(round) / other.values.get(round));
        }
        return median(ratios);
    }

    double min() {
        return Collections.min(values);
    }

    double max() {
        return Collections.max(values);
    }

    int rounds() {
        return values.size();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
