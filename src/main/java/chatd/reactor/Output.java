package chatd.reactor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * What one client is sent: the way from the broadcast's block and the service to the socket, by the write buffer when
 * the socket takes no more, and the deadline by which it must take something.
 */
final class Output {

    private final Connection connection;
    private final Reactor reactor;
    private final SocketChannel channel;
    private final WriteBuffer waiting;
    private TimerWheel.Timer deadline;
    private long lastTakenNanos;

    Output(Connection connection, Reactor reactor, SocketChannel channel) {
        this.connection = connection;
        this.reactor = reactor;
        this.channel = channel;
        waiting = new WriteBuffer(reactor.pool);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether the socket has taken less than it was given, and is to tell when it has space. */
    boolean isBlocked() {
        return waiting.isBlocked();
    }

    /** Whether no more should be read from this client, for the answers would wait here. */
    boolean isFull() {
        return waiting.isFull();
    }

    /** Adds bytes for this client only, behind all that was said to everybody so far. */
    void addPrivate(byte[] bytes) {
        reactor.broadcast.settle(connection);
        waiting.addPrivate(bytes);
        reactor.flushLater(connection);
    }

    /** Adds public lines. Before any is skipped the socket is tried: it may have space. */
    void addPublic(WriteBuffer.Chunk chunk, int from, int to) {
        if (!waiting.hasRoomFor(to - from)) {
            writeIfUnblocked();
        }
        waiting.addPublic(chunk, from, to);
        reactor.flushLater(connection);
    }

    /** Takes its share of the block when the turn ends: one write, and only what the socket leaves is kept. */
    void hear(int from, int end) {
        Broadcast broadcast = reactor.broadcast;
        if (!waiting.isEmpty()) {
            addPublic(broadcast.copy(end), from, end);
            return;
        }
        try {
            ByteBuffer share = broadcast.slice(from, end);
            channel.write(share);
            if (share.hasRemaining()) {
                waiting.addPublic(broadcast.copy(end), share.position(), end);
                waiting.block();
                lastTakenNanos = reactor.nowNanos();
                awaitSpace();
            }
        } catch (IOException e) {
            connection.doom(Service.Cause.RESET);
        }
    }

    /** Writes what waits, unless the socket is known to take nothing now. */
    void writeIfUnblocked() {
        if (!waiting.isEmpty() && !waiting.isBlocked()) {
            write();
        }
    }

    /** Writes what waits, until the socket takes no more. */
    void write() {
        if (connection.isDoomed()) {
            return;
        }
        boolean wasBlocked = waiting.isBlocked();
        try {
            int taken = waiting.writeTo(channel);
            if (taken > 0 || !wasBlocked) {
                lastTakenNanos = reactor.nowNanos();
            }
            awaitSpace();
        } catch (IOException e) {
            connection.doom(Service.Cause.RESET);
        } catch (RuntimeException e) {
            reactor.logFailure(connection.address(), e);
            connection.doom(Service.Cause.FAILURE);
        }
    }

    /** Forgets what waits, and needs no more time for it. */
    void close() {
        waiting.clear();
        if (deadline != null) {
            reactor.timers.cancel(deadline);
        }
    }

    /** Sets or clears what waits for space in the socket: the deadline, and the selector's interest. */
    private void awaitSpace() {
        Duration timeout = reactor.limits.writeTimeout();
        if (!waiting.isBlocked()) {
            if (deadline != null) {
                reactor.timers.cancel(deadline);
            }
        } else if (!timeout.isZero()) {
            if (deadline == null) {
                deadline = Reactor.timer(this::expire);
            }
            if (!deadline.isSet()) {
                reactor.timers.set(deadline, lastTakenNanos + timeout.toNanos());
            }
        }
        connection.outputChanged();
    }

    /**
     * The client has taken nothing for the write timeout, or so it looks. The kernel calls a socket writable only once
     * about a third of its send buffer is free, so who reads slowly but steadily looks stuck: a write is tried before
     * the verdict.
     */
    private void expire() {
        write();
        long patience = reactor.limits.writeTimeout().toNanos();
        if (waiting.isBlocked() && reactor.nowNanos() - lastTakenNanos >= patience) {
            connection.giveUp();
        } else {
            reactor.flushLater(connection);
        }
    }
}
