package chatd.net;

import chatd.loop.TimerWheel;
import java.io.IOException;
import java.time.Duration;

/**
 * The way of bytes to one client: a broadcast's block or a private line, to the socket, by way of a write buffer while
 * the socket takes no more. It is lent to a connection while something waits there. As a timer it is the deadline by
 * which the client must take something.
 */
final class Outbound extends TimerWheel.Timer {

    /** The phase of a connection that the bytes are for. */
    interface Owner {
        /** The socket has taken so many bytes. */
        void sent(int bytes);

        /** So many public lines were skipped, because the client reads too slowly. */
        void skipped(int lines);

        /** A public line was added for this client alone. */
        void publicLine();

        /** The socket took something, or takes no more. */
        void outputChanged();

        /** What this turn brought is written, as far as the socket took it. */
        default void flushed() {
        }

        /** Nothing waits: the output is to be given back. */
        void outputIdle();

        /** Ends the connection, for this reason. */
        void end(CloseReason reason);

        /** Whether the connection is an administrator's, which is the last to be ended when memory is short. */
        boolean isPrivileged();

        /** Whether anything waits for the client to read. */
        boolean hasBacklog();

        /** How much waits for the client to read, in bytes. */
        int waitingBytes();

        /** The notice of skipped lines could not be worded. */
        void failed(RuntimeException e);
    }

    /** A share of a block up to this size waits for the turn's one write when a private line follows. */
    private static final int MAX_KEPT_SHARE_BYTES = 4 * 1024;
    /** How long what a client sent is still handed on after its connection broke. */
    private static final Duration BROKEN = Duration.ofMinutes(5);

    private final OutboundPool outbounds;
    private final WriteBuffer waiting;
    private Owner owner;
    private Transport transport;
    private long lastTakenNanos;
    private boolean flushPending;
    private boolean broken;

    Outbound(OutboundPool outbounds) {
        this.outbounds = outbounds;
        waiting = new WriteBuffer(outbounds.buffers());
    }

