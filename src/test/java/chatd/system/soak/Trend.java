package chatd.system.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Decides whether a series of measurements is flat. The slope is the median of the slopes between all pairs of samples
 * (Theil-Sen), so outliers do not matter. The first part of the run, in which the JVM warms up, is left out.
 *
 * @param name what is measured, with its unit
 * @param value its value in a sample
 * @param relative allowed rise until the end, as a share of the median
 * @param absolute allowed rise in any case
 * @param matters whether the run fails if it rises
 */
record Trend(String name, ToDoubleFunction<Sample> value, double relative, double absolute, boolean matters) {

    private static final double WARM_UP = 0.3;

    /**
     * Result for one series.
     *
     * @param text the result in words
     * @param rises whether it rises by more than allowed
     */
    record Verdict(String text, boolean rises) { }

    Verdict of(List<Sample> samples) {
        List<Sample> warm = samples.subList((int) (samples.size() * WARM_UP), samples.size());
        double middle = median(warm.stream().map(value::applyAsDouble).toList());
        double time = warm.get(warm.size() - 1).minutes() - warm.get(0).minutes();
        double rise = slope(warm) * time;
        double tolerance = Math.max(relative * middle, absolute);
        String judgement = Math.abs(rise) <= tolerance ? "flat" : rise > 0 ? "RISES" : "falls";
        String text = String.format(Locale.ROOT,
                "%-22s %-6s median %,10.1f, %+,.1f in %.1f minutes (up to %.1f is flat)",
                name, judgement, middle, rise, time, tolerance);
        return new Verdict(text, rise > tolerance);
    }

    private double slope(List<Sample> samples) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            for (Sample later : samples.subList(i + 1, samples.size())) {
                Sample earlier = samples.get(i);
                slopes.add((value.applyAsDouble(later) - value.applyAsDouble(earlier))
                        / (later.minutes() - earlier.minutes()));
            }
        }
        return median(slopes);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.isEmpty() ? 0
                : sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
