package chatd.system.soak;

import java.util.Locale;

/**
 * Measurements of one interval.
 *
 * @param minutes end of the interval, since the start
 * @param residentMb resident memory of the daemon, in 10^6 bytes
 * @param heapMb used heap, garbage included: the least of several samples
 * @param descriptors open file descriptors
 * @param clients connected clients
 * @param p50Millis delay of a line at a witness, median
 * @param p99Millis the same, 99th percentile
 * @param maxMillis the same, longest
 * @param deliveries deliveries of public lines per second
 * @param skipped public lines skipped for slow readers
 * @param lost lines that a witness neither received nor was told were skipped
 */
record Sample(double minutes, double residentMb, double heapMb, double descriptors, double clients, double p50Millis,
        double p99Millis, double maxMillis, double deliveries, double skipped, double lost) {

    static final String HEADER = "minutes,resident_mb,heap_mb,descriptors,clients,p50_ms,p99_ms,max_ms,"
            + "deliveries_per_s,skipped,lost";

    String row() {
        return String.format(Locale.ROOT, "%.2f,%.1f,%.1f,%.0f,%.0f,%.2f,%.2f,%.2f,%.0f,%.0f,%.0f", minutes, residentMb,
                heapMb, descriptors, clients, p50Millis, p99Millis, maxMillis, deliveries, skipped, lost);
    }
}
