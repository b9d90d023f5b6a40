package chatd.net;

import chatd.loop.TimerWheel;
import java.io.IOException;
import java.time.Duration;

/**
 * The output of one client: writes its share of a {@link Block}, and private lines, to the socket. Bytes that the
 * socket does not accept wait in a {@link WriteBuffer}. The {@link OutboundPool} lends an outbound to a connection only
 * while output is pending. As a timer it is the deadline by which the socket must accept something.
 */
final class Outbound extends TimerWheel.Timer {

    /** The connection whose output this is, in its present phase. */
    interface Owner {
        /** The socket accepted this many bytes. */
        void sent(int bytes);

        /** This many public lines were skipped, because the client reads too slowly; may be 0. */
        void skipped(int lines);

        /** A public line was added for this client alone. */
        void publicLine();

        /** The amount of pending output has changed, or whether the socket accepts more. */
        void outputChanged();

        /** Pending output was written, as far as the socket accepted it. */
        default void flushed() {
        }

        /** Nothing is pending any more: the owner returns this outbound to the pool. */
        void outputIdle();

        /** Ends the connection, for this reason. */
        void end(CloseReason reason);

        /**
         * The client reads too little. Drops its output at once, and ends the connection for this reason once the
         * client's input is passed on.
         */
        void endNotReading();

        /** Whether the connection is an administrator's, which is ended last when the memory is used up. */
        boolean isPrivileged();

        /** Whether any output is pending. */
        boolean hasBacklog();

        /** The pending output, in bytes. */
        int waitingBytes();

        /** Logs an exception that ends the connection, or rethrows a fatal error. */
        void logFailure(Throwable e);
    }

    /** Before a private line, a share of the block up to this size is kept for the turn's one write. */
    private static final int MAX_KEPT_SHARE_BYTES = 4 * 1024;
    /** How long a client's input is still passed on after its output was dropped. */
    private static final Duration LAST_INPUT_TIMEOUT = Duration.ofMinutes(5);

    private final OutboundPool outbounds;
    private final WriteBuffer waiting;
    private Owner owner;
    private Transport transport;
    /** When the socket last accepted something, or became blocked. */
    private long lastWriteNanos;
    private boolean flushPending;
    /** Why output is dropped; null if it is not. */
    private CloseReason droppedFor;

    Outbound(OutboundPool outbounds) {
        this.outbounds = outbounds;
        waiting = new WriteBuffer(outbounds.buffers());
    }

