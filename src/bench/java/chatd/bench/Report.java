package chatd.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints the results as a table and writes them as a CSV file. */
final class Report {

    static final String LEGEND = """
            In each round the servers take turns. "Ratio" is the median of the ratios of all rounds, with the lowest and
            highest in parentheses. The two figures before it are those of the round that has this ratio, so it is their
            quotient. User and system time are those of all rounds together. A server that is compared with no other
            has the median of all rounds, with the lowest and highest in parentheses.""";

    private final Results results;

    Report(Results results) {
        this.results = results;
    }

    /** Prints a row as {@link #LEGEND} explains: a line for each metric. */
    void print(Results.Row row, PrintStream out) {
        Map<Metric, Series> metrics = results.metrics(row);
        if (metrics.isEmpty()) {
            return;
        }
        Optional<Results.Row> base = results.base(row);
        String title = row.scenario() + ", " + row.clients() + " clients"
                + (row.detail().isEmpty() ? "" : ", " + row.detail());
        out.println(base.isEmpty()
                ? String.format(Locale.ROOT, "%-40s  %s", title, row.server())
                : String.format(Locale.ROOT, "%-40s  %s / %s", title, row.server(), base.get().server()));
        metrics.forEach((metric, series) -> out.println(String.format(Locale.ROOT, "    %-24s%s", metric.label,
                base.flatMap(other -> results.ratio(row, other, metric))
                        .map(ratio -> figures(metric, ratio))
                        .orElseGet(() -> figures(metric, series)))));
    }

    private static String figures(Metric metric, Ratio ratio) {
        return String.format(Locale.ROOT, "%12s / %12s   ratio %s", metric.format(ratio.value()),
                metric.format(ratio.base()), ratio);
    }

    private static String figures(Metric metric, Series series) {
        String figure = String.format(Locale.ROOT, "%12s", metric.format(metric.isCoarse() ? series.mean()
                : series.median()));
        return series.rounds() == 1 || metric.isCoarse()
                ? figure
                : figure + " (" + metric.format(series.min()) + " to " + metric.format(series.max()) + ')';
    }

    /** Prints all rows of a scenario as one table: a column for each server, a row for each metric. */
    void printTable(String scenario, PrintStream out) {
        List<Results.Row> rows = results.rows().stream()
                .filter(row -> row.scenario().equals(scenario))
                .sorted(Comparator.comparingInt(Results.Row::clients))
                .toList();
        Map<String, Map<String, String>> lines = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            for (Results.Row row : rows) {
                results.median(row, metric).ifPresent(median -> lines
                        .computeIfAbsent(metric.label + clients(row), line -> new HashMap<>())
                        .put(row.server(), metric.format(median)));
            }
        }
        List<String> servers = rows.stream().map(Results.Row::server).distinct().toList();
        out.println(line(scenario, servers));
        lines.forEach((line, cells) -> out.println(
                line(line, servers.stream().map(server -> cells.getOrDefault(server, "-")).toList())));
    }

    private static String clients(Results.Row row) {
        return row.clients() == 0 ? "" : String.format(Locale.ROOT, ", %,d idle clients", row.clients());
    }

    private static String line(String label, List<String> cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-38s", label));
        cells.forEach(cell -> line.append(String.format(Locale.ROOT, "%14s", cell)));
        return line.toString();
    }

    /** Writes all results, one metric of one row on each line, and the values of all rounds at its end. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("scenario,clients,detail,server,metric,rounds,median,min,max,base,ratio,ratio_min,ratio_max,values");
        for (Results.Row row : results.rows()) {
            results.metrics(row).forEach((metric, series) -> lines.add(String.join(",",
                    row.scenario(), Integer.toString(row.clients()), quoted(row.detail()), quoted(row.server()),
                    metric.key, Integer.toString(series.rounds()), Double.toString(series.median()),
                    Double.toString(series.min()), Double.toString(series.max()), ratio(row, metric),
                    quoted(series.text()))));
        }
        Files.write(file, lines);
    }

    /** Four fields, empty if there is no ratio. */
    private String ratio(Results.Row row, Metric metric) {
        Optional<Results.Row> base = results.base(row);
        return base.flatMap(other -> results.ratio(row, other, metric))
                .map(ratio -> String.join(",", quoted(base.get().server()), Double.toString(ratio.ratio()),
                        Double.toString(ratio.lowest()), Double.toString(ratio.highest())))
                .orElse(",,,");
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
