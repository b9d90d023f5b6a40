package chatd.net;

import chatd.access.Rejection;
import java.util.EnumMap;
import java.util.Map;

/** What was counted of those who are served on the same {@link ListenerPolicy}; for others, {@link Metrics} tells. */
final class Counters {
    long arrivals;
    /** Who was not let in, by the ordinal of the {@link Rejection}. */
    final long[] refused = new long[Rejection.values().length];
    long acceptFailures;
    long lines;
    long bytesIn;
    long bytesOut;
    long skippedLines;
    /** Public lines that were for one client alone. */
    long publicLines;

    Map<Rejection, Long> refused() {
        Map<Rejection, Long> byWhy = new EnumMap<>(Rejection.class);
        for (Rejection why : Rejection.values()) {
            byWhy.put(why, refused[why.ordinal()]);
        }
        return byWhy;
    }
}