    /** Serves this owner from now on; none (null) if it is idle. */
    void serve(Owner newOwner, Transport newTransport) {
        owner = newOwner;
        waiting.reader(newOwner);
        transport = newTransport;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How much waits for space in the socket, in bytes. */
    int waitingBytes() {
        return waiting.waitingBytes();
    }

    /** Whether the socket has taken less than it was given, and is watched for space. */
    boolean isBlocked() {
        return waiting.isBlocked();
    }

    /** Whether the connection broke in a write: nothing is kept any more. */
    boolean isBroken() {
        return broken;
    }

    /** Whether no more should be read from this client, because the answers would wait here. */
    boolean isFull() {
        return waiting.isFull();
    }

    /** Adds a line for this client only. It is never skipped. */
    void addPrivate(byte[] line) {
        if (!broken) {
            waiting.addPrivate(line);
            written();
        }
    }

    /** Adds a public line that is for this client only. Before it is skipped, a write is tried. */
    void addPublic(byte[] line) {
        tryToMakeRoom(line.length);
        if (!broken) {
            owner.publicLine();
            owner.skipped(waiting.addPublic(line));
            written();
        }
    }

    /** What was added is written when the turn ends, or at once when memory is short. */
    private void written() {
        if (outbounds.buffers().isFull()) {
            writeIfUnblocked();
        }
        flushLater();
    }

    /** Sends the block from {@code from} to its end, when the turn ends: in one write. What the socket leaves is kept. */
    void offer(Block block, int from) {
        int end = block.end();
        tryToMakeRoom(end - from);
        int start = waiting.isEmpty() ? writeShare(block, from, end) : from;
        if (start < end && !broken) {
            if (!waiting.isEmpty() && waiting.skips(block.lineLength(start))) {
                owner.skipped(waiting.skip(block.linesFrom(start)));
            } else {
                owner.skipped(waiting.addPublic(block.copy(), start, end));
            }
            keep();
        }
        giveBackIfIdle();
    }

    /**
     * Sends the block so far from {@code from} on, in mid-turn, because something private follows. A small share is kept
     * for the turn's one write, unless memory is short.
     */
    void settle(Block block, int from) {
        int end = block.end();
        tryToMakeRoom(end - from);
        boolean keeps = end - from <= MAX_KEPT_SHARE_BYTES && waiting.hasRoomFor(end - from);
        int start = waiting.isEmpty() && !keeps ? writeShare(block, from, end) : from;
        if (start < end && !broken) {
            owner.skipped(waiting.addPublic(block.excerpt(start, end), 0, end - start));
            keep();
        }
        giveBackIfIdle();
    }

    /** Before public lines are skipped, a write is tried: the socket may have space. */
    private void tryToMakeRoom(int bytes) {
        if (!waiting.isEmpty() && !waiting.hasRoomFor(bytes)) {
            writeIfUnblocked();
        }
    }

    /** Writes a part of the block at once. Returns up to where the socket took it. */
    private int writeShare(Block block, int from, int end) {
        if (broken) {
            return end;
        }
        try {
            int start = from + block.write(transport, from, end);
            owner.sent(start - from);
            if (start < end) {
                waiting.block();
                lastTakenNanos = nowNanos();
            }
            return start;
        } catch (IOException e) {
            breakOff();
        } catch (RuntimeException e) {
            fail(e);
        }
        return end;
    }

    /** What is kept is written when the socket has space, or when the turn ends. */
    private void keep() {
        if (waiting.isBlocked()) {
            awaitSpace();
        } else {
            flushLater();
        }
    }

    /** Writes what waits when the turn ends, and tells the owner. */
    void flushLater() {
        if (!flushPending) {
            flushPending = true;
            outbounds.flushLater(this);
        }
    }

    /** Writes what this turn brought, unless the socket is known to take nothing now. */
    void flush() {
        flushPending = false;
        Owner flushed = owner;
        writeIfUnblocked();
        giveBackIfIdle();
        flushed.flushed();
    }

    /** The socket has space: writes what waits, and tells the owner. */
    void writable() {
        Owner written = owner;
        write();
        giveBackIfIdle();
        written.flushed();
    }

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
            int taken = waiting.writeTo(transport);
            if (taken > 0 || !wasBlocked) {
                lastTakenNanos = nowNanos();
            }
            awaitSpace();
        } catch (IOException e) {
            breakOff();
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            owner.sent((int) (waiting.takenBytes() - takenBefore));
        }
    }

    /**
     * No client is left to write to. What it sent before it went is still handed on: reading then finds the end, or else
     * the connection is given up after a while.
     */
    private void breakOff() {
        close();
        broken = true;
        outbounds.loop().setTimer(this, BROKEN);
        owner.outputChanged();
    }

    /** The wording of a notice failed. The connection ends once the clients that are being served now have been. */
    private void fail(RuntimeException e) {
        owner.failed(e);
        breakOff();
        outbounds.endLater(this);
    }

    void endFailed() {
        owner.end(CloseReason.FAILURE);
    }

    /** Drops what waits. */
    void close() {
        waiting.clear();
        outbounds.loop().cancelTimer(this);
    }

    /** Sets or cancels the deadline by which the socket must take something, and tells the owner. */
    private void awaitSpace() {
        if (!waiting.isBlocked()) {
            outbounds.loop().cancelTimer(this);
        } else if (!outbounds.writeTimeout().isZero() && !isSet()) {
            outbounds.loop().setTimer(this, lastTakenNanos + outbounds.writeTimeout().toNanos());
        }
        owner.outputChanged();
    }

    /**
     * The client has taken nothing for the write timeout, or so it seems. The kernel calls a socket writable only once
     * about a third of its send buffer is free, so a client that reads slowly but steadily looks stuck: a write is tried
     * before the verdict.
     */
    @Override
    public void expire() {
        if (broken) {
            owner.end(CloseReason.RESET);
            return;
        }
        write();
        long patience = outbounds.writeTimeout().toNanos();
        if (waiting.isBlocked() && nowNanos() - lastTakenNanos >= patience) {
            owner.end(CloseReason.NOT_READING);
        } else {
            flushLater();
        }
    }

    private void giveBackIfIdle() {
        if (waiting.isEmpty() && !waiting.isBlocked() && !broken && !flushPending) {
            owner.outputIdle();
        }
    }

    private long nowNanos() {
        return outbounds.loop().nowNanos();
    }
}
