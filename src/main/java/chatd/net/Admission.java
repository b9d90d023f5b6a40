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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which clients are admitted, and counts clients and connections. While no connection can be accepted, because
 * descriptors are used up or too many connections are closing, it pauses the listening sockets: new connections then
 * wait in their backlog.
 *
 * <p>Connections of a privileged service are admitted without a limit, and do not count as clients.
 */
final class Admission {

    /** A listening socket. */
    interface Gate extends Closeable {
        /** Leaves new connections in the backlog. */
        void pause();

        /** Ends a pause; no effect if there is none. */
        void resume();

        /** Whether it listens for a privileged service. */
        boolean isPrivileged();
    }

    /** The connection of a rejected client, which has time to read the reason. */
    interface Rejected {
        /** Closes the connection at once. */
        void closeNow();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    /** Client connections that there may be besides the clients being served: they are rejected or closing. */
    private static final int MAX_CLOSING = 256;
    /** How many of these may have been rejected for a reason other than {@link Rejection#FULL}. */
    private static final int MAX_REJECTED = 128;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final AccessControl access;
    private final int maxClients;
    private final List<Gate> gates = new ArrayList<>();
    private final TimerWheel.Timer resumeTimer = TimerWheel.timer(this::resume);
    private final ThrottledLog failureLog;
    private final ThrottledLog rejectionLog;
    private final ThrottledLog handshakeLog;
    private final ThrottledLog silentLog;
    private final ThrottledLog healthCheckLog;
    private final Runnable whenEmpty;
    /** Rejected connections that are closing, the oldest first. */
    private final Set<Rejected> rejected = new LinkedHashSet<>();

    /** Clients being served. */
    private int clients;
    /** Client connections, including those in their handshake and those closing. */
    private int clientConnections;
    /** Client connections whose handshake is not complete. */
    private int handshakes;
    /** All connections. */
    private int connections;
    private int localAddresses;
    private long acceptFailures;
    private boolean paused;
    /** Whether a pause was logged, and no backlog has been emptied since. */
    private boolean pauseLogged;
    /** Whether no further clients are admitted. */
    private boolean draining;
    private boolean stopping;

    /**
     * @param maxClients clients that may be connected at a time, at least 1
     * @param whenEmpty runs when no further clients are admitted and the last one has left
     */
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

    /** The number of clients being served. */
    int clients() {
        return clients;
    }

    /** The number of client connections, including those in their handshake and those closing; for tests. */
    int clientConnections() {
        return clientConnections;
    }

    /** The number of all connections, also those of a privileged service. */
    int connections() {
        return connections;
    }

    /** How often accepting a connection has failed. */
    long acceptFailures() {
        return acceptFailures;
    }

    /** Whether the server is stopping, so that no connection may linger. */
    boolean isStopping() {
        return stopping;
    }

    // New connections.

    /** Whether a connection from this address is a proxy's, which must begin with a PROXY header. */
    boolean isProxy(InetAddress address) {
        return access.isProxy(address);
    }

    /** A new address for a client on a Unix domain socket, which has none of its own. */
    LocalAddress nextLocalAddress() {
        return new LocalAddress(++localAddresses);
    }

    /** Counts a connection that was accepted. */
    void accepted(Policy policy) {
        connections++;
        if (!policy.isPrivileged()) {
            clientConnections++;
        }
    }

    /** Counts a client connection that begins with a handshake. */
    void beginHandshake() {
        handshakes++;
    }

    /** The handshake of a client connection is complete or has failed. */
    void endHandshake() {
        handshakes--;
    }

    /**
     * Counts a client and decides whether it is admitted. Even a rejected client counts until it has {@link #left} and
     * is {@link #closed}. It counts for its address only if the reason is {@link Rejection#FULL}.
     *
     * @param failure a reason to reject the client that takes precedence over all others; null if there is none
     * @return why the client is rejected; null if it is admitted
     */
    Rejection admit(SocketAddress address, Rejection failure) {
        clients++;
        Rejection reason = access.admit(ip(address));
        if (reason == null && clients > maxClients) {
            reason = Rejection.FULL;
        }
        reason = failure == null ? reason : failure;
        // Last, because only clients that are admitted count for the rate.
        if (reason == null && access.isTooFast(ip(address))) {
            reason = Rejection.TOO_FAST;
        }
        if (reason != null) {
            rejected(address, reason);
        }
        if (reason != null && reason != Rejection.FULL) {
            access.release(ip(address));
        }
        return reason;
    }

