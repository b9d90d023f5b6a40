package chatd.net;

import chatd.access.Rejection;
import chatd.loop.TurnTimes;
import java.time.Duration;

/**
 * The counters and gauges of a server since its start. Connections, lines and bytes of a privileged service do not
 * count.
 */
public final class Metrics {

    private final Host host;
    private final Counters clients;
    private final Broadcasts broadcasts;
    private final TurnTimes turnTimes;
    private final long startNanos;

    Metrics(Host host, Counters clients, Broadcasts broadcasts, TurnTimes turnTimes) {
        this.host = host;
        this.clients = clients;
        this.broadcasts = broadcasts;
        this.turnTimes = turnTimes;
        startNanos = host.loop().nowNanos();
    }

    /** Clients being served. */
    public int clients() {
        return host.admission().clients();
    }

    /** Clients that were admitted. */
    public long arrivals() {
        return clients.arrivals;
    }

    /** Clients that were rejected, for this reason. */
    public long rejected(Rejection reason) {
        return clients.rejected[reason.ordinal()];
    }

    /** How often accepting a connection has failed. */
    public long acceptFailures() {
        return host.admission().acceptFailures();
    }

    /** Lines received, including those over the limit. */
    public long lines() {
        return clients.lines;
    }

    /** Public lines, each counted once for every client that it was sent to and that did not miss it. */
    public long deliveries() {
        return broadcasts.deliveries() + clients.publicLines - clients.skippedLines;
    }

    /** Public lines that were skipped because a client read too slowly, each counted once for every such client. */
    public long skippedLines() {
        return clients.skippedLines;
    }

    /** Bytes received. */
    public long bytesIn() {
        return clients.bytesIn;
    }

    /** Bytes sent. */
    public long bytesOut() {
        return clients.bytesOut;
    }

    /** The memory of all input and output that waits, in bytes. */
    public long waitingBytes() {
        return host.outbounds().buffers().heldBytes() + host.reads().heldBytes();
    }

    /** Turns of the loop. */
    public long turns() {
        return turnTimes.turns();
    }

    /** Turns that took more than 100 ms. */
    public long slowTurns() {
        return turnTimes.slowTurns();
    }

    /** The longest turn, from its first event to its end. */
    public Duration longestTurn() {
        return turnTimes.longest();
    }

    /** The time since the server was created. */
    public Duration uptime() {
        return Duration.ofNanos(host.loop().nowNanos() - startNanos);
    }
}
