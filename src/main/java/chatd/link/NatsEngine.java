package chatd.link;

import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine on NATS JetStream. Its thread opens a session, watches it, and opens another one when it fails. Input
 * reaches the loop through an {@link EngineQueue}, and output of the loop goes through a {@link NatsPublisher}, so the
 * loop never waits.
 */
public final class NatsEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(NatsEngine.class);

    /** The longest block, unless the server accepts less. */
    private static final int MAX_BLOCK = 512 * 1024;
    /** Bytes of the server's limit that are left for headers. */
    private static final int HEADROOM = 1024;
    /** How long the start waits for JetStream, which may have no leader yet. */
    private static final Duration START_TIME = Duration.ofSeconds(4);
    private static final long WATCH_MILLIS = 500;
    private static final int LEAST_RETRY_MILLIS = 100;
    private static final int MOST_RETRY_MILLIS = 700;

    private final NatsSettings settings;
    private final LongSupplier nanoClock = System::nanoTime;
    private final EngineQueue queue;
    private final NatsThreads threads = new NatsThreads();
    private final NatsConnector connector;
    private final NatsPublisher publisher = new NatsPublisher();
    private final int maxBytes;

    // The session belongs to the thread of the engine, once it runs.
    private NatsSession session;
    private ZonedDateTime created;
    private String problem;

    // Requests of the loop and the client library to that thread; guarded by the monitor.
    private int reading;
    private long readFrom;
    private boolean isWoken;
    private boolean isClosed;

    private NatsEngine(NatsSettings settings, Consumer<Runnable> loop) throws IOException {
        this.settings = settings;
        queue = new EngineQueue(loop);
        connector = new NatsConnector(settings, queue, threads, nanoClock, this::wake);
        session = openAtStart();
        maxBytes = (int) Math.min(MAX_BLOCK, session.maxPayload() - HEADROOM);
    }

    /**
     * Connects, and checks all that the link needs. Blocks for some seconds at most.
     *
     * @param loop runs a task on the loop's thread
     * @throws IOException if the engine cannot be used; the message is one line for the user
     */
    public static NatsEngine connect(NatsSettings settings, Consumer<Runnable> loop) throws IOException {
        return new NatsEngine(settings, loop);
    }

    private NatsSession openAtStart() throws IOException {
        long deadline = nanoClock.getAsLong() + START_TIME.toNanos();
        while (true) {
            try {
                return connector.open();
            } catch (NatsSetupException e) {
                throw new IOException("cannot use --link: " + e.getMessage(), e);
            } catch (IOException e) {
                if (nanoClock.getAsLong() > deadline) {
                    throw new IOException("cannot use --link: " + e.getMessage(), e);
                }
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(MOST_RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void start(Events events) {
        queue.start(events);
        publisher.start();
        NatsThreads.start("link-engine", this::run);
    }

    @Override
    public long stream() {
        return queue.stream();
    }

    @Override
    public void read(long from) {
        synchronized (this) {
            if (readFrom > 0 && queue.nextSequence() == from) {
                return;
            }
            reading++;
            readFrom = Math.max(1, from);
            queue.startReading(reading, readFrom);
        }
        wake();
    }

    @Override
    public void publish(String id, byte[] block) {
        publisher.block(id, block);
    }

    @Override
    public void broadcast(byte[] message) {
        publisher.message(settings.all(), message);
    }

    @Override
    public void send(String node, byte[] message) {
        if (NatsSettings.isName(node)) {
            publisher.message(settings.to(node), message);
        }
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public void close() {
        queue.close();
        publisher.close();
        synchronized (this) {
            isClosed = true;
        }
        wake();
    }

    private synchronized void wake() {
        isWoken = true;
        notifyAll();
    }

    /** Waits for {@link #wake}. */
    private synchronized void awaitWake() throws InterruptedException {
        if (!isWoken && !isClosed) {
            wait(WATCH_MILLIS);
        }
        isWoken = false;
    }

    private synchronized boolean isOpen() {
        return !isClosed;
    }

    private void run() {
        begin();
        try {
            while (isOpen()) {
                if (session == null) {
                    reopen();
                } else {
                    awaitWake();
                    watch();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (session != null) {
            session.close();
        }
    }

    private void reopen() throws InterruptedException {
        try {
            session = connector.open();
        } catch (IOException | RuntimeException e) {
            logProblem(e);
            Thread.sleep(ThreadLocalRandom.current().nextInt(LEAST_RETRY_MILLIS, MOST_RETRY_MILLIS));
            return;
        }
        LOG.info("The connection to the link's servers is back: {}", session.url());
        problem = null;
        begin();
    }

    /** Logs a problem that an administrator has to solve, once. Lost connections are logged already. */
    private void logProblem(Exception e) {
        boolean isProblem = e instanceof NatsSetupException || !(e instanceof IOException);
        if (isProblem && !String.valueOf(e.getMessage()).equals(problem)) {
            problem = String.valueOf(e.getMessage());
            LOG.warn("Cannot reconnect to the link's servers: {}", problem);
        }
        LOG.debug("Cannot reconnect to the link's servers yet", e);
    }

    /** Reports the state of the stream, and reads on. */
    private void begin() {
        StreamInfo info = session.info();
        StreamState state = info.getStreamState();
        long last = state.getLastSequence();
        if (created != null && !created.equals(info.getCreateTime()) || last + 1 < next()) {
            LOG.warn("The link's stream is lost: a new one begins");
            forget();
            queue.connected(nanos(info.getCreateTime()), 1, 0);
        }
        created = info.getCreateTime();
        publisher.use(session);
        queue.connected(nanos(created), state.getMsgCount() == 0 ? last + 1 : state.getFirstSequence(), last);
        wake();
    }

    private static long nanos(ZonedDateTime time) {
        return TimeUnit.SECONDS.toNanos(time.toEpochSecond()) + time.getNano();
    }

    private synchronized long next() {
        return reading == 0 ? 0 : readFrom;
    }

    /** Reads nothing until the loop asks for it: the sequence numbers belong to a stream that is lost. */
    private synchronized void forget() {
        reading++;
        readFrom = 0;
    }

    private void watch() {
        int number;
        long from;
        synchronized (this) {
            number = readFrom == 0 ? 0 : reading;
            from = readFrom;
        }
        try {
            session.check(number, from);
        } catch (IOException | RuntimeException e) {
            lose(e);
        }
    }

    private void lose(Exception e) {
        NatsSession lost = session;
        session = null;
        publisher.use(null);
        LOG.info("The connection to the link's server is lost: {}", e.getMessage());
        queue.disconnected(e.getMessage());
        synchronized (this) {
            readFrom = lost.nextSequence(reading, readFrom);
        }
        threads.execute(lost::close);
        wake();
    }
}
