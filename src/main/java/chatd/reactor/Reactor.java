package chatd.reactor;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * Not thread safe, but for {@link #stop}.
 */
public final class Reactor {

    /** What the selector watches for us. */
    interface Watched {
        /** The channel is ready for something that its key is interested in. */
        void ready();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Reactor.class);

    private static final int READ_BYTES = 8 * 1024;
    private static final int READ_BYTES_WHEN_SHORT = 512;
    private static final int MOST_GATHERINGS = 4;
    private static final int SCRATCH_BYTES = 64 * 1024;
    /** How many connections there may be besides those that are served: refused, or on their way out. */
    private static final int MOST_LEAVING = 256;
    private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();
    private static final int SLOTS = 4096;
    private static final Duration ACCEPT_PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_TIME = Duration.ofSeconds(2);
    private static final long NANOS_PER_MILLI = 1_000_000;

    final Limits limits;
    final Service service;
    final Broadcast broadcast;
    final TimerWheel timers;
    final WriteBuffer.Pool pool;
    final LineDecoder.Workspace workspace;
    final Pace pace;

    private final SelectorProvider provider;
    private final LongSupplier nanoClock;
    private final Selector selector;
    private final Consumer<SelectionKey> serve = this::serve;
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] input = new byte[READ_BYTES];

    private final List<Acceptor> acceptors = new ArrayList<>();
    private final List<Connection> toResume = new ArrayList<>();
    private final List<Connection> toFlush = new ArrayList<>();
    private final List<Connection> toEnd = new ArrayList<>();
    private final TimerWheel.Timer acceptAgain = timer(this::resumeAccepting);
    private final TimerWheel.Timer stopTimeout = timer(this::disconnectAll);

    private Output spareOutput;
    private int clients;
    private int connections;
    private boolean acceptingPaused;
    private boolean acceptingTroubled;
    private boolean stopping;
    private volatile boolean stopRequested;
    private boolean turnHasTime;
    private long nowNanos;

    /**
     * @param provider opens the selector and all channels
     * @param nanoClock monotonic, in nanoseconds, from any origin
     * @param broadcast what the service says things to everybody with
     */
    public Reactor(SelectorProvider provider, LongSupplier nanoClock, Limits limits, Broadcast broadcast,
            Service service) throws IOException {
        this.provider = provider;
        this.nanoClock = nanoClock;
        this.limits = limits;
        this.broadcast = broadcast;
        this.service = service;
        nowNanos = nanoClock.getAsLong();
        timers = new TimerWheel(TICK_NANOS, SLOTS, nowNanos);
        pool = new WriteBuffer.Pool(limits.writeBufferBytes(), limits.totalBufferBytes(),
                ByteBuffer.allocateDirect(SCRATCH_BYTES),
                lines -> (service.skipped(lines) + '\n').getBytes(StandardCharsets.UTF_8));
        pace = new Pace(limits);
        workspace = new LineDecoder.Workspace(limits.maxLineBytes(), pool::hold);
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
        Acceptor acceptor = new Acceptor(this, provider.openServerSocketChannel(
                v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET), address);
        acceptors.add(acceptor);
        return acceptor.address();
    }

    /**
     * Runs until {@link #stop}: then nobody is accepted any more, the service says goodbye, what waits is written for
     * at most two seconds, and everything is closed.
     *
     * @throws IOException if the selector fails
     */
    public void run() throws IOException {
        while (turn()) {
            // All is done in a turn.
        }
        selector.close();
    }

    /** Ends {@link #run}, soon. For any thread. */
    public void stop() {
        stopRequested = true;
        selector.wakeup();
    }

    /** One turn of the loop; false if it was the last. */
    boolean turn() throws IOException {
        turnHasTime = false;
        select();
        gather();
        readClock();
        if (stopRequested && !stopping) {
            beginToStop();
        }
        resume();
        timers.advance(nowNanos);
        flush();
        return !stopping || connections > 0;
    }

    private void select() throws IOException {
        long nanos = timers.nanosToNext(nanoClock.getAsLong());
        if (nanos <= 0 || !toResume.isEmpty()) {
            selector.selectNow(serve);
        } else if (nanos == TimerWheel.NEVER) {
            selector.select(serve);
        } else {
            selector.select(serve, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
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

    private void resume() {
        if (toResume.isEmpty()) {
            return;
        }
        // One that is resumed may be held again, and then waits for the next turn.
        int count = toResume.size();
        for (int i = 0; i < count; i++) {
            toResume.get(i).resume();
        }
        toResume.subList(0, count).clear();
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

    /** The time of this turn, in nanoseconds of the clock. */
    long nowNanos() {
        return nowNanos;
    }

    SelectionKey register(SelectableChannel channel, int ops, Watched watched) throws IOException {
        return channel.register(selector, ops, watched);
    }

    /** The one buffer into which all sockets are read; smaller when memory for what must wait is short. */
    ByteBuffer readBuffer() {
        return readBuffer.clear().limit(pool.isFull() ? READ_BYTES_WHEN_SHORT : READ_BYTES);
    }

    /** What was read into the read buffer last, from the start of an array that is valid until the next read. */
    byte[] takeInput() {
        int count = readBuffer.position();
        readBuffer.get(0, input, 0, count);
        return input;
    }

    /** An output for a client for whom nothing waits yet. */
    Output takeOutput(Connection connection) {
        Output output = spareOutput == null ? new Output(this) : spareOutput;
        spareOutput = null;
        output.serve(connection);
        return output;
    }

    /** Takes back an output that is idle, for the next client. */
    void giveBack(Output output) {
        output.serve(null);
        spareOutput = output;
    }

    void flushLater(Connection connection) {
        if (!connection.flushPending) {
            connection.flushPending = true;
            toFlush.add(connection);
        }
    }

    void resumeLater(Connection connection) {
        toResume.add(connection);
    }

    void endFailedLater(Connection connection) {
        toEnd.add(connection);
    }

    /** Takes in a client, or tells it that there are too many. */
    void admit(SocketChannel channel) {
        Connection connection;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connection = new Connection(this, channel);
        } catch (IOException e) {
            LOG.debug("A client went before it was let in: {}", e.toString());
            close(channel);
            return;
        }
        connections++;
        clients++;
        if (clients <= limits.maxClients()) {
            connection.open();
        } else {
            LOG.debug("{} is refused: there are {} already", connection.address(), limits.maxClients());
            connection.refuse();
        }
        if (connections >= limits.maxClients() + MOST_LEAVING) {
            pauseAccepting(connections - clients + " clients that were let go have not gone yet");
        }
    }

    /** A client is served no more; its connection may still have something to write. */
    void left() {
        clients--;
    }

    /** A connection is closed. */
    void closed() {
        connections--;
        if (acceptingPaused) {
            resumeAccepting();
        }
    }

    boolean isStopping() {
        return stopping;
    }

    /** Reports an exception that ends one connection: in one line, and at debug level with its trace. */
    void logFailure(String address, RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        LOG.error("{} is closed after an internal error: {}{}", address, e,
                trace.length == 0 ? "" : " at " + trace[0]);
        LOG.debug("{}", address, e);
    }

    /** Leaves arrivals in the backlog until a client leaves or a second has passed. */
    void pauseAccepting(String reason) {
        if (!acceptingTroubled) {
            LOG.warn("Accepting nobody for now: {}. The {} inside go on; it is tried again when one leaves, or in {} s",
                    reason, clients, ACCEPT_PAUSE.toSeconds());
        }
        acceptingTroubled = true;
        acceptingPaused = true;
        acceptors.forEach(Acceptor::pause);
        timers.set(acceptAgain, nowNanos + ACCEPT_PAUSE.toNanos());
    }

    /** All who waited are in. */
    void acceptedAll() {
        acceptingTroubled = false;
    }

    boolean isAcceptingPaused() {
        return acceptingPaused;
    }

    private void resumeAccepting() {
        acceptingPaused = false;
        timers.cancel(acceptAgain);
        if (!stopping) {
            acceptors.forEach(Acceptor::resume);
        }
    }

    private void beginToStop() {
        LOG.info("Stopping; {} connected", clients);
        stopping = true;
        timers.cancel(acceptAgain);
        acceptors.forEach(Reactor::close);
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

    private static void close(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing: {}", e.toString());
        }
    }

    static TimerWheel.Timer timer(Runnable action) {
        return new TimerWheel.Timer() {
            @Override
            void expire() {
                action.run();
            }
        };
    }
}
