package chatd.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The values of one metric, one for each round. */
final class Series {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        return median(values);
    }

    /**
     * The median of the ratios to another series, round by round as far as both have values. The servers take turns in
     * a round, so what slows the machine for a while affects both values.
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
