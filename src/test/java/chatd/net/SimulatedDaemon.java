package chatd.net;

import chatd.access.BanList;
import chatd.loop.EventLoop;
import chatd.sim.SimulatedNetwork;
import chatd.sim.SimulatedSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A server and its loop on a {@link SimulatedNetwork}, run turn by turn. */
public final class SimulatedDaemon {

    /** The default limits, but lines at any rate. */
    public static final Limits LIMITS = Limits.DEFAULT.withLineRate(Duration.ZERO, 1);

    public final SimulatedNetwork network;
    public final EventLoop loop;
    public final Server server;
    private final Service service;
    private boolean ended;

    /** A service that words its own notices. */
    public <S extends Service & Notices> SimulatedDaemon(Limits limits, Broadcasts broadcasts, S service) {
        this(limits, broadcasts, service, service);
    }

    public SimulatedDaemon(Limits limits, Broadcasts broadcasts, Service service, Notices notices) {
        this(limits, null, broadcasts, service, notices);
    }

    /** @param bans null if the service does not use them */
    public SimulatedDaemon(Limits limits, BanList bans, Broadcasts broadcasts, Service service, Notices notices) {
        this(new SimulatedNetwork(), null, limits, bans, broadcasts, service, notices);
    }

    /** @param ownLoop a loop on this network; null to make one */
    public SimulatedDaemon(SimulatedNetwork network, EventLoop ownLoop, Limits limits, BanList bans,
            Broadcasts broadcasts, Service service, Notices notices) {
        this.network = network;
        this.service = service;
        try {
            loop = ownLoop == null ? new EventLoop(network, network::nanos) : ownLoop;
            server = new Server(network, loop, limits, bans == null ? new BanList(loop::nowNanos) : bans, broadcasts,
                    service, notices);
            server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client connects, and is accepted. */
    public SimulatedNetwork.Client connect() {
        SimulatedNetwork.Client client = network.connect();
        turn();
        return client;
    }

    /** Listens on a Unix domain socket, too: for clients, or for another service, which is privileged. */
    public SimulatedDaemon listen(Path path, Service ofThose) {
        try {
            if (ofThose == service) {
                server.listen(path, Set.of());
            } else {
                server.listenPrivileged(path, Set.of(), ofThose);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A client connects there, and is accepted. */
    public SimulatedNetwork.Client connect(Path path) {
        SimulatedNetwork.Client client = network.connect(path);
        turn();
        return client;
    }

    /** One turn of the loop. */
    public void turn() {
        try {
            ended = !loop.turn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Time passes in small steps, and the loop turns whenever it would wake up. */
    public void sleep(Duration duration) {
        long end = network.nanos() + duration.toNanos();
        while (end - network.nanos() > 0) {
            network.sleep(Duration.ofNanos(Math.min(end - network.nanos(), Duration.ofMillis(100).toNanos())));
            turn();
        }
    }

    public void stop() {
        server.stop();
    }

    /** The memory of everything that waits, received or to be sent, in bytes. */
    public long heldBytes() {
        return server.metrics().waitingBytes();
    }

    /** The part of it that waits to be sent. */
    public long heldOutputBytes() {
        return server.host().outbounds().buffers().heldBytes();
    }

    /** Whether the memory for output is used up, or was in this turn. */
    public boolean isBudgetUsedUp() {
        return server.host().outbounds().buffers().isUsedUp();
    }

    /** The backlog of each client that has one, in bytes. */
    public Map<SimulatedNetwork.Client, Integer> waitingBytes() {
        Map<SimulatedNetwork.Client, Integer> waiting = new HashMap<>();
        for (SelectionKey key : network.selector().keys()) {
            if (key.attachment() instanceof Outbound.Owner owner && owner.hasBacklog()) {
                waiting.put(((SimulatedSocket) key.channel()).client, owner.waitingBytes());
            }
        }
        return waiting;
    }

    /** How many connections are a client's or may become one, those that are closing included. */
    public int clientConnections() {
        return server.host().admission().clientConnections();
    }

    /** How many connections there are, of all kinds and in all phases. */
    int connections() {
        return server.host().admission().connections();
    }

    /** Whether any timer is set. */
    public boolean hasDeadlines() {
        return loop.hasTimers();
    }

    /** Whether any of this connection's own timers is set: the service's deadline, write timeout, line rate. */
    public static boolean hasDeadlines(Connection connection) {
        return connection.hasTimers();
    }

    /** Whether the pool has lent the connection of this client an output, because something waits. */
    boolean hasOutput(SimulatedNetwork.Client client) {
        return server.clients().stream().filter(one -> one.address().equals(client.address())).findFirst()
                .orElseThrow().hasOutbound();
    }

    public boolean hasEnded() {
        return ended;
    }
}
