package chatd.net;

import chatd.access.RateLimiter;
import chatd.wire.LineDecoder;
import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * On which terms somebody is served: by whom, how fast their lines may come and how long they may be, and where what
 * they do is counted. All clients have the same; for each other service, which is for people of the house, there are
 * others.
 */
record ListenerPolicy(Service service, Notices notices, RateLimiter pace, LineDecoder.Workspace workspace, Counters counts) {

    private static final int LONG_LINE_BYTES = 4096;

    /** The terms for clients, who have to keep to the limits. */
    static ListenerPolicy ofClients(Service service, Notices notices, Limits limits, IntConsumer halves) {
        return new ListenerPolicy(service, notices, new RateLimiter(limits.lineInterval(), limits.burstLines()),
                new LineDecoder.Workspace(limits.maxLineBytes(), halves), new Counters());
    }

    /** The terms of another service: as fast as they like, and lines of 4 KiB. */
    static ListenerPolicy ofOthers(Service service, IntConsumer halves) {
        return new ListenerPolicy(service, null, new RateLimiter(Duration.ZERO, 1), new LineDecoder.Workspace(LONG_LINE_BYTES, halves),
                new Counters());
    }
}
