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
import java.util.OptionalDouble;

/** Prints the results as a table and writes them as a CSV file. */
final class Report {

    static final String LEGEND = """
            Each figure is the median of all rounds, with the lowest and highest in parentheses. ×N is the ratio to the
            floor: the median of the ratios of single rounds, since servers take turns within a round and both slow down
            with the machine. It may differ from the ratio of the two medians.""";

    private static final String FLOOR = "floor";

    private final Results results;

    Report(Results results) {
        this.results = results;
    }

    /** Prints a row as {@link #LEGEND} explains: the median of each metric, its spread, and its ratio to the floor. */
    void print(Results.Row row, PrintStream out) {
        Map<Metric, Series> metrics = results.metrics(row);
        if (metrics.isEmpty()) {
            return;
        }
        String scenario = row.scenario() + ", " + row.clients() + " clients"
                + (row.detail().isEmpty() ? "" : ", " + row.detail());
        List<String> cells = new ArrayList<>();
        metrics.forEach((metric, series) -> cells.add(cell(row, metric, series)));
        out.println(String.format(Locale.ROOT, "%-38s %-24s %s", scenario, row.server(), String.join("   ", cells)));
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

    private String cell(Results.Row row, Metric metric, Series series) {
        String cell = metric.label + ' ' + metric.format(series.median());
        if (series.rounds() > 1) {
            cell += " (" + metric.format(series.min()) + " to " + metric.format(series.max()) + ')';
        }
        OptionalDouble ratio = results.ratio(row, row.of(FLOOR), metric);
        return row.server().equals(FLOOR) || ratio.isEmpty()
                ? cell
                : cell + String.format(Locale.ROOT, " ×%.2f", ratio.getAsDouble());
    }

    /** Writes all results, one metric of one row on each line. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("scenario,clients,detail,server,metric,rounds,median,min,max");
        for (Results.Row row : results.rows()) {
            results.metrics(row).forEach((metric, series) -> lines.add(String.join(",",
                    row.scenario(), Integer.toString(row.clients()), quoted(row.detail()), quoted(row.server()),
                    metric.key, Integer.toString(series.rounds()), Double.toString(series.median()),
                    Double.toString(series.min()), Double.toString(series.max()))));
        }
        Files.write(file, lines);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
