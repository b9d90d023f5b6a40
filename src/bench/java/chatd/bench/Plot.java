package chatd.bench;

import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A chart drawn from the CSV file that {@link Report} writes: deliveries per second in the scenario {@code fanout}, and
 * the server's memory, over the number of clients. An instance is one panel. Both axes are logarithmic, so zeros are
 * left out.
 */
final class Plot {

    private static final String HEAD = """
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 900 380'
                font-family='sans-serif' font-size='12' fill='#57606a'>
            <style>
            .title { fill: #1f2328; font-size: 15px; font-weight: bold }
            .hint { fill: #57606a; font-size: 12px; font-weight: normal }
            .grid { stroke: #e4e7eb }
            .name { paint-order: stroke; stroke: #fff; stroke-width: 4 }
            polyline { fill: none; stroke-width: 1.6; stroke-linejoin: round }
            .chatd polyline, .chatd circle { stroke-width: 3 }
            .floor polyline { stroke-width: 6.5; stroke: #ced5dc; stroke-linecap: round }
            .chatd { font-weight: bold }
            </style>
            <rect x='0.5' y='0.5' width='899' height='379' rx='10' fill='#fff' stroke='#d0d7de'/>
            """;
    private static final Pattern ROW = Pattern.compile(
            "fanout,(?<clients>\\d+),\"[^\"]*\",\"(?<server>[^\"]+)\",(?<metric>\\w+),\\d+,"
            + "(?<median>[^,]+),(?<min>[^,]+),(?<max>[^,]+),.*");
    private static final String CHATD = "chatd";
    private static final Map<String, String> COLOURS = Map.of(CHATD, "#d9480f", "floor", "#6e7781");
    private static final List<String> QUIET = List.of("#4a80b8", "#836bb0", "#3f917f", "#96803f", "#ab6a86");
    private static final double MARGIN = 60;
    private static final double LETTER_WIDTH = 7;
    private static final double LETTER_HEIGHT = 13;

    private record Point(int clients, double median, double min, double max) { }

    /** A logarithmic axis: its lowest and highest value, and their positions in the picture. */
    private record Axis(double low, double high, double start, double end) {

        double at(double value) {
            return start + (end - start) * Math.log(value / low) / Math.log(high / low);
        }

        double[] decades() {
            return DoubleStream.iterate(Math.pow(10, Math.ceil(Math.log10(low))), d -> d <= high * 1.001, d -> d * 10)
                    .toArray();
        }
    }

    private final StringBuilder svg = new StringBuilder();
    private final Map<String, List<Point>> servers;
    private final Axis x;
    private final Axis y;
    private final List<Shape> taken = new ArrayList<>();

    private Plot(double left, Map<String, List<Point>> servers) {
        this.servers = servers;
        double fewest = values(Point::clients).min().orElseThrow();
        double most = values(Point::clients).max().orElseThrow();
        x = new Axis(fewest, Math.max(most, fewest * 10), left + 76, left + 386);
        y = new Axis(toOneDigit(values(Point::min).min().orElseThrow(), Math::floor),
                toOneDigit(values(Point::max).max().orElseThrow(), Math::ceil), 322, 66);
    }

