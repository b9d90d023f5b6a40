package chatd.reactor;

/** What was counted of those who are served on the same {@link Terms}; for others, {@link Statistics} tells. */
final class Counts {
    long arrivals;
    long refused;
    long banned;
    long acceptFailures;
    long lines;
    long bytesIn;
    long bytesOut;
    long skippedLines;
    /** Public lines that were for one client alone. */
    long publicLines;
}
