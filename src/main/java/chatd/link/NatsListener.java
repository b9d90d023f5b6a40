package chatd.link;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the reports of the NATS client library about one connection: keeps some errors, logs the rest, and wakes the
 * engine's thread.
 */
final class NatsListener implements ErrorListener, ConnectionListener {

    private static final Logger LOG = LoggerFactory.getLogger(NatsListener.class);

    private final Runnable onLost;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final AtomicReference<String> refusal = new AtomicReference<>();

    /** @param onLost called when the connection is lost or closed, on any thread */
    NatsListener(Runnable onLost) {
        this.onLost = onLost;
    }

    /** The first exception of the connection, which is the cause of others; null if there was none. */
    Exception failure() {
        return failure.get();
    }

    /** The last operation that the server did not permit, in its words; null if there was none. */
    String refusal() {
        return refusal.get();
    }

    @Override
    public void errorOccurred(Connection connection, String error) {
        if (error.contains("ermissions")) {
            String last = refusal.getAndSet(error);
            if (!error.equals(last)) {
                LOG.warn("The link's server denies a permission: {}", error);
            }
        } else {
            LOG.debug("The link's server reports: {}", error);
        }
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        failure.compareAndSet(null, exception);
        LOG.debug("The connection to the link's server reports", exception);
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
        LOG.warn("This node is too slow for the link: blocks are read again, and messages are lost");
    }

    @Override
    @SuppressWarnings("deprecation")
    public void connectionEvent(Connection connection, Events event) {
        if (event == Events.DISCONNECTED || event == Events.CLOSED) {
            onLost.run();
        }
    }
}
