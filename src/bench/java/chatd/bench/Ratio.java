package chatd.bench;

import java.util.Locale;

/**
 * A metric of one server divided by that of another, round by round: the round with the median ratio.
 *
 * @param value the figure of the one server in that round
 * @param base the figure of the other in the same round
 * @param lowest lowest ratio of all rounds
 * @param highest highest ratio of all rounds
 * @param rounds number of rounds in which both were measured
 */
record Ratio(double value, double base, double lowest, double highest, int rounds) {

    double ratio() {
        return value / base;
    }

    /** The ratio, and its spread if there are several rounds. */
    @Override
    public String toString() {
        String text = String.format(Locale.ROOT, "%.2f", ratio());
        return rounds == 1 ? text : text + String.format(Locale.ROOT, " (%.2f to %.2f)", lowest, highest);
    }
}
