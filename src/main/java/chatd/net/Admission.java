package chatd.net;

import chatd.access.AccessControl;
import chatd.access.Rejection;
import chatd.loop.TimerWheel;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who comes in: the listening sockets, how many clients there are and may be, and from where. When nobody can be
 * accepted, for want of descriptors or because too many who were let go have not gone yet, arrivals wait in the
 * backlog.
 *
 * <p>Only the reactor's own service has clients; whoever connects to another one is let in whatever their number.
 */
final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    /** How many connections there may be besides those that are served: refused, or on their way out. */
    private static final int MOST_LEAVING = 256;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    final AccessControl fence;

    private final Server server;
    private final List<Listener> acceptors = new ArrayList<>();
    private final TimerWheel.Timer tryAgain = Server.timer(this::resume);
    private final ThrottledLog failures;
    private final ThrottledLog turnedAway;
    private final ThrottledLog badProxies;
    private final Set<ProxyHandshake> handshakes = new LinkedHashSet<>();

    /** Who is served, of those who are connected, of all connections. */
    private int clients;
    private int clientConnections;
    private int connections;
    private int localAddresses;
    private int socketBufferBytes;
    private boolean paused;
    private boolean troubled;
    private boolean closed;

    Admission(Server server) {
        this.server = server;
        fence = new AccessControl(server::nowNanos);
        failures = new ThrottledLog(server, LOG::warn);
        turnedAway = new ThrottledLog(server, LOG::debug);
        badProxies = new ThrottledLog(server, LOG::warn);
    }

    void limitSocketBuffers(int bytes) {
        socketBufferBytes = bytes;
    }

    void add(Listener acceptor) {
        acceptors.add(acceptor);
    }

    /** An address for somebody who comes from this machine by a file. */
    LocalAddress nextLocalAddress() {
        return new LocalAddress(++localAddresses);
    }

    /** How many clients are served. */
    int clients() {
        return clients;
    }

    /** How many connections there are, of all kinds and in all states. */
    int connections() {
        return connections;
    }

    /** Takes in whoever has connected, or tells them why not. A proxy is to say first who that is. */
    void admit(SocketChannel channel, ListenerPolicy terms) {
        try {
            channel.configureBlocking(false);
            SocketAddress address = channel.getRemoteAddress();
            if (address instanceof InetSocketAddress inet) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (socketBufferBytes > 0) {
                    channel.setOption(StandardSocketOptions.SO_SNDBUF, socketBufferBytes);
                }
                if (terms == server.terms && fence.isProxy(inet.getAddress())) {
                    await(new ProxyHandshake(server, channel, inet));
                    return;
                }
            } else {
                address = nextLocalAddress();
            }
            admit(new Connection(server, terms, channel, address));
        } catch (IOException e) {
            giveUp(channel, e);
        }
    }

    private void await(ProxyHandshake handshake) {
        handshakes.add(handshake);
        connections++;
        clientConnections++;
        pauseIfTooMany();
    }

    /** A proxy has said who the client is, who has sent these bytes already. */
    void introduce(ProxyHandshake handshake, InetSocketAddress client, byte[] sent) {
        Connection connection = end(handshake, client);
        if (connection != null) {
            admitClient(connection, null);
            connection.takeFirst(sent);
        }
    }

    /** A proxy has not said who the client is. */
    void refuse(ProxyHandshake handshake, String problem) {
        badProxies.report(problem);
        Connection connection = end(handshake, handshake.proxy());
        if (connection != null) {
            admitClient(connection, Rejection.NO_PROXY_HEADER);
        }
    }

    /** The connection that a handshake becomes; null if it breaks just now. */
    private Connection end(ProxyHandshake handshake, InetSocketAddress client) {
        handshakes.remove(handshake);
        clientConnections--;
        connections--;
        try {
            return new Connection(server, server.terms, handshake.channel(), client);
        } catch (IOException e) {
            giveUp(handshake.channel(), e);
            return null;
        }
    }

    private void giveUp(SocketChannel channel, IOException e) {
        turnedAway.report("A client went before it was let in: " + e);
        close(channel);
    }

    private void admit(Connection connection) {
        if (isClient(connection)) {
            admitClient(connection, null);
        } else {
            connections++;
            connection.open();
        }
    }

    /** @param problem why they are not let in, whatever else there may be; null is nothing */
    private void admitClient(Connection connection, Rejection problem) {
        Counters counts = connection.terms.counts();
        connections++;
        clientConnections++;
        clients++;
        Rejection why = fence.enter(connection.ip());
        if (why == null && clients > server.limits.maxClients()) {
            why = Rejection.FULL;
        }
        why = problem == null ? why : problem;
        // Last, for only those who are let in count.
        if (why == null && fence.isTooFast(connection.ip())) {
            why = Rejection.TOO_FAST;
        }
        if (why == null) {
            counts.arrivals++;
            connection.open();
        } else {
            counts.refused[why.ordinal()]++;
            turnedAway.report(connection.address() + " is turned away: " + why.words());
            connection.refuse(why);
        }
        pauseIfTooMany();
    }

    private void pauseIfTooMany() {
        if (clientConnections >= server.limits.maxClients() + MOST_LEAVING) {
            pause(clientConnections - clients - handshakes.size() + " clients that were let go have not gone yet"
                    + (handshakes.isEmpty() ? "" : ", and " + handshakes.size() + " were not introduced by a proxy yet"),
                    clientAcceptors());
        }
    }

    private boolean isClient(Connection connection) {
        return connection.terms == server.terms;
    }

    /** A connection is served no more; it may still have something to write. */
    void left(Connection connection) {
        if (!isClient(connection)) {
            return;
        }
        clients--;
        if (clients == 0 && closed) {
            server.stop();
        }
    }

    /** A connection is closed. */
    void gone(Connection connection) {
        connections--;
        if (isClient(connection)) {
            clientConnections--;
            fence.leave(connection.ip());
        }
        if (paused) {
            resume();
        }
    }

    /** Accepting has failed. */
    void fail(IOException e) {
        server.terms.counts().acceptFailures++;
        pause(e.getMessage(), acceptors);
    }

    /** Leaves arrivals in the backlog until a client leaves or a second has passed. */
    private void pause(String reason, List<Listener> which) {
        if (!troubled) {
            failures.report("Accepting nobody for now: " + reason + ". The " + clients
                    + " inside go on; it is tried again when one leaves, or in " + PAUSE.toSeconds() + " s");
        }
        troubled = true;
        paused = true;
        which.forEach(Listener::pause);
        server.timers.set(tryAgain, server.nowNanos() + PAUSE.toNanos());
    }

    /** All who waited to be served on these terms are in. */
    void acceptedAll(ListenerPolicy terms) {
        if (terms == server.terms) {
            troubled = false;
        }
    }

    private void resume() {
        paused = false;
        server.timers.cancel(tryAgain);
        acceptors.forEach(Listener::resume);
    }

    /** Lets no clients in any more, and has the reactor stop when there are none. */
    void closeToClients() {
        closed = true;
        List<Listener> doors = clientAcceptors();
        doors.forEach(Admission::close);
        acceptors.removeAll(doors);
        closeHandshakes();
        if (clients == 0) {
            server.stop();
        }
    }

    /** Lets nobody in any more. */
    void close() {
        acceptors.forEach(Admission::close);
        acceptors.clear();
        closeHandshakes();
        resume();
    }

    private void closeHandshakes() {
        for (ProxyHandshake handshake : handshakes) {
            server.timers.cancel(handshake);
            close(handshake.channel());
        }
        connections -= handshakes.size();
        clientConnections -= handshakes.size();
        handshakes.clear();
    }

    private List<Listener> clientAcceptors() {
        return acceptors.stream().filter(acceptor -> acceptor.terms == server.terms).toList();
    }

    private static void close(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing: {}", e.toString());
        }
    }
}
