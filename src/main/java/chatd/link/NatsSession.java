package chatd.link;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * One connection to a NATS server, with the stream, the subjects of this node's messages, and the consumer. When any of
 * them fails, the session is over, and {@link NatsEngine} opens another one. The methods block, and only the engine's
 * own threads call them.
 */
final class NatsSession {

    private static final Duration ANSWER_TIME = Duration.ofSeconds(2);
    private static final long PROBE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final String ID = "Nats-Msg-Id";
    private static final String EXPECTED_STREAM = "Nats-Expected-Stream";
    private static final byte[] NOTHING = {};

    private final NatsSettings settings;
    private static final Duration FLUSH_TIME = Duration.ofMillis(500);

    private final Connection connection;
    private final NatsListener listener;
    private final EngineQueue queue;
    private final LongSupplier nanoClock;
    private final JetStreamManagement management;
    private final NatsStream stream;
    private final Dispatcher dispatcher;
    private NatsConsumer consumer;
    private StreamInfo info;
    private long heardNanos;

    /**
     * Opens the stream and subscribes.
     *
     * @throws IOException if the server does not permit it, or does not answer
     */
    NatsSession(NatsSettings settings, Connection connection, NatsListener listener, EngineQueue queue,
            LongSupplier nanoClock) throws IOException {
        this.settings = settings;
        this.connection = connection;
        this.listener = listener;
        this.queue = queue;
        this.nanoClock = nanoClock;
        management = connection.jetStreamManagement(
                JetStreamOptions.builder().requestTimeout(ANSWER_TIME).build());
        stream = new NatsStream(settings, management, connection.getServerInfo().getCluster() != null);
        try {
            info = stream.open();
            dispatcher = connection.createDispatcher(this::receive);
            dispatcher.setPendingLimits(EngineQueue.MAX_ENTRIES, EngineQueue.MAX_BYTES);
            dispatcher.subscribe(settings.all());
            dispatcher.subscribe(settings.to(settings.node()));
            checkPermissions();
        } catch (IOException | IllegalStateException e) {
            throw reason(e);
        }
        heardNanos = nanoClock.getAsLong();
    }

    /** Sends requests that have no effect, but show whether the server permits them. */
    private void checkPermissions() throws IOException {
        connection.publish(settings.all(), NOTHING);
        connection.publish(settings.to(settings.node()), NOTHING);
        Headers rejected = new Headers().put(EXPECTED_STREAM, settings.stream() + "_none");
        try {
            Message answer = connection.request(settings.log(), rejected, NOTHING, ANSWER_TIME);
            connection.flush(ANSWER_TIME);
            if (answer == null || listener.refusal() != null) {
                throw new IOException("the stream does not answer");
            }
        } catch (TimeoutException e) {
            throw new IOException("the server does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The exception for the user, with the cause if the server or the client library has reported it. */
    private IOException reason(Exception e) {
        if (listener.refusal() != null) {
            return new NatsSetupException("the user of --link-credentials lacks a permission of the link: "
                    + listener.refusal(), e);
        }
        if (e instanceof NatsSetupException setup) {
            return setup;
        }
        if (connection.getStatus() == Connection.Status.CONNECTED && e.getMessage() != null
                && e.getMessage().startsWith("Timeout or no response")) {
            return connection.getServerInfo().isJetStreamAvailable()
                    ? new IOException("JetStream does not answer; it may have no leader", e)
                    : new NatsSetupException("JetStream is not enabled; start nats-server with -js", e);
        }
        return e instanceof IOException io ? io : new IOException("the connection was lost", e);
    }

    private void receive(Message message) {
        byte[] data = message.getData();
        if (data != null && data.length > 0) {
            queue.message(data);
        }
    }

    /** The state of the stream when the session began. */
    StreamInfo info() {
        return info;
    }

    /** The longest message that the server accepts, in bytes. */
    long maxPayload() {
        return connection.getMaxPayload();
    }

    /** The URL of the server. */
    String url() {
        return String.valueOf(connection.getConnectedUrl());
    }

    /**
     * Reads the stream, or reads on if a message was missed; checks the connection if nothing was received for a while.
     *
     * @param reading number of the call of {@link Engine#read}; 0 for none
     * @throws IOException if the session is over
     */
    void check(int reading, long from) throws IOException {
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            throw new IOException("the connection was lost", listener.failure());
        }
        try {
            if (reading > 0 && (consumer == null || !consumer.isFor(reading) || consumer.isBroken())) {
                read(reading, from);
            } else if (consumer == null && nanoClock.getAsLong() - heardNanos > PROBE_NANOS) {
                stream.open();
                heardNanos = nanoClock.getAsLong();
            }
        } catch (IOException | IllegalStateException e) {
            throw reason(e);
        }
    }

    private void read(int reading, long from) throws IOException {
        long next = consumer != null && consumer.isFor(reading) ? consumer.nextSequence() : from;
        if (consumer != null) {
            consumer.close();
        }
        consumer = new NatsConsumer(settings, connection, management, dispatcher, queue, nanoClock, reading, next);
    }

    /** The sequence number to read on from, after the session is over; {@code otherwise} if it has not read. */
    long nextSequence(int reading, long otherwise) {
        return consumer != null && consumer.isFor(reading) ? consumer.nextSequence() : otherwise;
    }

    /** Appends a block, if the connection is up. */
    void publish(String id, byte[] block) {
        connection.publish(settings.log(), new Headers().put(ID, id), block);
    }

    /** Sends a message, if the connection is up. */
    void send(String subject, byte[] message) {
        connection.publish(subject, message);
    }

    /** Waits until the server has received what was sent, but not for long. */
    void flush() throws InterruptedException {
        try {
            connection.flush(FLUSH_TIME);
        } catch (TimeoutException | IllegalStateException e) {
            // The connection is closed in any case.
        }
    }

    /** Closes the connection. Takes some seconds if the server does not answer. */
    void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
