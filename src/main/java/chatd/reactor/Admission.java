package chatd.reactor;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    final Fence fence;

    private final Reactor reactor;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final TimerWheel.Timer tryAgain = Reactor.timer(this::resume);
    private final Anomaly failures;
    private final Anomaly turnedAway;

    /** Who is served, of those who are connected, of all connections. */
    private int clients;
    private int clientConnections;
    private int connections;
    private int localAddresses;
    private boolean paused;
    private boolean troubled;
    private boolean closed;

    Admission(Reactor reactor) {
        this.reactor = reactor;
        fence = new Fence(reactor);
        failures = new Anomaly(reactor, LOG::warn);
        turnedAway = new Anomaly(reactor, LOG::debug);
    }

    void add(Acceptor acceptor) {
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

    /** Takes in whoever has connected, or tells them why not. */
    void admit(SocketChannel channel, Terms terms) {
        Connection connection;
        try {
            channel.configureBlocking(false);
            if (channel.getRemoteAddress() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            connection = new Connection(reactor, terms, channel);
        } catch (IOException e) {
            turnedAway.report("A client went before it was let in: " + e);
            close(channel);
            return;
        }
        connections++;
        if (isClient(connection)) {
            admit(connection);
        } else {
            connection.open();
        }
    }

    private void admit(Connection connection) {
        Counts counts = connection.terms.counts();
        int most = reactor.limits.maxClients();
        clientConnections++;
        clients++;
        Service.Refusal why = fence.enter(connection.ip());
        if (why == null && clients > most) {
            why = Service.Refusal.FULL;
        }
        if (why == null) {
            counts.arrivals++;
            connection.open();
        } else {
            counts.refused[why.ordinal()]++;
            turnedAway.report(connection.address() + " is turned away: " + why.words());
            connection.refuse(why);
        }
        if (clientConnections >= most + MOST_LEAVING) {
            pause(clientConnections - clients + " clients that were let go have not gone yet", clientAcceptors());
        }
    }

    private boolean isClient(Connection connection) {
        return connection.terms == reactor.terms;
    }

    /** A connection is served no more; it may still have something to write. */
    void left(Connection connection) {
        if (!isClient(connection)) {
            return;
        }
        clients--;
        if (clients == 0 && closed) {
            reactor.stop();
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
        reactor.terms.counts().acceptFailures++;
        pause(e.getMessage(), acceptors);
    }

    /** Leaves arrivals in the backlog until a client leaves or a second has passed. */
    private void pause(String reason, List<Acceptor> which) {
        if (!troubled) {
            failures.report("Accepting nobody for now: " + reason + ". The " + clients
                    + " inside go on; it is tried again when one leaves, or in " + PAUSE.toSeconds() + " s");
        }
        troubled = true;
        paused = true;
        which.forEach(Acceptor::pause);
        reactor.timers.set(tryAgain, reactor.nowNanos() + PAUSE.toNanos());
    }

    /** All who waited to be served on these terms are in. */
    void acceptedAll(Terms terms) {
        if (terms == reactor.terms) {
            troubled = false;
        }
    }

    private void resume() {
        paused = false;
        reactor.timers.cancel(tryAgain);
        acceptors.forEach(Acceptor::resume);
    }

    /** Lets no clients in any more, and has the reactor stop when there are none. */
    void closeToClients() {
        closed = true;
        List<Acceptor> doors = clientAcceptors();
        doors.forEach(Admission::close);
        acceptors.removeAll(doors);
        if (clients == 0) {
            reactor.stop();
        }
    }

    /** Lets nobody in any more. */
    void close() {
        acceptors.forEach(Admission::close);
        acceptors.clear();
        resume();
    }

    private List<Acceptor> clientAcceptors() {
        return acceptors.stream().filter(acceptor -> acceptor.terms == reactor.terms).toList();
    }

    private static void close(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing: {}", e.toString());
        }
    }
}
