package chatd.net;

import chatd.access.AccessControl;
import chatd.access.AccessRules;
import chatd.access.BanList;
import chatd.loop.EventLoop;
import chatd.loop.ThrottledLog;
import chatd.loop.TimerWheel;
import chatd.loop.TurnTimes;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on sockets and runs a {@link Service} for the clients that connect, on one {@link EventLoop}. Lines that the
 * service says in a turn are written when the turn ends, with one write for each client. Not thread safe, except
 * {@link #stop}.
 */
public final class Server implements EventLoop.Hooks, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int BACKLOG = 4096;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final SelectorProvider provider;
    private final EventLoop loop;
    private final Broadcasts broadcasts;
    private final BanList bans;
    private final AccessControl access;
    private final BufferPool buffers;
    private final Host host;
    private final Policy policy;
    private final TurnTimes turnTimes;
    private final Metrics metrics;
    private final ThrottledLog memoryLog;
    private final TimerWheel.Timer drainTimeout = TimerWheel.timer(this::stop);
    private final TimerWheel.Timer stopTimeout = TimerWheel.timer(() -> forEachPhase(Phase::disconnect));
    private final int sendBufferBytes;
    private final KeepAlive keepAlive;

    /**
     * @param provider opens the sockets
     * @param loop runs the server; its hooks are set
     * @param bans the banned addresses, with the loop's clock
     * @param broadcasts the broadcasts that the service uses
     * @param service serves the clients
     * @param notices words the lines that the server itself sends to clients
     */
    public Server(SelectorProvider provider, EventLoop loop, Limits limits, BanList bans, Broadcasts broadcasts,
            Service service, Notices notices) {
        this.provider = provider;
        this.loop = loop;
        this.broadcasts = broadcasts;
        sendBufferBytes = limits.sendBufferBytes();
        keepAlive = new KeepAlive(limits.keepAlive());
        this.bans = bans;
        access = new AccessControl(loop::nowNanos, bans);
        buffers = new BufferPool(limits.writeBufferBytes(), limits.bufferMemoryBytes(),
                ByteBuffer.allocateDirect(SCRATCH_BYTES),
                (reader, lines) -> gapNotice(notices, reader, lines));
        host = new Host(loop, new TurnBudget(loop, buffers), new OutboundPool(loop, buffers, limits.writeTimeout()),
                new ReadBuffer(limits.bufferMemoryBytes()),
                new Admission(loop, access, limits.maxClients(), this::stop), new FailureLog(loop));
        policy = Policy.ofClients(host, limits, service, notices);
        turnTimes = new TurnTimes(loop);
        metrics = new Metrics(host, policy.counters(), broadcasts, turnTimes);
        memoryLog = new ThrottledLog(loop, LOG::warn);
        loop.setHooks(this);
    }

    private static byte[] gapNotice(Notices notices, Object reader, int lines) {
        String notice = reader instanceof Connection client
                ? notices.skipped(client, lines)
                : notices.skipped(lines);
        return (notice + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Listens on an address. No client is accepted before the loop runs.
     *
     * @param address an IP address of this machine and a port; with port 0 the system picks one
     * @return the address and the port in use
     * @throws IOException if the address is not available
     */
    public InetSocketAddress listen(InetSocketAddress address) throws IOException {
        return listen(address, (String) null);
    }

    /**
     * Listens on an address that the service knows by a name.
     *
     * @param door see {@link Connection#door}; null if it has none
     */
    public InetSocketAddress listen(InetSocketAddress address, String door) throws IOException {
        return listen(address, policy.withDoor(door));
    }

    private InetSocketAddress listen(InetSocketAddress address, Policy how) throws IOException {
        // Without the family, 0.0.0.0 would be IPv6's "any" as well.
        boolean v6 = address.getAddress() instanceof Inet6Address;
        ServerSocketChannel channel = provider.openServerSocketChannel(
                v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.bind(address, BACKLOG);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        host.admission().add(new Listener(how, sendBufferBytes, keepAlive, channel, channel, null));
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Listens on a socket that another process has bound and keeps open.
     *
     * @throws IOException if the socket cannot be used
     */
    public void listen(ServerSocketChannel channel) throws IOException {
        host.admission().add(new Listener(policy, sendBufferBytes, keepAlive, channel, () -> { },
                provider.openSelector()));
    }

    /**
     * Listens on a Unix domain socket, whose file is removed when the server stops.
     *
     * @param path the socket file; a file that an ended process left there is replaced
     * @param mode the permissions of the socket file
     * @throws IOException if another process listens there, or the file is not a socket or cannot be made
     */
    public void listen(Path path, Set<PosixFilePermission> mode) throws IOException {
        listen(path, mode, (String) null);
    }

    /**
     * Listens on a Unix domain socket that the service knows by a name.
     *
     * @param door see {@link Connection#door}; null if it has none
     */
    public void listen(Path path, Set<PosixFilePermission> mode, String door) throws IOException {
        listen(path, mode, policy.withDoor(door));
    }

    /**
     * Listens for proxies on an address: every connection must begin with a PROXY header, which names the client.
     *
     * @param door see {@link Connection#door}; null if it has none
     */
    public InetSocketAddress listenForProxies(InetSocketAddress address, String door) throws IOException {
        return listen(address, policy.withDoor(door).withProxyHeader());
    }

    /** The same on a Unix domain socket. */
    public void listenForProxies(Path path, Set<PosixFilePermission> mode, String door) throws IOException {
        listen(path, mode, policy.withDoor(door).withProxyHeader());
    }

    /** The same for a privileged service: the number of its connections is not limited, and they are not clients. */
    public void listenPrivileged(Path path, Set<PosixFilePermission> mode, Service service) throws IOException {
        listen(path, mode, Policy.ofPrivileged(host, service));
    }

    private void listen(Path path, Set<PosixFilePermission> mode, Policy how) throws IOException {
        UnixSocketFile file = new UnixSocketFile(provider, path, BACKLOG, mode);
        host.admission().add(new Listener(how, sendBufferBytes, keepAlive, file.channel, file, null));
    }

    /**
     * Sets the rules by which clients are admitted; to be called before the loop runs. Without rules all are admitted.
     */
    public void setAccessRules(AccessRules rules) {
        access.setRules(rules);
    }

    /** The banned address ranges, which may be changed. */
    public BanList bans() {
        return bans;
    }

    /** The objects that all connections share; for tests. */
    Host host() {
        return host;
    }

    /** The policy for clients; for tests and benchmarks. */
    Policy policy() {
        return policy;
    }

    /** The counters and gauges of this server. */
    public Metrics metrics() {
        return metrics;
    }

    /** All clients being served, in no particular order. */
    public List<Connection> clients() {
        List<Connection> clients = new ArrayList<>();
        loop.forEachHandler(handler -> {
            if (handler instanceof Connection connection && connection.isOpen() && !connection.isPrivileged()) {
                clients.add(connection);
            }
        });
        return clients;
    }

    /** Admits no further clients, and stops when the last has left, or after the timeout; zero is for ever. */
    public void drain(Duration timeout) {
        loop.cancelTimer(drainTimeout);
        if (!timeout.isZero()) {
            loop.setTimer(drainTimeout, timeout);
        }
        host.admission().closeToClients();
        forEachPhase(phase -> {
            if (phase instanceof Handshake) {
                phase.disconnect();
            }
        });
    }

    /**
     * Stops the server: accepts no further connections, has the services send their last lines, writes pending output
     * for at most two seconds, closes all connections, and stops the loop. For any thread.
     */
    public void stop() {
        loop.execute(this::beginToStop);
    }

    private void beginToStop() {
        if (host.admission().isStopping()) {
            return;
        }
        LOG.info("Stopping; {} connected", metrics.clients());
        host.admission().close();
        forEachPhase(Phase::stop);
        loop.setTimer(stopTimeout, STOP_TIMEOUT);
    }

    /**
     * Runs the loop until {@link #stop}, and then closes the server.
     *
     * @throws IOException if the selector fails
     */
    public void run() throws IOException {
        try {
            loop.run();
        } finally {
            close();
        }
    }

    /** Closes the listening sockets and the loop. Without {@link #run}, this is the way to end a server. */
    @Override
    public void close() throws IOException {
        host.admission().close();
        loop.close();
    }

    /** If public lines wait for the end of the turn, further input may join them in the same writes. */
    @Override
    public boolean gathers() {
        return !broadcasts.isEmpty() || policy.service().gathers();
    }

    /** Writes the output of this turn. */
    @Override
    public void beforeSleep() {
        long begin = loop.turnNanos();
        flush();
        relieveMemory();
        host.budget().endTurn(loop.turnNanos() - begin);
        if (host.admission().isStopping() && host.admission().connections() == 0) {
            loop.stop();
        }
    }

    @Override
    public void afterTurn(long nanos) {
        turnTimes.add(nanos);
    }

    private void flush() {
        policy.service().turnEnds();
        while (!broadcasts.isEmpty() || !host.outbounds().isEmpty()) {
            broadcasts.flush();
            host.outbounds().flush();
            policy.service().turnEnds();
        }
    }

    /** Over the memory budget: disconnects the clients with the largest backlog first, administrators last. */
    private void relieveMemory() {
        if (!buffers.isUsedUp()) {
            return;
        }
        List<Outbound.Owner> laggards = new ArrayList<>();
        loop.forEachHandler(handler -> {
            if (handler instanceof Outbound.Owner owner && owner.hasBacklog()) {
                laggards.add(owner);
            }
        });
        laggards.sort(Comparator.comparing(Outbound.Owner::isPrivileged)
                .thenComparing(Comparator.comparingInt(Outbound.Owner::waitingBytes).reversed()));
        int dropped = 0;
        while (dropped < laggards.size() && !buffers.isRelieved()) {
            laggards.get(dropped++).endNotReading();
        }
        buffers.clearRefusal();
        if (dropped > 0) {
            memoryLog.report("The memory for output (--buffer-memory) is used up. Disconnected the clients with the "
                    + "largest backlog: " + dropped);
        }
    }

    private void forEachPhase(Consumer<Phase> action) {
        loop.forEachHandler(handler -> {
            if (handler instanceof Phase phase) {
                action.accept(phase);
            }
        });
    }
}