    /**
     * Lets a rejected client linger, so that it can read the reason. If too many linger, the client that was rejected
     * first is disconnected, so that such clients cannot use up the descriptors.
     */
    void lingers(Rejected connection) {
        rejected.add(connection);
        if (rejected.size() > MAX_REJECTED) {
            rejected.iterator().next().closeNow();
        }
    }

    /** Whether so many rejected clients linger that the next one ends the lingering of another. */
    boolean isRejectingMany() {
        return rejected.size() >= MAX_REJECTED;
    }

    /** A connection is closed; its client may have been rejected. */
    void endsLingering(Rejected connection) {
        rejected.remove(connection);
    }

    /** Logs that a client is rejected. */
    void rejected(SocketAddress address, Rejection reason) {
        rejectionLog.report(Addresses.format(address) + " is rejected: " + reason.logText());
    }

    /** The IP address of a client; null if it is on a Unix domain socket. */
    private static InetAddress ip(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    /** Logs that a handshake failed. */
    void handshakeFailed(String message) {
        handshakeLog.report(message);
    }

    /** Logs that a connection that must begin with a handshake sent nothing. */
    void handshakeIsMissing(String message) {
        silentLog.report(message);
    }

    /** Logs that a proxy closed a connection before its first byte. */
    void healthChecked(String message) {
        healthCheckLog.report(message);
    }

    /** A connection broke while it was being accepted; it was not counted. */
    void brokeOnArrival(Throwable e) {
        rejectionLog.report("A client disconnected before it was admitted: " + e);
    }

    // Closed connections.

    /** A client is no longer served; its connection may still be closing. */
    void left(Policy policy) {
        if (policy.isPrivileged()) {
            return;
        }
        clients--;
        if (clients == 0 && draining) {
            whenEmpty.run();
        }
    }

    /** A connection is closed; {@code address} is the client's, or null if the client no longer counts for it. */
    void closed(Policy policy, SocketAddress address) {
        connections--;
        if (!policy.isPrivileged()) {
            clientConnections--;
            access.release(ip(address));
        }
        resumeIfPaused();
    }

    /** A connection is closed before its handshake was complete. */
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

    /** Pauses if there are so many client connections that no more can be rejected in an orderly way. */
    void pauseIfTooMany() {
        if (clientConnections >= maxClients + MAX_CLOSING) {
            pause("too many connections are closing (" + (clientConnections - clients - handshakes)
                    + ") or awaiting a PROXY header (" + handshakes + ')', gatesForClients());
        }
    }

    /** Accepting a connection failed, for example because no descriptor is free: pauses all listening sockets. */
    void acceptFailed(IOException e) {
        acceptFailures++;
        pause(e.getMessage(), gates);
    }

    /** Leaves new connections in the backlog until a connection is closed or a second has passed. */
    private void pause(String reason, List<Gate> which) {
        if (!pauseLogged) {
            failureLog.report("Not accepting connections for now: " + reason + ". Clients connected: " + clients
                    + ". Trying again when a connection is closed, or in " + PAUSE.toSeconds() + " s");
        }
        pauseLogged = true;
        paused = true;
        which.forEach(Gate::pause);
        loop.setTimer(resumeTimer, PAUSE);
    }

    /** All connections in the backlog of a listening socket were accepted. */
    void acceptedAll(Policy policy) {
        if (!policy.isPrivileged()) {
            pauseLogged = false;
        }
    }

    private void resume() {
        paused = false;
        loop.cancelTimer(resumeTimer);
        gates.forEach(Gate::resume);
    }

    // Closing listening sockets.

    /** Closes the listening sockets for clients, so that no further client is admitted. */
    void closeToClients() {
        draining = true;
        List<Gate> closing = gatesForClients();
        closing.forEach(Admission::close);
        gates.removeAll(closing);
        if (clients == 0) {
            whenEmpty.run();
        }
    }

    /** Closes all listening sockets: the server is stopping. */
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
