package chatd.system.soak;

import java.util.Locale;

/**
 * What was measured in one interval.
 *
 * @param minutes when it ended, since the start
 * @param residentMb the memory of the whole daemon, in 10^6 bytes
 * @param heapMb what is used of its heap, garbage and all, the least of several looks
 * @param descriptors how many it has open
 * @param clients who is connected
 * @param p50Millis how long witnesses waited for a line, the median
 * @param p99Millis the same, of which 1 in 100 is longer
 * @param maxMillis the same, the longest
 * @param deliveries public lines a second, once for each who was to hear them
 * @param skipped public lines that somebody missed who read too slowly
 * @param lost lines that a witness did not hear, and was not told of
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
