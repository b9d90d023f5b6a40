package chatd.net;

import chatd.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lends an {@link Outbound} to each connection with pending output, and flushes these when the turn ends. All other
 * connections share an idle one, so they own no memory for output.
 */
final class OutboundPool {

    private final EventLoop loop;
    private final BufferPool buffers;
    private final Duration writeTimeout;
    private final Outbound idle;
    private final List<Outbound> toFlush = new ArrayList<>();
    private final List<Outbound> toEnd = new ArrayList<>();
    private Outbound spare;

    /** @param writeTimeout how long a client may read nothing while output is pending; zero is for ever */
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

    /** The idle outbound: nothing is pending in it, and nothing may be added to it. */
    Outbound idle() {
        return idle;
    }

    /** Lends an outbound; {@link #takeBack} must follow once nothing is pending in it. */
    Outbound lend(Outbound.Owner owner, Transport transport) {
        Outbound outbound = spare == null ? new Outbound(this) : spare;
        spare = null;
        outbound.serve(owner, transport);
        return outbound;
    }

    /** Takes back an outbound in which nothing is pending. */
    void takeBack(Outbound outbound) {
        outbound.serve(null, null);
        spare = outbound;
    }

    /** Flushes an outbound when the turn ends. To be called once before each flush. */
    void flushLater(Outbound outbound) {
        toFlush.add(outbound);
    }

    /** Ends the connection of an outbound when the turn ends. */
    void endLater(Outbound outbound) {
        toEnd.add(outbound);
    }

    /** Whether there is nothing to do when the turn ends. */
    boolean isEmpty() {
        return toFlush.isEmpty() && toEnd.isEmpty();
    }

    /** Does what {@link #flushLater} and {@link #endLater} asked for. */
    void flush() {
        for (int i = 0; i < toFlush.size(); i++) {
            toFlush.get(i).flush();
        }
        toFlush.clear();
        for (int i = 0; i < toEnd.size(); i++) {
            toEnd.get(i).endFailed();
        }
        toEnd.clear();
    }
}
