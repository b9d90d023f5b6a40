package chatd.reactor;

import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * On which terms somebody is served: by whom, how fast their lines may come and how long they may be, and where what
 * they do is counted. All clients have the same; for each other service, which is for people of the house, there are
 * others.
 */
record Terms(Service service, Pace pace, LineDecoder.Workspace workspace, Counts counts) {

    private static final int LONG_LINE_BYTES = 4096;

    /** The terms for clients, who have to keep to the limits. */
    static Terms ofClients(Service service, Limits limits, IntConsumer halves) {
        return new Terms(service, new Pace(limits.lineInterval(), limits.burstLines()),
                new LineDecoder.Workspace(limits.maxLineBytes(), halves), new Counts());
    }

    /** The terms of another service: as fast as they like, and lines of 4 KiB. */
    static Terms ofOthers(Service service, IntConsumer halves) {
        return new Terms(service, new Pace(Duration.ZERO, 1), new LineDecoder.Workspace(LONG_LINE_BYTES, halves),
                new Counts());
    }
}
