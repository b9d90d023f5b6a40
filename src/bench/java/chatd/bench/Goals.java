package chatd.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** chatd's performance goals, and whether it reached them. */
final class Goals {

    private static final String CHATD = "chatd";
    private static final String FLOOR = "floor";
    private static final String GO = "textbook-go";

    private final Results results;

    Goals(Results results) {
        this.results = results;
    }

    /** Prints a line for each goal that was measured. */
    void print(PrintStream out) {
        for (int clients : new int[] {10, 100, 1000}) {
            atLeast(out, "fanout, " + clients + " clients: ratio to floor",
                    ratio("fanout", clients, "", CHATD, FLOOR, Metric.DELIVERIES), 0.95);
        }
        atLeast(out, "fanout, 100 clients: ratio to textbook-go",
                ratio("fanout", 100, "", CHATD, GO, Metric.DELIVERIES), 35);
        atLeast(out, "fanout, 1000 clients: ratio to textbook-go",
                ratio("fanout", 1000, "", CHATD, GO, Metric.DELIVERIES), 100);
        paced(out, 100, "200 lines/s");
        paced(out, 1000, "50 lines/s");
        atMost(out, "cold, the first 10,000 deliveries: p50 ratio to floor",
                ratio(ColdStart.NAME, ColdStart.CLIENTS, ColdStart.DETAIL, CHATD, FLOOR, Metric.P50), 1.5);
        atMost(out, "arrival of 10,000: ratio to floor",
                ratio("arrival", 10_000, "", CHATD, FLOOR, Metric.SECONDS), 1.2);
        atMost(out, "arrival of 10,000: seconds", median("arrival", 10_000, CHATD, Metric.SECONDS), 1.5);
        atLeast(out, "fanout, 10,000 clients: ratio to chatd before",
                ratio("fanout", 10_000, "", CHATD, "chatd before", Metric.DELIVERIES), 0.97);
        atMost(out, "moves of 10,000: ratio to their arrival",
                ratio("moves", 10_000, "", CHATD, "chatd, arrival", Metric.SECONDS), 2);
        atLeast(out, "rooms, 100 with 100 clients each: ratio to floor",
                ratio("rooms", 10_000, "100 rooms", CHATD, FLOOR, Metric.DELIVERIES), 0.95);
        atMost(out, "lone, 9,900 clients elsewhere: p50 ratio to none",
                ratio("lone", 10_000, "room of 100", CHATD, "chatd, 100 clients", Metric.P50), 1.2);
        for (String detail : new String[] {"1,000-byte lines", Bench.LONE}) {
            atMost(out, "stalled, " + detail + ": CPU/delivery ratio",
                    ratio("stalled", 100, detail, "chatd, one more stalled", CHATD, Metric.CPU), 1.02);
        }
        atLeast(out, "history, with a file: ratio to none",
                ratio("history", 100, "", "chatd, history file", CHATD, Metric.DELIVERIES), 0.95);
        atMost(out, "history, start with 10 GB: ratio to none",
                ratio(HistoryStart.NAME, 0, "", HistoryStart.LARGE, HistoryStart.WITHOUT, Metric.ANSWERED), 1.2);
        Results.Row large = new Results.Row(HistoryStart.NAME, 0, "", HistoryStart.LARGE);
        atMost(out, "history, memory at rest, MB more than none",
                difference(large, HistoryStart.WITHOUT, Metric.RESIDENT), 0.3);
        link(out);
        atLeast(out, "filters, 1 % of clients: ratio to none",
                ratio("filters", 1000, "", "chatd, 1 % have filters", CHATD, Metric.DELIVERIES), 0.9);
        atMost(out, "allocation: bytes per line", median("allocation", 10, CHATD, Metric.ALLOCATED), 16);
        atMost(out, "allocation: garbage collections", median("allocation", 10, CHATD, Metric.COLLECTIONS), 0);
        OptionalDouble heap = median("idle", 10_000, CHATD, Metric.HEAP);
        OptionalDouble other = median("idle", 10_000, CHATD, Metric.NATIVE);
        if (heap.isPresent() && other.isPresent()) {
            atMost(out, "idle: bytes per client, heap and native",
                    OptionalDouble.of(heap.getAsDouble() + other.getAsDouble()), 1024);
        }
        atMost(out, "idle, 10,000 clients: wake-ups of the loop",
                median("idle", 10_000, CHATD, Metric.LOOP_WAKEUPS), 0);
        footprint(out);
    }

    private void footprint(PrintStream out) {
        atMost(out, "footprint, no clients: memory, MB", median("footprint", 0, CHATD, Metric.RESIDENT), 36);
        atMost(out, "footprint, 10,000 idle clients: memory, MB",
                median("footprint", 10_000, CHATD, Metric.RESIDENT), 50);
        atMost(out, "footprint: start to first answer, seconds", median("footprint", 0, CHATD, Metric.ANSWERED), 0.15);
        atMost(out, "footprint: on disk, MB", median("footprint", 0, CHATD, Metric.ON_DISK), 40);
        atMost(out, "footprint, no clients: wake-ups per second", median("footprint", 0, CHATD, Metric.WAKEUPS), 5);
        atMost(out, "footprint, no clients: wake-ups of the loop",
                median("footprint", 0, CHATD, Metric.LOOP_WAKEUPS), 0);
        atMost(out, "footprint: threads besides the JVM's", median("footprint", 0, CHATD, Metric.THREADS_OF_OURS), 1);
    }

