package chatd.link;

import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends blocks and messages of the loop on a thread of its own, since the client library may wait for the network. The
 * queue is bounded: a block or message that does not fit is dropped. The whole queue is dropped when the connection is
 * lost.
 */
final class NatsPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(NatsPublisher.class);

    static final int MAX_BYTES = 4 * 1024 * 1024;
    static final int MAX_MESSAGES = 16 * 1024;
    private static final int MOST_MILLIS_TO_CLOSE = 1000;

    /** A block if it has an id, else a message. */
    private record Outgoing(NatsSession session, String subject, String id, byte[] bytes) {
        void send() {
            if (id == null) {
                session.send(subject, bytes);
            } else {
                session.publish(id, bytes);
            }
        }
    }

    private final Queue<Outgoing> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private NatsSession session;
    private boolean isClosed;
    /** Null until it is started. */
    private Thread thread;

    void start() {
        thread = NatsThreads.start("link-publish", this::run);
    }

    /** Sends through this session from now on; through none if it is null. Drops the queue. */
    synchronized void use(NatsSession newSession) {
        session = newSession;
        waiting.clear();
        waitingBytes = 0;
    }

    void block(String id, byte[] block) {
        add(null, id, block);
    }

    void message(String subject, byte[] message) {
        add(subject, null, message);
    }

    private synchronized void add(String subject, String id, byte[] bytes) {
        if (session == null || waitingBytes + bytes.length > MAX_BYTES || waiting.size() == MAX_MESSAGES) {
            return;
        }
        waiting.add(new Outgoing(session, subject, id, bytes));
        waitingBytes += bytes.length;
        notifyAll();
    }

    /** Sends the rest of the queue, such as the goodbye of this node, but does not wait for long. */
    void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        if (thread != null) {
            try {
                thread.join(MOST_MILLIS_TO_CLOSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        use(null);
    }

    private void run() {
        try {
            for (Outgoing next = next(); next != null; next = next()) {
                send(next);
            }
            flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void flush() throws InterruptedException {
        NatsSession last;
        synchronized (this) {
            last = session;
        }
        if (last != null) {
            last.flush();
        }
    }

    private synchronized Outgoing next() throws InterruptedException {
        while (waiting.isEmpty() && !isClosed) {
            wait();
        }
        Outgoing next = waiting.poll();
        waitingBytes -= next == null ? 0 : next.bytes.length;
        return next;
    }

    private static void send(Outgoing outgoing) {
        try {
            outgoing.send();
        } catch (IllegalStateException | IllegalArgumentException e) {
            // The connection is lost or stalled. The link sends blocks again.
            LOG.debug("Cannot send to the link's server", e);
        }
    }
}
