package chatd.net;

import chatd.access.Rejection;

/** What the connections of one {@link Policy} have done. {@link Metrics} publishes the counters of clients. */
final class Counters {
    long arrivals;
    /** Clients that were rejected, by the ordinal of the {@link Rejection}. */
    final long[] rejected = new long[Rejection.values().length];
    long lines;
    long bytesIn;
    long bytesOut;
    long skippedLines;
    /** Public lines that were for one client alone. */
    long publicLines;
}
