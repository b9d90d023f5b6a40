package chatd.net;

import chatd.access.Rejection;

/** Counts what the connections of one {@link Policy} did. {@link Metrics} publishes the counters of clients. */
final class Counters {
    /** Clients that were admitted. */
    long arrivals;
    /** Clients that were rejected, by the ordinal of the {@link Rejection}. */
    final long[] rejected = new long[Rejection.values().length];
    /** Lines received, including those over the limit. */
    long lines;
    long bytesIn;
    long bytesOut;
    /** Public lines that were skipped, each counted once for every client that missed it. */
    long skippedLines;
    /** Public lines that were sent to one client alone. */
    long publicLines;
}
