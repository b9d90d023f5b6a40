package chatd.link;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.support.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Reads the stream once, from a sequence number on, until a message is missing: then the consumer is broken for good,
 * and another consumer has to read on. The server forgets a consumer soon after the connection is lost. Messages come
 * on one thread of the client library; any thread may ask for the state.
 */
final class NatsConsumer {

    /** A server sends a heartbeat after this long without a message. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    /** After this long without any message, two heartbeats are missing. */
    static final long SILENCE_NANOS = Duration.ofMillis(2500).toNanos();
    /** The server removes the consumer this long after the connection is lost. */
    private static final Duration INACTIVE = Duration.ofSeconds(10);

    private static final String LAST_DELIVERY = "Nats-Last-Consumer";
    private static final String STALLED = "Nats-Consumer-Stalled";

    private final Connection connection;
    private final Dispatcher dispatcher;
    private final EngineQueue queue;
    private final LongSupplier nanoClock;
    private final int reading;
    private final Subscription subscription;

    // Written by the thread of the client library.
    private volatile long nextSequence;
    private volatile long heardNanos;
    private volatile boolean isBroken;
    private long deliveries;

    /**
     * Starts to read.
     *
     * @param reading number of the call of {@link Engine#read} that asked for it
     * @throws IOException if the server refuses, or does not answer
     */
    NatsConsumer(NatsSettings settings, Connection connection, JetStreamManagement management, Dispatcher dispatcher,
            EngineQueue queue, LongSupplier nanoClock, int reading, long from) throws IOException {
        this.connection = connection;
        this.dispatcher = dispatcher;
        this.queue = queue;
        this.nanoClock = nanoClock;
        this.reading = reading;
        this.nextSequence = Math.max(1, from);
        String inbox = connection.createInbox();
        subscription = dispatcher.subscribe(inbox, this::receive);
        try {
            management.addOrUpdateConsumer(settings.stream(), ConsumerConfiguration.builder()
                    .deliverSubject(inbox).deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(nextSequence)
                    .ackPolicy(AckPolicy.None).memStorage(true).numReplicas(1).flowControl(HEARTBEAT)
                    .inactiveThreshold(INACTIVE).build());
        } catch (JetStreamApiException e) {
            throw NatsStream.failure(e);
        }
        heardNanos = nanoClock.getAsLong();
    }

    /** Whether it reads for this call of {@link Engine#read}. */
    boolean isFor(int number) {
        return reading == number;
    }

    /** Whether another consumer has to read on, because a message or two heartbeats are missing. */
    boolean isBroken() {
        return isBroken || silentNanos() > SILENCE_NANOS && !queue.isFull();
    }

    /** How long it has received nothing, in nanoseconds. */
    long silentNanos() {
        return nanoClock.getAsLong() - heardNanos;
    }

    /** The sequence number at which another consumer has to read on. */
    long nextSequence() {
        return nextSequence;
    }

    /** Ends the consumer. */
    void close() {
        isBroken = true;
        dispatcher.unsubscribe(subscription);
    }

    private void receive(Message message) throws InterruptedException {
        if (isBroken) {
            return;
        }
        heardNanos = nanoClock.getAsLong();
        if (message.isStatusMessage()) {
            receive(message.getStatus(), message);
            return;
        }
        NatsPosition position = NatsPosition.parse(message.getReplyTo());
        if (position == null || position.delivery() != deliveries + 1) {
            isBroken = true;
            return;
        }
        queue.block(reading, position.sequence(), position.millis(), message.getData());
        deliveries++;
        nextSequence = position.sequence() + 1;
        heardNanos = nanoClock.getAsLong();
    }

    private void receive(Status status, Message message) {
        if (status.isFlowControl() && message.getReplyTo() != null) {
            connection.publish(message.getReplyTo(), null);
        } else if (status.isHeartbeat()) {
            String stalled = header(message, STALLED);
            if (stalled != null) {
                connection.publish(stalled, null);
            }
            String last = header(message, LAST_DELIVERY);
            isBroken = last != null && !last.equals(Long.toString(deliveries));
        } else {
            // The consumer was deleted, or its server has changed.
            isBroken = true;
        }
    }

    private static String header(Message message, String name) {
        return message.hasHeaders() ? message.getHeaders().getFirst(name) : null;
    }
}
