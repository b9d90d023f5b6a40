package chatd.net;

import chatd.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lends an {@link Outbound} to each connection for which something waits, and flushes those that have something to
 * write when the turn ends. All connections for which nothing waits share one that is idle.
 */
final class OutboundPool {

    private final EventLoop loop;
    private final BufferPool buffers;
    private final Duration writeTimeout;
    private final Outbound idle;
    private final List<Outbound> waiting = new ArrayList<>();
    private final List<Outbound> failed = new ArrayList<>();
    private Outbound spare;

    /** @param writeTimeout how long a client may take nothing while something waits for it; zero is for ever */
    OutboundPool(EventLoop loop, BufferPool buffers, Duration writeTimeout) {
        this.loop = loop;
        this.buffers = buffers;
        this.writeTimeout = writeTimeout;
        idle = new Outbound(this);
    }

    EventLoop loop() {
        return loop;
    }

    BufferPool buffers() {
        return buffers;
    }

    Duration writeTimeout() {
        return writeTimeout;
    }

    /** The one in which nothing waits. It may be asked anything, and given nothing. */
    Outbound idle() {
        return idle;
    }

    Outbound lend(Outbound.Owner owner, Transport transport) {
        Outbound outbound = spare == null ? new Outbound(this) : spare;
        spare = null;
        outbound.serve(owner, transport);
        return outbound;
    }

    /** Takes back one that is idle. */
    void takeBack(Outbound outbound) {
        outbound.serve(null, null);
        spare = outbound;
    }

    /** Flushes this one when the turn ends. It sees to it itself that it is here once. */
    void flushLater(Outbound outbound) {
        waiting.add(outbound);
    }

    /** Ends the connection of this one when the turn ends. */
    void endLater(Outbound outbound) {
        failed.add(outbound);
    }

    boolean isEmpty() {
        return waiting.isEmpty() && failed.isEmpty();
    }

    /** Writes what waits in those that are to be flushed, and ends the connections of those that failed. */
    void flush() {
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).flush();
        }
        waiting.clear();
        for (int i = 0; i < failed.size(); i++) {
            failed.get(i).endFailed();
        }
        failed.clear();
    }
}
