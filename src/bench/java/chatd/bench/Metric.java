package chatd.bench;

import java.util.Locale;

/** A metric: its name in the CSV file, and its label and unit in the table. */
enum Metric {

    DELIVERIES("deliveries_per_second", "deliveries/s", 1e-6, "M"),
    CPU("cpu_ns_per_delivery", "CPU/delivery", 1e-3, " µs"),
    CPU_USER("cpu_user_ns_per_delivery", "user CPU/delivery", 1e-3, " µs"),
    CPU_SYSTEM("cpu_system_ns_per_delivery", "system CPU/delivery", 1e-3, " µs"),
    P50("p50_us", "p50", 1e-3, " ms"),
    P99("p99_us", "p99", 1e-3, " ms"),
    P999("p999_us", "p99.9", 1e-3, " ms"),
    SECONDS("seconds", "time", 1, " s"),
    CPU_SECONDS("cpu_seconds", "CPU", 1, " s"),
    VISITS("visits_per_second", "visits/s", 1e-3, "k"),
    CPU_OF_VISIT("cpu_us_per_visit", "CPU/visit", 1, " µs"),
    RESIDENT("resident_mb", "memory", 1, " MB"),
    PRIVATE("private_mb", "private memory of a second process", 1, " MB"),
    SKIPPED("skipped", "lines skipped", 1, ""),
    ALLOCATED("allocated_bytes_per_line", "allocated/line", 1, " B"),
    COLLECTIONS("collections", "collections", 1, ""),
    HEAP("heap_bytes_per_client", "heap/client", 1, " B"),
    NATIVE("native_bytes_per_client", "native/client", 1, " B"),
    ON_DISK("disk_mb", "on disk", 1, " MB"),
    ACCEPTED("start_accepted_seconds", "start to first accept", 1e3, " ms"),
    ANSWERED("start_answered_seconds", "start to first answer", 1e3, " ms"),
    WAKEUPS("wakeups_per_second", "wake-ups/s", 1, ""),
    LOOP_WAKEUPS("wakeups_of_loop", "wake-ups of the loop", 1, ""),
    LOOP_RATE("wakeups_of_loop_per_second", "wake-ups of the loop/s", 1, ""),
    CLASSES_OF_LINK("classes_of_link", "classes of the link", 1, ""),
    THREADS("threads", "threads", 1, ""),
    THREADS_OF_OURS("threads_besides_jvm", "threads besides the JVM's", 1, ""),
    CPU_OF_BYTE("cpu_ps_per_byte", "CPU/byte", 1, " ps");

    final String key;
    final String label;
    private final double factor;
    private final String unit;

    Metric(String key, String label, double factor, String unit) {
        this.key = key;
        this.label = label;
        this.factor = factor;
        this.unit = unit;
    }

    /** The metric with this name in the CSV file; null if there is none. */
    static Metric of(String key) {
        for (Metric metric : values()) {
            if (metric.key.equals(key)) {
                return metric;
            }
        }
        return null;
    }

    /** Whether single rounds are too short for it: it is summed up over all rounds. */
    boolean isCoarse() {
        return this == CPU_USER || this == CPU_SYSTEM;
    }

    /** Formats a value with four decimals below 0.1, and with at most two above. */
    String format(double value) {
        double scaled = value * factor;
        double size = Math.abs(scaled);
        int digits = scaled == Math.rint(scaled) || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f%s", scaled, unit);
    }
}
