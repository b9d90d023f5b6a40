package chatd.reactor;

/** What a {@link Reactor} has counted since it began; for others, a {@link Statistics} tells. */
final class Counts {
    long arrivals;
    long refused;
    long acceptFailures;
    long lines;
    long bytesIn;
    long bytesOut;
    long skippedLines;
    /** Public lines that were for one client alone. */
    long publicLines;
    long turns;
    long longestTurnNanos;
}
