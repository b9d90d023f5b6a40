package chatd.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** All measurements: for each scenario and server a row of metrics, each with a value for each round. */
final class Results {

    /**
     * @param scenario name of the scenario, such as {@code fanout}
     * @param clients number of clients
     * @param detail further description; may be empty
     * @param server label of the server
     */
    record Row(String scenario, int clients, String detail, String server) {

        /** The row of another server in the same scenario. */
        Row of(String otherServer) {
            return new Row(scenario, clients, detail, otherServer);
        }
    }

    private final Map<Row, Map<Metric, Series>> rows = new LinkedHashMap<>();
    private final Map<Row, Row> bases = new HashMap<>();

    void add(Row row, Map<Metric, Double> measured) {
        Map<Metric, Series> metrics = rows.computeIfAbsent(row, r -> new EnumMap<>(Metric.class));
        measured.forEach((metric, value) -> metrics.computeIfAbsent(metric, m -> new Series()).add(value));
    }

    List<Row> rows() {
        return new ArrayList<>(rows.keySet());
    }

    Map<Metric, Series> metrics(Row row) {
        return rows.getOrDefault(row, Map.of());
    }

    /** The median over all rounds, if measured. */
    OptionalDouble median(Row row, Metric metric) {
        Series series = metrics(row).get(metric);
        return series == null ? OptionalDouble.empty() : OptionalDouble.of(series.median());
    }

    /** The ratio of two rows, if both were measured and no figure of the base is 0. */
    Optional<Ratio> ratio(Row row, Row base, Metric metric) {
        Series above = metrics(row).get(metric);
        Series below = metrics(base).get(metric);
        if (above == null || below == null) {
            return Optional.empty();
        }
        if (metric.isCoarse()) {
            return below.mean() == 0 ? Optional.empty() : Optional.of(above.ratioOfMeans(below));
        }
        return below.min() == 0 ? Optional.empty() : Optional.of(above.ratioTo(below));
    }

    /** In what is printed, a row is compared with this other row. */
    void compare(Row row, Row base) {
        if (!row.equals(base)) {
            bases.put(row, base);
        }
    }

    /** The row that a row is compared with, if any. */
    Optional<Row> base(Row row) {
        return Optional.ofNullable(bases.get(row)).filter(rows::containsKey);
    }
}