    public static void main(String[] arguments) throws IOException {
        draw(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    static void draw(Path csv, Path svg) throws IOException {
        List<String> rows = Files.readAllLines(csv);
        Plot deliveries = new Plot(0, read(rows, Metric.DELIVERIES));
        Plot memory = new Plot(444, read(rows, Metric.RESIDENT));
        Files.writeString(svg, HEAD + deliveries.panel("deliveries per second", "higher is better")
                + memory.panel("memory of the server, MB", "lower is better") + "</svg>\n");
    }

    private static Map<String, List<Point>> read(List<String> rows, Metric metric) throws IOException {
        Map<String, List<Point>> servers = new LinkedHashMap<>();
        for (String row : rows) {
            Matcher fields = ROW.matcher(row);
            if (!fields.matches() || !fields.group("metric").equals(metric.key)) {
                continue;
            }
            Point point = new Point(Integer.parseInt(fields.group("clients")),
                    Double.parseDouble(fields.group("median")),
                    Double.parseDouble(fields.group("min")), Double.parseDouble(fields.group("max")));
            if (point.min() > 0) {
                servers.computeIfAbsent(fields.group("server"), s -> new ArrayList<>()).add(point);
            }
        }
        if (servers.isEmpty()) {
            throw new IOException("No " + metric.key + " of the scenario fanout");
        }
        return servers;
    }

    private DoubleStream values(ToDoubleFunction<Point> value) {
        return servers.values().stream().flatMap(List::stream).mapToDouble(value);
    }

    private static double toOneDigit(double value, DoubleUnaryOperator rounding) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return rounding.applyAsDouble(value / decade) * decade;
    }

    private String panel(String title, String hint) {
        axes(title, hint);
        servers.keySet().stream().sorted(Comparator.comparing(CHATD::equals)).forEach(this::line);
        servers.forEach(this::label);
        return svg.toString();
    }

    private void axes(String title, String hint) {
        add("<text class='title' x='%.1f' y='34'>%s<tspan class='hint' dx='8'>%s</tspan></text>",
                x.start - 54, title, hint);
        for (double value : y.decades()) {
            add("<path class='grid' d='M%.1f %.1fH%.1f'/>", x.start - 14, y.at(value), x.end + 14);
            add("<text x='%.1f' y='%.1f' text-anchor='end'>%s</text>", x.start - 20, y.at(value) + 4, brief(value));
        }
        for (double value : x.decades()) {
            add("<path class='grid' d='M%.1f %.1fV%.1f'/>", x.at(value), y.start + 8, y.end - 8);
            add("<text x='%.1f' y='%.1f' text-anchor='middle'>%,.0f</text>", x.at(value), y.start + 24, value);
        }
        add("<text x='%.1f' y='%.1f' text-anchor='middle'>clients</text>", (x.start + x.end) / 2, y.start + 43);
    }

    private static String brief(double value) {
        return value >= 1e6 ? String.format(Locale.ROOT, "%,.0f M", value / 1e6)
                : value >= 1e4 ? String.format(Locale.ROOT, "%.0f k", value / 1e3)
                : String.format(Locale.ROOT, "%,.0f", value);
    }

    private void line(String server) {
        List<Point> points = servers.get(server);
        String corners = points.stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", across(point), y.at(point.median())))
                .collect(Collectors.joining(" "));
        add("<g class='%s' stroke='%s' fill='%2$s'>", server, colour(server));
        add("<polyline points='%s'/>", corners);
        Point before = points.get(0);
        for (Point point : points) {
            add("<path d='M%.1f %.1fV%.1f'/><circle cx='%1$.1f' cy='%.1f' r='3'/>",
                    across(point), y.at(point.min()), y.at(point.max()), y.at(point.median()));
            taken.add(new Line2D.Double(across(point), y.at(point.min()), across(point), y.at(point.max())));
            taken.add(new Line2D.Double(across(before), y.at(before.median()), across(point), y.at(point.median())));
            before = point;
        }
        add("</g>");
    }

    /** Writes the name at the end of the curve, or as close to it as there is space. */
    private void label(String server, List<Point> points) {
        Point last = points.get(points.size() - 1);
        double width = server.length() * LETTER_WIDTH;
        double left = Math.min(across(last) + 9, x.end + MARGIN - width);
        double middle = y.at(last.median());
        Rectangle2D box = new Rectangle2D.Double();
        double away = 0;
        do {
            box.setRect(left, middle + away - LETTER_HEIGHT / 2, width, LETTER_HEIGHT);
            away = away > 0 ? -away : 1 - away;
        } while (taken.stream().anyMatch(shape -> shape.intersects(box)));
        taken.add(box);
        add("<text class='name %s' x='%.1f' y='%.1f' fill='%s'>%1$s</text>", server, left, box.getCenterY() + 4,
                colour(server));
    }

    private double across(Point point) {
        return x.at(point.clients());
    }

    private String colour(String server) {
        List<String> others = new ArrayList<>(servers.keySet());
        others.removeAll(COLOURS.keySet());
        return COLOURS.getOrDefault(server, QUIET.get(Math.floorMod(others.indexOf(server), QUIET.size())));
    }

    private void add(String template, Object... values) {
        svg.append(String.format(Locale.ROOT, template, values)).append('\n');
    }
}
