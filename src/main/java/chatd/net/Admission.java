package chatd.net;

import chatd.access.AccessControl;
import chatd.access.Addresses;
import chatd.access.Rejection;
import chatd.loop.EventLoop;
import chatd.loop.ThrottledLog;
import chatd.loop.TimerWheel;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which clients are admitted, and counts them. While no connection can be accepted, because descriptors are used
 * up or too many rejected clients have not gone yet, arrivals wait in the backlog of the listening sockets.
 *
 * <p>Connections of a privileged service are admitted without a limit, and do not count as clients.
 */
final class Admission {

    /** A listening socket. */
    interface Gate extends Closeable {
        /** Leaves arrivals in the backlog. */
        void pause();

        void resume();

        boolean isPrivileged();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    /** Connections that there may be besides the clients that are served: rejected, or closing. */
    private static final int MAX_CLOSING = 256;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final AccessControl access;
    private final int maxClients;
    private final List<Gate> gates = new ArrayList<>();
    private final TimerWheel.Timer tryAgain = TimerWheel.timer(this::resume);
    private final ThrottledLog failureLog;
    private final ThrottledLog rejectionLog;
    private final ThrottledLog handshakeLog;
    private final ThrottledLog silentLog;
    private final ThrottledLog healthCheckLog;
    private final Runnable whenEmpty;

    /** Clients that are being served. */
    private int clients;
    /** Connections that are or may become a client's, those that are closing included. */
    private int clientConnections;
    /** Client connections whose handshake is not complete. */
    private int handshakes;
    /** All connections. */
    private int connections;
    private int localAddresses;
    private long acceptFailures;
    private boolean paused;
    private boolean troubled;
    private boolean draining;
    private boolean stopping;

    /** @param whenEmpty runs when no further clients are admitted and the last one has left */
    Admission(EventLoop loop, AccessControl access, int maxClients, Runnable whenEmpty) {
        this.loop = loop;
        this.access = access;
        this.maxClients = maxClients;
        this.whenEmpty = whenEmpty;
        failureLog = new ThrottledLog(loop, LOG::warn);
        rejectionLog = new ThrottledLog(loop, LOG::debug);
        handshakeLog = new ThrottledLog(loop, LOG::warn);
        silentLog = new ThrottledLog(loop, LOG::warn, ThrottledLog.Pause.HOUR);
        healthCheckLog = new ThrottledLog(loop, LOG::info, ThrottledLog.Pause.HOUR);
    }

    void add(Gate gate) {
        gates.add(gate);
    }

    /** How many clients are served. */
    int clients() {
        return clients;
    }

    /** How many connections are a client's or may become one, those that are closing included. */
    int clientConnections() {
        return clientConnections;
    }

    /** How many connections there are, of all kinds and in all phases. */
    int connections() {
        return connections;
    }

    long acceptFailures() {
        return acceptFailures;
    }

    /** Whether the server is stopping, so that nothing may take long. */
    boolean isStopping() {
        return stopping;
    }

    // Arrivals.

    /** Whether a connection from this address is a proxy's, which must say first which client it is for. */
    boolean isProxy(InetAddress address) {
        return access.isProxy(address);
    }

    /** An address for a client on a Unix domain socket, which has none of its own. */
    LocalAddress nextLocalAddress() {
        return new LocalAddress(++localAddresses);
    }

    /** A connection was accepted. */
    void accepted(Policy policy) {
        connections++;
        if (!policy.isPrivileged()) {
            clientConnections++;
        }
    }

    void beginHandshake() {
        handshakes++;
    }

    void endHandshake() {
        handshakes--;
    }

