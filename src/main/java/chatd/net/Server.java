package chatd.net;

import chatd.access.AccessRules;
import chatd.access.BanList;
import chatd.loop.TimerWheel;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: one thread, one selector, all clients. A turn selects, serves every ready channel, looks a few times
 * whether more has come meanwhile, fires the deadlines that have passed, and flushes: what was said in the turn leaves
 * in one write for each client.
 *
 * <p>It opens its channels through the provider and tells the time by the clock that it is given, and by nothing else.
 * Not thread safe, but for {@link #stop} and {@link #execute}.
 */
public final class Server implements Closeable {

    /** What the selector watches for us. */
    interface Watched {
        /** The channel is ready for something that its key is interested in. */
        void ready();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final int READ_BYTES = 8 * 1024;
    private static final int READ_BYTES_WHEN_SHORT = 512;
    /** How much of what was read may wait until less is read at a time, as a part of what may wait to be written. */
    private static final int INPUT_SHARE = 4;
    private static final int MOST_GATHERINGS = 4;
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int BACKLOG = 4096;
    private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();
    private static final int SLOTS = 4096;
    private static final Duration STOP_TIME = Duration.ofSeconds(2);
    private static final long NANOS_PER_MILLI = 1_000_000;

    final Limits limits;
    final Broadcast broadcast;
    final TimerWheel timers;
    final WriteBuffer.Pool pool;
    /** Those of all clients. */
    final ListenerPolicy terms;
    final Admission admission;
    final TurnBudget share = new TurnBudget(this);

    private final SelectorProvider provider;
    private final LongSupplier nanoClock;
    private final Selector selector;
    private final Consumer<SelectionKey> serve = this::serve;
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] input = new byte[READ_BYTES];

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Connection> toFlush = new ArrayList<>();
    private final List<Connection> toEnd = new ArrayList<>();
    private final TimerWheel.Timer drainTimeout = timer(this::stop);
    private final TimerWheel.Timer stopTimeout = timer(this::disconnectAll);
    private final ThrottledLog internalErrors = new ThrottledLog(this, LOG::error);
    private final TurnTimes watchdog = new TurnTimes(this);
    private final ThrottledLog usedUp = new ThrottledLog(this, LOG::warn);
    private final long startNanos;

    private Outbound spareOutput;
    private long heldInputBytes;
    private IdleTask quiet;
    private boolean stopping;
    private boolean turnHasTime;
    private long nowNanos;

    /**
     * @param provider opens the selector and all channels
     * @param nanoClock monotonic, in nanoseconds, from any origin
     * @param broadcast what the service says things to everybody with
     * @param notices what the server itself says to clients
     */
    public Server(SelectorProvider provider, LongSupplier nanoClock, Limits limits, Broadcast broadcast,
            Service service, Notices notices) throws IOException {
        this.provider = provider;
        this.nanoClock = nanoClock;
        this.limits = limits;
        this.broadcast = broadcast;
        nowNanos = nanoClock.getAsLong();
        startNanos = nowNanos;
        timers = new TimerWheel(TICK_NANOS, SLOTS, nowNanos);
        pool = new WriteBuffer.Pool(limits.writeBufferBytes(), limits.bufferMemoryBytes(),
                ByteBuffer.allocateDirect(SCRATCH_BYTES),
                lines -> (notices.skipped(lines) + '\n').getBytes(StandardCharsets.UTF_8));
        terms = ListenerPolicy.ofClients(service, notices, limits, this::holdInput);
        admission = new Admission(this);
        selector = provider.openSelector();
    }

    /**
     * Listens at an address. Nobody is accepted before {@link #run}.
     *
     * @return where it listens, with the port that the system picked if the one asked for was 0
     * @throws IOException if that address can't be had
     */
    public InetSocketAddress listen(InetSocketAddress address) throws IOException {
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
        admission.add(new Listener(this, terms, channel, channel, null));
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Listens at a Unix domain socket, a file that is removed in the end. Who connects there is served by this service;
     * if it is not the one that this reactor was made with, they do not count as clients.
     *
     * @param mode who may connect
     * @throws IOException if another process listens there, or the file is no socket, or can't be made
     */
    public void listen(Path path, Set<PosixFilePermission> mode, Service service) throws IOException {
        UnixSocketFile file = new UnixSocketFile(provider, path, BACKLOG, mode);
        ListenerPolicy theirs = service == terms.service() ? terms : ListenerPolicy.ofOthers(service, this::holdInput);
        admission.add(new Listener(this, theirs, file.channel, file, null));
    }

    /** Listens at a socket of somebody else's, who has bound it and keeps it open. */
    public void listen(ServerSocketChannel channel) throws IOException {
        admission.add(new Listener(this, terms, channel, () -> { }, provider.openSelector()));
    }

    /**
     * Runs until {@link #stop}: then nobody is accepted any more, the service says goodbye, what waits is written for
     * at most two seconds, and everything is closed.
     *
     * @throws IOException if the selector fails
     */
    public void run() throws IOException {
        try {
            while (turn()) {
                // All is done in a turn.
            }
        } finally {
            close();
        }
    }

    /** Closes the sockets that it listens at, if it is not run after all. */
    @Override
    public void close() throws IOException {
        admission.close();
        selector.close();
    }

    /** Ends {@link #run}, soon. For any thread. */
    public void stop() {
        execute(this::beginToStop);
    }

    /** Has something done on the loop's thread, soon. For any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        if (selector.isOpen()) {
            selector.wakeup();
        }
    }

    /** Has something done on the loop's thread whenever no channel has been ready for this time, once. */
    public void whenQuiet(Duration time, Runnable task) {
        quiet = new IdleTask(this, time, task);
    }

    /** Lets no more clients in, and ends {@link #run} when the last has left, or after this time; zero is for ever. */
    public void drain(Duration patience) {
        timers.cancel(drainTimeout);
        if (!patience.isZero()) {
            timers.set(drainTimeout, nowNanos + patience.toNanos());
        }
        admission.closeToClients();
    }

    /** Lets clients in by these rules; to be called before {@link #run}. Without them, everybody is let in. */
    public void follow(AccessRules rules) {
        admission.fence.follow(rules);
    }

    /**
     * Has the kernel keep at most about twice so many bytes for each client that reads slowly, before they wait here; 0
     * leaves that to the kernel. To be called before {@link #run}.
     */
    public void limitSocketBuffers(int bytes) {
        admission.limitSocketBuffers(bytes);
    }

    /** The addresses from which nobody is let in. */
    public BanList bans() {
        return admission.fence.bans;
    }

    /** What it has done so far. */
    public Metrics statistics() {
        Counters counts = terms.counts();
        return new Metrics(admission.clients(), counts.arrivals, counts.refused(), counts.acceptFailures,
                counts.lines, broadcast.deliveries() + counts.publicLines - counts.skippedLines, counts.skippedLines,
                counts.bytesIn, counts.bytesOut, heldBytes(), watchdog.turns(), watchdog.slowTurns(),
                watchdog.longest(), Duration.ofNanos(nowNanos - startNanos));
    }

    /** All whom the service of this reactor serves, in no particular order. */
    public List<Connection> clients() {
        List<Connection> clients = new ArrayList<>();
        forEachConnection(connection -> {
            if (connection.terms == terms && connection.isOpen()) {
                clients.add(connection);
            }
        });
        return clients;
    }

    /** One turn of the loop; false if it was the last. */
    boolean turn() throws IOException {
        turnHasTime = false;
        if (share.isOver()) {
            readClock();
            share.catchUp();
        }
        select();
        gather();
        readClock();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
        }
        share.resume();
        timers.advance(nowNanos);
        long beforeFlush = turnNanos();
        flush();
        relieve();
        share.flushTook(turnNanos() - beforeFlush);
        watchdog.see(turnNanos());
        return !stopping || admission.connections() > 0;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("Internal error, in a task of the program's", e);
        }
    }

    private void select() throws IOException {
        long nanos = timers.nanosToNext(nanoClock.getAsLong());
        if (nanos <= 0 || share.isAwaited()) {
            selector.selectNow(serve);
        } else if (nanos == TimerWheel.NEVER) {
            selector.select(serve);
        } else if (selector.select(serve, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI) == 0) {
            // If the process was stopped meanwhile, it finds that its time is over before it looks at what has come.
            selector.selectNow(serve);
        }
    }

    /** Takes in what has come meanwhile: if there is something to say to all, it leaves in the same writes. */
    private void gather() throws IOException {
        for (int i = 0; i < MOST_GATHERINGS && !broadcast.isEmpty(); i++) {
            if (selector.selectNow(serve) == 0) {
                return;
            }
        }
    }

    private void serve(SelectionKey key) {
        readClock();
        if (quiet != null) {
            quiet.disturb();
        }
        if (key.isValid()) {
            ((Watched) key.attachment()).ready();
        }
    }

    /** A turn has one time: that of its first event. */
    private void readClock() {
        if (!turnHasTime) {
            turnHasTime = true;
            nowNanos = nanoClock.getAsLong();
        }
    }

    private void flush() {
        while (!broadcast.isEmpty() || !toFlush.isEmpty() || !toEnd.isEmpty()) {
            broadcast.flush();
            for (int i = 0; i < toFlush.size(); i++) {
                toFlush.get(i).flushPending = false;
                toFlush.get(i).flush();
            }
            toFlush.clear();
            for (int i = 0; i < toEnd.size(); i++) {
                toEnd.get(i).endFailed();
            }
            toEnd.clear();
        }
    }

    /** When the budget for what waits is used up, those go for whom the most waits, and people of the house last. */
    private void relieve() {
        if (!pool.isUsedUp()) {
            return;
        }
        List<Connection> laggards = new ArrayList<>();
        forEachConnection(connection -> {
            if (connection.isLate()) {
                laggards.add(connection);
            }
        });
        laggards.sort(Comparator.comparing((Connection connection) -> connection.terms != terms)
                .thenComparing(Comparator.comparingInt(Connection::waitingBytes).reversed()));
        int dropped = 0;
        while (dropped < laggards.size() && !pool.isRelieved()) {
            laggards.get(dropped++).giveUp();
        }
        pool.forgive();
        if (dropped > 0) {
            usedUp.report("Memory for what people have not read yet is used up: " + dropped
                    + " for whom the most waited are disconnected");
        }
        flush();
    }

    /** The time of this turn, in nanoseconds of the clock. */
    long nowNanos() {
        return nowNanos;
    }

    /** How long this turn has taken so far, from its first event. */
    long turnNanos() {
        return nanoClock.getAsLong() - nowNanos;
    }

    SelectionKey register(SelectableChannel channel, int ops, Watched watched) throws IOException {
        return channel.register(selector, ops, watched);
    }

    /** The one buffer into which all sockets are read; smaller when much of what was read waits. */
    ByteBuffer readBuffer() {
        boolean isShort = heldInputBytes >= limits.bufferMemoryBytes() / INPUT_SHARE;
        return readBuffer.clear().limit(isShort ? READ_BYTES_WHEN_SHORT : READ_BYTES);
    }

    /** Counts memory of what was read and waits, or, negative, waits no more. */
    void holdInput(int bytes) {
        heldInputBytes += bytes;
    }

    /** The memory of all that waits, read or to be written, in bytes. */
    long heldBytes() {
        return pool.heldBytes() + heldInputBytes;
    }

    /** What was read into the read buffer last, from the start of an array that is valid until the next read. */
    byte[] takeInput() {
        int count = readBuffer.position();
        readBuffer.get(0, input, 0, count);
        return input;
    }

    /** An output for a client for whom nothing waits yet. */
    Outbound takeOutput(Connection connection) {
        Outbound output = spareOutput == null ? new Outbound(this) : spareOutput;
        spareOutput = null;
        output.serve(connection);
        return output;
    }

    /** Takes back an output that is idle, for the next client. */
    void giveBack(Outbound output) {
        output.serve(null);
        spareOutput = output;
    }

    void flushLater(Connection connection) {
        if (!connection.flushPending) {
            connection.flushPending = true;
            toFlush.add(connection);
        }
    }

    void endFailedLater(Connection connection) {
        toEnd.add(connection);
    }

    boolean isStopping() {
        return stopping;
    }

    /** Reports an exception that ends one connection: in one line, and at debug level with its trace. */
    void logFailure(String address, RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        if (internalErrors.report(address + " is closed after an internal error: " + e
                + (trace.length == 0 ? "" : " at " + trace[0]))) {
            LOG.debug("{}", address, e);
        }
    }

    private void beginToStop() {
        if (stopping) {
            return;
        }
        LOG.info("Stopping; {} connected", admission.clients());
        stopping = true;
        admission.close();
        forEachConnection(Connection::stop);
        timers.set(stopTimeout, nowNanos + STOP_TIME.toNanos());
    }

    private void disconnectAll() {
        forEachConnection(Connection::disconnect);
    }

    private void forEachConnection(Consumer<Connection> action) {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof Connection connection) {
                action.accept(connection);
            }
        }
    }

    static TimerWheel.Timer timer(Runnable action) {
        return new TimerWheel.Timer() {
            @Override
            public void expire() {
                action.run();
            }
        };
    }
}
