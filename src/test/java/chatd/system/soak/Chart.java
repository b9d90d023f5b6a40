package chatd.system.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A picture of the samples: four panels, each with curves over the minutes of the run, from 0 up. */
final class Chart {

    private static final String HEAD = """
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 900 560'
                font-family='sans-serif' font-size='12' fill='#57606a'>
            <style>
            .title { fill: #1f2328; font-size: 14px; font-weight: bold }
            .grid { stroke: #e4e7eb }
            polyline { fill: none; stroke-width: 2; stroke-linejoin: round }
            </style>
            <rect x='0.5' y='0.5' width='899' height='559' rx='10' fill='#fff' stroke='#d0d7de'/>
            """;
    private static final List<String> COLOURS = List.of("#d9480f", "#4a80b8", "#3f917f");
    private static final double WIDTH = 300;
    private static final double HEIGHT = 190;
    private static final double LEFT = 65;
    private static final double TOP = 50;
    private static final double ACROSS = 440;
    private static final double DOWN = 270;
    private static final int GRID_LINES = 4;
    private static final double LABEL_HEIGHT = 14;

    /** A curve of a panel, labelled with its name at the end. */
    private record Curve(String name, ToDoubleFunction<Sample> value) { }

    private final List<Sample> samples;
    private final StringBuilder svg = new StringBuilder(HEAD);

    private Chart(List<Sample> samples) {
        this.samples = samples;
    }

    static String of(List<Sample> samples) {
        Chart chart = new Chart(samples);
        chart.panel(0, "Memory, MB", List.of(new Curve("resident", Sample::residentMb),
                new Curve("heap", Sample::heapMb)));
        chart.panel(1, "Descriptors and clients", List.of(new Curve("descriptors", Sample::descriptors),
                new Curve("clients", Sample::clients)));
        chart.panel(2, "Delay of a line, ms", List.of(new Curve("worst", Sample::maxMillis),
                new Curve("99 %", Sample::p99Millis), new Curve("median", Sample::p50Millis)));
        chart.panel(3, "Deliveries per second; lines lost", List.of(new Curve("delivered", Sample::deliveries),
                new Curve("lost", Sample::lost)));
        return chart.svg + "</svg>\n";
    }

    private void panel(int number, String title, List<Curve> curves) {
        double x = LEFT + number % 2 * ACROSS;
        double y = TOP + number / 2 * DOWN;
        double end = samples.get(samples.size() - 1).minutes();
        double most = roundUp(curves.stream().flatMap(curve -> samples.stream().map(curve.value()::applyAsDouble))
                .max(Double::compare).orElse(1.0));
        add("<text class='title' x='%.1f' y='%.1f'>%s</text>", x - 45, y - 16, title);
        for (int i = 0; i <= GRID_LINES; i++) {
            double at = y + HEIGHT * (GRID_LINES - i) / GRID_LINES;
            add("<path class='grid' d='M%.1f %.1fh%.1f'/>", x, at, WIDTH);
            add("<text x='%.1f' y='%.1f' text-anchor='end'>%s</text>", x - 8, at + 4, brief(most * i / GRID_LINES));
            add("<text x='%.1f' y='%.1f' text-anchor='middle'>%s</text>", x + WIDTH * i / GRID_LINES, y + HEIGHT + 18,
                    brief(end * i / GRID_LINES) + (i == GRID_LINES ? " min" : ""));
        }
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < curves.size(); i++) {
            StringBuilder points = new StringBuilder();
            double last = 0;
            for (Sample sample : samples) {
                last = y + HEIGHT * (1 - curves.get(i).value().applyAsDouble(sample) / most);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x + WIDTH * sample.minutes() / end, last));
            }
            add("<polyline points='%s' stroke='%s'/>", points.toString().strip(), COLOURS.get(i));
            double label = last + 4;
            while (isTaken(taken, label)) {
                label += 1;
            }
            taken.add(label);
            add("<text x='%.1f' y='%.1f' fill='%s'>%s</text>", x + WIDTH + 6, label, COLOURS.get(i),
                    curves.get(i).name());
        }
    }

    private static boolean isTaken(List<Double> taken, double label) {
        return taken.stream().anyMatch(other -> Math.abs(other - label) < LABEL_HEIGHT);
    }

    /** The next of 1, 2, 4, 6, 8, 10, 20, 40 ... */
    private static double roundUp(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-3))));
        for (double step : new double[] {1, 2, 4, 6, 8}) {
            if (step * decade >= value) {
                return step * decade;
            }
        }
        return 10 * decade;
    }

    private static String brief(double value) {
        return value >= 10_000 ? String.format(Locale.ROOT, "%.0f k", value / 1000)
                : value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private void add(String template, Object... values) {
        svg.append(String.format(Locale.ROOT, template, values)).append('\n');
    }
}
