package chatd.net;

import chatd.loop.TimerWheel;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * The last phase of a connection, after it was {@link Connection#close closed}. It first drains: writes pending output
 * and reads nothing. Then it lingers: ends the output and discards input until the client ends it, too. If the server
 * closed a socket with unread input, the kernel would reset the connection, and the client could lose the last lines.
 */
final class Closing extends Endpoint implements Admission.Rejected {

    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(60);
    /** The most reads from a connection that must be closed at once. */
    private static final int LAST_READS = 8;
    static final Duration LINGER_TIMEOUT = Duration.ofSeconds(2);
    /** Longer than the last words travel; shorter than it takes to read them and to press Enter. */
    static final Duration SHORT_LINGER_TIMEOUT = Duration.ofMillis(500);

    private final boolean counts;
    private final boolean inputEnded;
    private final Duration linger;
    private final TimerWheel.Timer timeout = TimerWheel.timer(this::disconnect);
    private boolean lingers;
    private boolean closed;

    /**
     * @param address the client's address
     * @param counts whether the client still counts for its address
     * @param inputEnded whether the client has ended its input already
     * @param linger how long input is read and forgotten when everything is written
     */
    Closing(Policy policy, Transport transport, SocketAddress address, boolean counts, boolean inputEnded,
            Duration linger) {
        super(policy, transport, address);
        this.counts = counts;
        this.inputEnded = inputEnded;
        this.linger = linger;
    }

    /** Begins to drain. */
    void start() {
        transport.serve(this);
        policy.host().loop().setTimer(timeout, DRAIN_TIMEOUT);
        watch();
        outbound().flushLater();
    }

    /** A lingering client may send at full speed, so it is read only while the turn has time left. */
    @Override
    public void ready() {
        try {
            if (transport.isReadable() && !policy.host().budget().isOutOfTime() && discardInput() < 0) {
                disconnect();
            } else if (transport.isWritable()) {
                outbound().writable();
            }
        } catch (IOException e) {
            disconnect();
        } catch (RuntimeException | Error e) {
            logFailure(e);
            disconnect();
        }
    }

    private int discardInput() throws IOException {
        policy.host().budget().countRead();
        int count = policy.host().reads().readFrom(transport);
        policy.counters().bytesIn += Math.max(0, count);
        return count;
    }

    /** Ends draining once all output is written. */
    @Override
    public void flushed() {
        if (closed || lingers || hasBacklog()) {
            return;
        }
        try {
            if (inputEnded) {
                disconnect();
            } else if (policy.host().admission().isStopping()) {
                // Without lingering: only input that has arrived by now is read, so that it causes no reset.
                discardInput();
                disconnect();
            } else {
                transport.shutdownOutput();
                lingers = true;
                policy.host().loop().setTimer(timeout, linger);
                watch();
            }
        } catch (IOException e) {
            disconnect();
        } catch (RuntimeException | Error e) {
            logFailure(e);
            disconnect();
        }
    }

    /** Closes the connection at once. Input that has arrived is read first, so that it causes no reset. */
    @Override
    public void closeNow() {
        try {
            for (int i = 0; i < LAST_READS && discardInput() > 0; i++) {
                // More input may have arrived.
            }
        } catch (IOException e) {
            // The connection is broken; it is closed below.
        } catch (RuntimeException | Error e) {
            logFailure(e);
        }
        disconnect();
    }

    @Override
    public void stop() {
        if (lingers) {
            disconnect();
        }
    }

    @Override
    public void end(CloseReason reason) {
        disconnect();
    }

    @Override
    public void endNotReading() {
        transport.dropUnsent();
        disconnect();
    }

    @Override
    public void disconnect() {
        if (closed) {
            return;
        }
        closed = true;
        policy.host().loop().cancelTimer(timeout);
        pending().close();
        transport.close();
        policy.host().admission().closed(policy, counts ? address : null);
        policy.host().admission().endsLingering(this);
    }

    @Override
    public void outputChanged() {
        watch();
    }

    private void watch() {
        if (!closed) {
            transport.watch(lingers, pending().isBlocked());
        }
    }
}
