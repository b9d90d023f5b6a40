package chatd.admin;

import chatd.access.Rejection;
import chatd.chat.Administration;
import chatd.chat.Departure;
import chatd.link.Link;
import chatd.link.Replica;
import chatd.net.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** The statistics in Prometheus' text format, version 0.0.4, which its textfile collector reads as they are. */
final class PrometheusText {

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();
    private static final int BYTES_PER_KIB = 1024;

    private final StringBuilder text = new StringBuilder();

    private PrometheusText() {
    }

    static String of(Metrics statistics, Administration chat) {
        PrometheusText stats = new PrometheusText();
        stats.gauge("clients", "clients being served", statistics.clients());
        stats.gauge("rooms", "rooms, with the lobby", chat.roomCount());
        stats.counter("arrivals_total", "clients that were accepted", statistics.arrivals());
        stats.departures(chat);
        stats.refusals(statistics);
        stats.counter("accept_failures_total", "failures to accept a client", statistics.acceptFailures());
        stats.counter("lines_total", "lines read", statistics.lines());
        stats.counter("deliveries_total", "public lines delivered, each counted once per recipient",
                statistics.deliveries());
        stats.counter("skipped_lines_total", "public lines skipped for clients that read too slowly",
                statistics.skippedLines());
        stats.counter("received_bytes_total", "bytes read", statistics.bytesIn());
        stats.counter("sent_bytes_total", "bytes written", statistics.bytesOut());
        stats.counter("history_lines_total", "lines for the history file", chat.historyEvents());
        stats.counter("history_missing_lines_total", "lines that are missing in the history file",
                chat.missingHistoryEvents());
        if (chat.link() != null) {
            stats.link(chat.link());
        }
        stats.gauge("waiting_bytes", "memory of data that waits to be written or handled", statistics.waitingBytes());
        stats.counter("turns_total", "turns of the event loop", statistics.turns());
        stats.counter("slow_turns_total", "turns that took more than 100 ms", statistics.slowTurns());
        stats.gauge("longest_turn_seconds", "longest turn", seconds(statistics.longestTurn()));
        stats.gauge("uptime_seconds", "time since the start", seconds(statistics.uptime()));
        stats.memory();
        return stats.text.toString().stripTrailing();
    }

    private void link(Link link) {
        gauge("linked", "1 if the other nodes can be reached", link.state() == Replica.State.LINKED ? 1 : 0);
        gauge("nodes", "linked nodes, with this one", link.nodes().size());
        counter("link_blocks_total", "blocks received from the stream", link.counters().blocks());
        counter("link_events_total", "events of all nodes applied", link.counters().events());
        counter("link_skipped_total", "blocks, messages and events skipped because this version cannot read them",
                link.counters().skipped());
        counter("link_retries_total", "blocks sent again", link.counters().retries());
    }

    private void departures(Administration chat) {
        describe("departures_total", "clients that have left, by reason", "counter");
        for (Departure how : Departure.values()) {
            byReason("departures_total", how, chat.departures(how));
        }
    }

    private void refusals(Metrics statistics) {
        describe("refused_total", "clients that were rejected, by reason", "counter");
        for (Rejection why : Rejection.values()) {
            byReason("refused_total", why, statistics.rejected(why));
        }
    }

    private void byReason(String name, Enum<?> reason, long value) {
        text.append("chatd_").append(name).append("{reason=\"").append(reason.name().toLowerCase(Locale.ROOT))
                .append("\"} ").append(value).append('\n');
    }

    private void memory() {
        Runtime runtime = Runtime.getRuntime();
        gauge("heap_bytes", "heap in use", runtime.totalMemory() - runtime.freeMemory());
        gauge("heap_limit_bytes", "maximum size of the heap", runtime.maxMemory());
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    gauge("resident_bytes", "resident memory of the process",
                            Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB);
                }
            }
        } catch (IOException e) {
            // This system has no such file.
        }
    }

    private void gauge(String name, String help, long value) {
        value(name, help, "gauge", Long.toString(value));
    }

    private void gauge(String name, String help, double value) {
        value(name, help, "gauge", Double.toString(value));
    }

    private void counter(String name, String help, long value) {
        value(name, help, "counter", Long.toString(value));
    }

    private void value(String name, String help, String type, String value) {
        describe(name, help, type);
        text.append("chatd_").append(name).append(' ').append(value).append('\n');
    }

    private void describe(String name, String help, String type) {
        text.append("# HELP chatd_").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE chatd_").append(name).append(' ').append(type).append('\n');
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS_PER_SECOND;
    }
}
