package chatd.net;

import chatd.access.Rejection;
import chatd.loop.TurnTimes;
import java.time.Duration;

/** What a server has done since it began, and has to do now. */
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

    /** Lines received. */
    public long lines() {
        return clients.lines;
    }

    /** Public lines, each counted once for every client that it was for and not skipped for. */
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

    /** The memory of all that waits, received or to be sent, in bytes. */
    public long waitingBytes() {
        return host.outbounds().buffers().heldBytes() + host.reads().heldBytes();
    }

    /** How often the loop has turned. */
    public long turns() {
        return turnTimes.turns();
    }

    /** How many turns took more than 100 ms. */
    public long slowTurns() {
        return turnTimes.slowTurns();
    }

    /** The longest turn, from its first event to its end. */
    public Duration longestTurn() {
        return turnTimes.longest();
    }

    /** The time since the server was made. */
    public Duration uptime() {
        return Duration.ofNanos(host.loop().nowNanos() - startNanos);
    }
}
