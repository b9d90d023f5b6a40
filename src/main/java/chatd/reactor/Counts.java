package chatd.reactor;

import java.util.EnumMap;
import java.util.Map;

/** What was counted of those who are served on the same {@link Terms}; for others, {@link Statistics} tells. */
final class Counts {
    long arrivals;
    /** Who was not let in, by the ordinal of the {@link Service.Refusal}. */
    final long[] refused = new long[Service.Refusal.values().length];
    long acceptFailures;
    long lines;
    long bytesIn;
    long bytesOut;
    long skippedLines;
    /** Public lines that were for one client alone. */
    long publicLines;

    Map<Service.Refusal, Long> refused() {
        Map<Service.Refusal, Long> byWhy = new EnumMap<>(Service.Refusal.class);
        for (Service.Refusal why : Service.Refusal.values()) {
            byWhy.put(why, refused[why.ordinal()]);
        }
        return byWhy;
    }
}
