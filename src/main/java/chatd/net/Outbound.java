package chatd.net;

import chatd.loop.TimerWheel;
import java.io.IOException;
import java.time.Duration;

/**
 * What one client is sent: the way from the broadcast's block and the service to the socket, by the write buffer when
 * the socket takes no more, and the deadline by which it must take something. A client for whom nothing waits needs
 * none of its own.
 */
final class Outbound {

    private static final int SMALL_SHARE_BYTES = 4 * 1024;
    private static final Duration GONE = Duration.ofMinutes(5);

    private final Server server;
    private final WriteBuffer waiting;
    private Connection connection;
    private TimerWheel.Timer deadline;
    private long lastTakenNanos;
    private boolean broken;

    Outbound(Server server) {
        this.server = server;
        waiting = new WriteBuffer(server.pool);
    }

    /** Serves this client from now on, or none for now (null); before, it must be idle. */
    void serve(Connection client) {
        connection = client;
    }

    /** Whether it remembers nothing of its client. */
    boolean isIdle() {
        return waiting.isEmpty() && !waiting.isBlocked() && !broken;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How much waits for space in the socket, in bytes. */
    int waitingBytes() {
        return waiting.waitingBytes();
    }

    /** Whether the socket has taken less than it was given, and is to tell when it has space. */
    boolean isBlocked() {
        return waiting.isBlocked();
    }

    /** Whether the connection broke while something was written: nothing is kept any more. */
    boolean isBroken() {
        return broken;
    }

    /** Whether no more should be read from this client, for the answers would wait here. */
    boolean isFull() {
        return waiting.isFull();
    }

    /** Adds bytes for this client only. */
    void addPrivate(byte[] bytes) {
        if (!broken) {
            waiting.addPrivate(bytes);
            flushLater();
        }
    }

    /** Adds a public line that is for this client only. Before it is skipped the socket is tried. */
    void addPublic(byte[] line) {
        makeRoom(line.length);
        if (!broken) {
            connection.terms.counts().publicLines++;
            connection.countSkipped(waiting.addPublic(line));
            flushLater();
        }
    }

    /** When memory is short that is now. */
    private void flushLater() {
        if (server.pool.isFull()) {
            writeIfUnblocked();
        }
        server.flushLater(connection);
    }

    /** Takes its share of the block when the turn ends: one write, and only what the socket leaves is kept. */
    void hear(int from, int end) {
        makeRoom(end - from);
        int start = waiting.isEmpty() ? writeShare(from, end) : from;
        if (start < end && !broken) {
            if (!waiting.isEmpty() && waiting.skips(server.broadcast.lineLength(start))) {
                connection.countSkipped(waiting.skip(server.broadcast.linesFrom(start)));
            } else {
                connection.countSkipped(waiting.addPublic(server.broadcast.copy(end), start, end));
            }
            keep();
        }
    }

    /** Takes its share of the block so far. A small one is kept for the turn's one write, if memory is not short. */
    void settle(int from, int end) {
        makeRoom(end - from);
        boolean keeps = end - from <= SMALL_SHARE_BYTES && waiting.hasRoomFor(end - from);
        int start = waiting.isEmpty() && !keeps ? writeShare(from, end) : from;
        if (start < end && !broken) {
            connection.countSkipped(waiting.addPublic(server.broadcast.excerpt(start, end), 0, end - start));
            keep();
        }
    }

    /** Before public lines are skipped for want of room, the socket is tried: it may have space. */
    private void makeRoom(int bytes) {
        if (!waiting.isEmpty() && !waiting.hasRoomFor(bytes)) {
            writeIfUnblocked();
        }
    }

    /** Writes a part of the block at once; returns up to where the socket took it. */
    private int writeShare(int from, int end) {
        if (broken) {
            return end;
        }
        try {
            int start = from + server.broadcast.write(connection.channel, from, end);
            connection.countOut(start - from);
            if (start < end) {
                waiting.block();
                lastTakenNanos = server.nowNanos();
            }
            return start;
        } catch (IOException e) {
            breakOff();
        } catch (RuntimeException e) {
            fail(e);
        }
        return end;
    }

    /** Sees to it that what is kept is written: soon, or when the socket has space. */
    private void keep() {
        if (waiting.isBlocked()) {
            awaitSpace();
        } else {
            server.flushLater(connection);
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
        if (broken) {
            return;
        }
        boolean wasBlocked = waiting.isBlocked();
        long takenBefore = waiting.takenBytes();
        try {
            int taken = waiting.writeTo(connection.channel);
            if (taken > 0 || !wasBlocked) {
                lastTakenNanos = server.nowNanos();
            }
            awaitSpace();
        } catch (IOException e) {
            breakOff();
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            connection.countOut((int) (waiting.takenBytes() - takenBefore));
        }
    }

    /**
     * There is nobody to write to any more. What the client sent before it went is still handed on; reading then finds
     * the end, or else the client is taken to be gone after a while.
     */
    private void breakOff() {
        broken = true;
        close();
        setDeadline(server.nowNanos() + GONE.toNanos());
        connection.outputChanged();
    }

    private void setDeadline(long nanos) {
        if (deadline == null) {
            deadline = Server.timer(this::expire);
        }
        if (!deadline.isSet()) {
            server.timers.set(deadline, nanos);
        }
    }

    /** The service threw when it was asked for words. The connection ends once whoever is served now has been. */
    private void fail(RuntimeException e) {
        server.logFailure(connection.address(), e);
        breakOff();
        server.endFailedLater(connection);
    }

    /** Forgets what waits, and needs no more time for it. */
    void close() {
        waiting.clear();
        if (deadline != null) {
            server.timers.cancel(deadline);
        }
    }

    /** Sets or clears what waits for space in the socket: the deadline, and the selector's interest. */
    private void awaitSpace() {
        Duration timeout = server.limits.writeTimeout();
        if (!waiting.isBlocked()) {
            if (deadline != null) {
                server.timers.cancel(deadline);
            }
        } else if (!timeout.isZero()) {
            setDeadline(lastTakenNanos + timeout.toNanos());
        }
        connection.outputChanged();
    }

    /**
     * The client has taken nothing for the write timeout, or so it looks. The kernel calls a socket writable only once
     * about a third of its send buffer is free, so who reads slowly but steadily looks stuck: a write is tried before
     * the verdict.
     */
    private void expire() {
        if (broken) {
            connection.giveUpGone();
            return;
        }
        write();
        long patience = server.limits.writeTimeout().toNanos();
        if (waiting.isBlocked() && server.nowNanos() - lastTakenNanos >= patience) {
            connection.giveUp();
        } else {
            server.flushLater(connection);
        }
    }
}