    private void link(PrintStream out) {
        Results.Row paced = LinkCosts.PACED;
        atMost(out, "link: added to p50, ms", inMillis(difference(paced, LinkCosts.ALONE, Metric.P50)), 1);
        atMost(out, "link, three replicas: added to p50, ms",
                inMillis(difference(paced.of(LinkCosts.REPLICATED), LinkCosts.ALONE, Metric.P50)), 2.5);
        atLeast(out, "link, fanout to 3 x 100: ratio to one node",
                results.ratio(LinkCosts.FANOUT, LinkCosts.FANOUT.of(LinkCosts.ALONE), Metric.DELIVERIES), 0.9);
        atMost(out, "link, 10,000 lines to 3 x 3,000: lines lost",
                results.median(LinkCosts.CROWD, Metric.SKIPPED), 0);
        atMost(out, "link, 10,000 arrivals at one node: ratio to alone",
                results.ratio(LinkCosts.ARRIVALS, LinkCosts.ARRIVALS.of(LinkCosts.ALONE), Metric.SECONDS), 2);
        atMost(out, "link: bytes per person on another node", results.median(LinkCosts.ARRIVALS, Metric.HEAP), 205);
        atMost(out, "link, a node is killed: told after, seconds",
                results.median(LinkCosts.DEATH, Metric.SECONDS), 6);
        atMost(out, "link, engine down for 3 s: whole after, seconds",
                results.median(LinkCosts.OUTAGE, Metric.SECONDS), 2);
        atMost(out, "link off: classes of the link",
                results.median(LinkCosts.REST.of(LinkCosts.ALONE), Metric.CLASSES_OF_LINK), 0);
        atMost(out, "link on: memory at rest, MB more",
                difference(LinkCosts.REST, LinkCosts.ALONE, Metric.RESIDENT), 15);
        atMost(out, "link on: wake-ups of the loop per second",
                results.median(LinkCosts.REST, Metric.LOOP_RATE), 2);
    }

    private static OptionalDouble inMillis(OptionalDouble micros) {
        return micros.isPresent() ? OptionalDouble.of(micros.getAsDouble() / 1e3) : micros;
    }

    private void paced(PrintStream out, int clients, String detail) {
        paced(out, clients, Bench.LONE, Metric.CPU, 1.1);
        paced(out, clients, Bench.LONE, Metric.CPU_USER, 1.5);
        paced(out, clients, detail, Metric.P50, 1.15);
        paced(out, clients, detail, Metric.P99, 1.15);
    }

    private void paced(PrintStream out, int clients, String detail, Metric metric, double goal) {
        atMost(out, "paced, " + clients + " clients, " + detail + ": " + metric.label + " ratio",
                ratio("paced", clients, detail, CHATD, FLOOR, metric), goal);
    }

    private Optional<Ratio> ratio(String scenario, int clients, String detail, String of, String to, Metric metric) {
        return results.ratio(new Results.Row(scenario, clients, detail, of),
                new Results.Row(scenario, clients, detail, to), metric);
    }

    private OptionalDouble median(String scenario, int clients, String server, Metric metric) {
        return results.median(new Results.Row(scenario, clients, "", server), metric);
    }

    /** The difference of the medians of two servers in the same scenario. */
    private OptionalDouble difference(Results.Row row, String less, Metric metric) {
        OptionalDouble above = results.median(row, metric);
        OptionalDouble below = results.median(row.of(less), metric);
        return above.isPresent() && below.isPresent()
                ? OptionalDouble.of(above.getAsDouble() - below.getAsDouble())
                : OptionalDouble.empty();
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static void atLeast(PrintStream out, String name, OptionalDouble value, double goal) {
        value.ifPresent(v -> print(out, name, text(v), "at least", goal, v >= goal));
    }

    private static void atMost(PrintStream out, String name, OptionalDouble value, double goal) {
        value.ifPresent(v -> print(out, name, text(v), "at most", goal, v <= goal));
    }

    private static void atLeast(PrintStream out, String name, Optional<Ratio> value, double goal) {
        value.ifPresent(v -> print(out, name, v.toString(), "at least", goal, v.ratio() >= goal));
    }

    private static void atMost(PrintStream out, String name, Optional<Ratio> value, double goal) {
        value.ifPresent(v -> print(out, name, v.toString(), "at most", goal, v.ratio() <= goal));
    }

    private static void print(PrintStream out, String name, String value, String bound, double goal, boolean holds) {
        out.println(String.format(Locale.ROOT, "%-7s %-55s %s; %s %s", holds ? "goal" : "MISSED", name, value,
                bound, goal == Math.rint(goal) ? Long.toString((long) goal) : Double.toString(goal)));
    }
}