    /**
     * Counts a client, and decides whether it is admitted. It counts until it has {@link #left} and is {@link #closed},
     * whether it is admitted or not.
     *
     * @param failure why it is rejected, whatever else there may be; null if nothing has failed
     * @return why it is rejected; null if it is admitted
     */
    Rejection admit(SocketAddress address, Rejection failure) {
        clients++;
        Rejection reason = access.enter(ip(address));
        if (reason == null && clients > maxClients) {
            reason = Rejection.FULL;
        }
        reason = failure == null ? reason : failure;
        // Last, because only clients that are admitted count for the rate.
        if (reason == null && access.isTooFast(ip(address))) {
            reason = Rejection.TOO_FAST;
        }
        if (reason != null) {
            rejectionLog.report(Addresses.format(address) + " is rejected: " + reason.words());
        }
        return reason;
    }

    /** Null for a client on a Unix domain socket. */
    private static InetAddress ip(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    /** A handshake is wrong. */
    void handshakeFailed(String message) {
        handshakeLog.report(message);
    }

    /** A connection that must begin with a handshake sends nothing. */
    void handshakeIsMissing(String message) {
        silentLog.report(message);
    }

    /** A proxy has connected and closed without sending a byte. */
    void healthChecked(String message) {
        healthCheckLog.report(message);
    }

    /** A connection broke while it was being accepted. */
    void brokeOnArrival(IOException e) {
        rejectionLog.report("A client left before it was admitted: " + e);
    }

    // Departures.

    /** A connection is no longer served; something may still wait to be written. */
    void left(Policy policy) {
        if (policy.isPrivileged()) {
            return;
        }
        clients--;
        if (clients == 0 && draining) {
            whenEmpty.run();
        }
    }

    /** The connection of a client at this address, or of a privileged service, is closed. */
    void closed(Policy policy, SocketAddress address) {
        connections--;
        if (!policy.isPrivileged()) {
            clientConnections--;
            access.leave(ip(address));
        }
        resumeIfPaused();
    }

    /** A connection is closed whose handshake was not complete. */
    void closedInHandshake() {
        connections--;
        clientConnections--;
        resumeIfPaused();
    }

    private void resumeIfPaused() {
        if (paused) {
            resume();
        }
    }

    // Pauses.

    /** Pauses once as many connections as there may be are a client's, may become one, or are closing. */
    void pauseIfTooMany() {
        if (clientConnections >= maxClients + MAX_CLOSING) {
            pause("too many connections are closing (" + (clientConnections - clients - handshakes)
                    + ") or awaiting a PROXY header (" + handshakes + ')', gatesForClients());
        }
    }

    /** Accepting has failed. */
    void acceptFailed(IOException e) {
        acceptFailures++;
        pause(e.getMessage(), gates);
    }

    /** Leaves arrivals in the backlog until a connection is closed or a second has passed. */
    private void pause(String reason, List<Gate> which) {
        if (!troubled) {
            failureLog.report("Accepting no connections for now: " + reason + ". Clients inside: " + clients
                    + ". Trying again when one leaves, or in " + PAUSE.toSeconds() + " s");
        }
        troubled = true;
        paused = true;
        which.forEach(Gate::pause);
        loop.setTimer(tryAgain, PAUSE);
    }

    /** The backlog of a listening socket is empty. */
    void acceptedAll(Policy policy) {
        if (!policy.isPrivileged()) {
            troubled = false;
        }
    }

    private void resume() {
        paused = false;
        loop.cancelTimer(tryAgain);
        gates.forEach(Gate::resume);
    }

    // The end.

    /** Admits no further clients. */
    void closeToClients() {
        draining = true;
        List<Gate> closing = gatesForClients();
        closing.forEach(Admission::close);
        gates.removeAll(closing);
        if (clients == 0) {
            whenEmpty.run();
        }
    }

    /** Accepts no further connections. */
    void close() {
        stopping = true;
        gates.forEach(Admission::close);
        gates.clear();
        resume();
    }

    private List<Gate> gatesForClients() {
        return gates.stream().filter(gate -> !gate.isPrivileged()).toList();
    }

    private static void close(Gate gate) {
        try {
            gate.close();
        } catch (IOException e) {
            LOG.debug("Closing: {}", e.toString());
        }
    }
}
