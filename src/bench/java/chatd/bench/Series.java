package chatd.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The values of one metric, one for each round. */
final class Series {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /**
     * The round with the median ratio to another series; if the number of rounds is even, the lower of the two in the
     * middle. Only rounds in which both series have a value count. The servers take turns in a round, so a slow phase
     * of the machine affects both values.
     */
    Ratio ratioTo(Series other) {
        int rounds = Math.min(rounds(), other.rounds());
        IntToDoubleFunction ratio = round -> values.get(round) / other.values.get(round);
        List<Integer> byRatio = IntStream.range(0, rounds).boxed()
                .sorted(Comparator.comparingDouble(ratio::applyAsDouble))
                .toList();
        int median = byRatio.get((rounds - 1) / 2);
        return new Ratio(values.get(median), other.values.get(median), ratio.applyAsDouble(byRatio.get(0)),
                ratio.applyAsDouble(byRatio.get(rounds - 1)), rounds);
    }

    /** The ratio of the means of all rounds, for metrics that are too coarse in a single round. */
    Ratio ratioOfMeans(Series other) {
        double ratio = mean() / other.mean();
        return new Ratio(mean(), other.mean(), ratio, ratio, 1);
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

    /** All values in the order of the rounds. */
    String text() {
        return values.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