    /** Sets the owner and its transport; both are null while this outbound is in the pool. */
    void serve(Owner newOwner, Transport newTransport) {
        owner = newOwner;
        waiting.receiver(newOwner);
        transport = newTransport;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The bytes that wait until the socket accepts them, or until the turn ends. */
    int waitingBytes() {
        return waiting.waitingBytes();
    }

    /** Whether the socket accepted only a part of the last write, so that the loop must watch it for space. */
    boolean isBlocked() {
        return waiting.isBlocked();
    }

    /**
     * Why all output is dropped and the connection ends once its input is passed on: it broke in a write, or the client
     * does not read. Null if output is not dropped.
     */
    CloseReason droppedFor() {
        return droppedFor;
    }

    /** Whether no input should be read from this client, because too many answers are pending. */
    boolean holdsBackInput() {
        return waiting.holdsBackInput();
    }

    /** Adds a private line, with its LF. It is never skipped. */
    void addPrivate(byte[] line) {
        if (!isDropped()) {
            waiting.addPrivate(line);
            added();
        }
    }

    /** Adds a public line, with its LF, that is for this client alone. Tries to write before it skips the line. */
    void addPublic(byte[] line) {
        tryToMakeRoom(line.length);
        if (!isDropped()) {
            owner.publicLine();
            owner.skipped(waiting.addPublic(line));
            added();
        }
    }

    /** Arranges that added lines are written: when the turn ends, or at once if the memory is used up. */
    private void added() {
        if (outbounds.buffers().isFull()) {
            writeIfUnblocked();
        }
        flushLater();
    }

    /**
     * Writes the block from {@code from} to its end, with one write, and keeps the bytes that the socket did not
     * accept.
     */
    void offer(Block block, int from) {
        int end = block.end();
        tryToMakeRoom(end - from);
        int start = waiting.isEmpty() ? writeShare(block, from, end) : from;
        if (start < end && !isDropped()) {
            if (!waiting.isEmpty() && waiting.skips(block.lineLength(start))) {
                owner.skipped(waiting.skip(block.linesFrom(start)));
            } else {
                owner.skipped(waiting.addPublic(block.copy(), start, end));
            }
            kept();
        }
        giveBackIfIdle();
    }

    /** Keeps the bytes of the block from {@code start} to its end, which the socket has just not accepted. */
    void keepRest(Block block, int start) {
        blocked();
        owner.skipped(waiting.addPublic(block.copy(), start, block.end()));
        kept();
    }

    /**
     * Does what {@link #offer} does, but during a turn, because a private line follows. A small share is not written at
     * once but kept for the turn's one write, unless there is no room for it.
     */
    void settle(Block block, int from) {
        int end = block.end();
        tryToMakeRoom(end - from);
        boolean keeps = end - from <= MAX_KEPT_SHARE_BYTES && waiting.hasRoomFor(end - from);
        int start = waiting.isEmpty() && !keeps ? writeShare(block, from, end) : from;
        if (start < end && !isDropped()) {
            owner.skipped(waiting.addPublic(block.excerpt(start), 0, end - start));
            kept();
        }
        giveBackIfIdle();
    }

    /** Tries to write before public lines are skipped, because the socket may have space by now. */
    private void tryToMakeRoom(int bytes) {
        if (!waiting.isEmpty() && !waiting.hasRoomFor(bytes)) {
            writeIfUnblocked();
        }
    }

    /** Writes a part of the block at once. Returns the index of the first byte that the socket did not accept. */
    private int writeShare(Block block, int from, int end) {
        if (isDropped()) {
            return end;
        }
        try {
            int start = from + block.write(transport, from, end);
            owner.sent(start - from);
            if (start < end) {
                blocked();
            }
            return start;
        } catch (IOException e) {
            connectionBroke();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        return end;
    }

    /** Notes that the socket accepted only a part of a write from the block itself. The write buffer is empty. */
    private void blocked() {
        waiting.setBlocked();
        lastWriteNanos = nowNanos();
    }

    /** Arranges that kept bytes are written: when the socket has space, or when the turn ends. */
    private void kept() {
        if (waiting.isBlocked()) {
            awaitSpace();
        } else {
            flushLater();
        }
    }

    /** Arranges that {@link #flush} is called when the turn ends. */
    void flushLater() {
        if (!flushPending) {
            flushPending = true;
            outbounds.flushLater(this);
        }
    }

    /** Writes pending output, unless the socket is known to have no space, and tells the owner. */
    void flush() {
        flushPending = false;
        Owner flushed = owner;
        writeIfUnblocked();
        giveBackIfIdle();
        flushed.flushed();
    }

    /** The socket has space: writes pending output, and tells the owner. */
    void writable() {
        Owner written = owner;
        write();
        giveBackIfIdle();
        written.flushed();
    }

    /** Writes pending output, unless the socket is known to have no space. */
    void writeIfUnblocked() {
        if (!waiting.isEmpty() && !waiting.isBlocked()) {
            write();
        }
    }

    /** Writes pending output until the socket accepts no more. */
    void write() {
        if (isDropped()) {
            return;
        }
        boolean wasBlocked = waiting.isBlocked();
        long writtenBefore = waiting.writtenBytes();
        try {
            int written = waiting.writeTo(transport);
            if (written > 0 || !wasBlocked) {
                lastWriteNanos = nowNanos();
            }
            awaitSpace();
        } catch (IOException e) {
            connectionBroke();
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            owner.sent((int) (waiting.writtenBytes() - writtenBefore));
        }
    }

    /** A write failed: the client is gone. Reading ends the connection when it finds the end of the input. */
    void connectionBroke() {
        drop(CloseReason.RESET);
    }

    /**
     * Drops pending and further output. The owner still passes on the client's input up to now, and then ends the
     * connection for this reason. If it cannot, for example because the input is paused, a timer does.
     */
    void drop(CloseReason reason) {
        close();
        droppedFor = reason;
        outbounds.loop().setTimer(this, LAST_INPUT_TIMEOUT);
        owner.outputChanged();
    }

    /**
     * Wording the gap notice, or a write, failed unexpectedly. Ends the connection, but not before the turn ends: other
     * clients are being served.
     */
    void fail(Throwable e) {
        owner.logFailure(e);
        connectionBroke();
        outbounds.endLater(this);
    }

    /** Ends the connection that {@link OutboundPool#endLater} was called for. */
    void endFailed() {
        owner.end(CloseReason.FAILURE);
    }

    /** Drops pending output. */
    void close() {
        waiting.clear();
        outbounds.loop().cancelTimer(this);
    }

    /** Sets or cancels the write timeout, and tells the owner. */
    private void awaitSpace() {
        if (!waiting.isBlocked()) {
            outbounds.loop().cancelTimer(this);
        } else if (!outbounds.writeTimeout().isZero() && !isSet()) {
            outbounds.loop().setTimer(this, lastWriteNanos + outbounds.writeTimeout().toNanos());
        }
        owner.outputChanged();
    }

    /**
     * The socket has accepted nothing for the write timeout, as far as is known. Linux reports a socket as writable
     * only when about a third of its send buffer is free, so a client that reads slowly but steadily seems to read
     * nothing. One more write shows whether it does.
     */
    @Override
    public void expire() {
        if (isDropped()) {
            owner.end(droppedFor);
            return;
        }
        write();
        if (waiting.isBlocked() && nowNanos() - lastWriteNanos >= outbounds.writeTimeout().toNanos()) {
            owner.endNotReading();
        } else {
            flushLater();
        }
    }

    private void giveBackIfIdle() {
        if (waiting.isEmpty() && !waiting.isBlocked() && !isDropped() && !flushPending) {
            owner.outputIdle();
        }
    }

    private boolean isDropped() {
        return droppedFor != null;
    }

    private long nowNanos() {
        return outbounds.loop().nowNanos();
    }
}
