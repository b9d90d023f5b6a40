package chatd.net;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import chatd.access.Addresses;
import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.loop.TimerWheel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket, from its arrival to its end: its {@link Inbound} of lines, its {@link Outbound} of bytes, and the
 * deadline that the service sets, as whose timer it stands in the wheel itself.
 *
 * <pre>
 *             close(), or the client's      all is written;         end of input,
 *             end of input                  our end of output       or 2 s
 *   OPEN ─────────────────────► DRAINING ────────────────► LINGERING ─────────► CLOSED
 *     │                            │ (straight to CLOSED if the client ended)     ▲
 *     └─ reset, exception, ────────┴──────────────────────────────────────────────┘
 *        write timeout             or 60 s
 * </pre>
 *
 * <p>It is read while OPEN, a few times a turn at most, unless input is held back or output piles up. LINGERING reads
 * and forgets: closing a socket with unread input would make the kernel reset it, and the client could lose our last
 * words.
 */
public final class Connection extends TimerWheel.Timer implements Server.Watched {

    private enum State { OPEN, DRAINING, LINGERING, CLOSED }

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration DRAIN = Duration.ofSeconds(60);
    private static final Duration LINGER = Duration.ofSeconds(2);
    /** IAC WILL TIMING-MARK (RFC 860): all that came before it is done with. */
    private static final byte[] TELNET_TIMING_MARK = {(byte) 255, (byte) 251, 6};

    final Server server;
    final ListenerPolicy terms;
    final SocketChannel channel;

    private final SocketAddress address;
    private final long connectedNanos;
    private final Inbound input;
    private final SelectionKey key;

    private State state = State.OPEN;
    /** Null while nothing waits there: then any will do. */
    private Outbound output;
    private Object attachment;
    private long idleNanos;
    private long bytesIn;
    private long bytesOut;
    private int skippedLines;

    /** Whether it is on the reactor's list of those to flush, which alone changes this. */
    boolean flushPending;
    /** The place among the listeners of the {@link Broadcast}, which alone changes it; -1 is none. */
    int seat = -1;
    /** How far into the broadcast's block this listener's share is settled; the broadcast's, too. */
    int heardUpTo;

    /** @param address where the client is, which need not be where the other end of the channel is */
    Connection(Server server, ListenerPolicy terms, SocketChannel channel, SocketAddress address) throws IOException {
        this.server = server;
        this.terms = terms;
        this.channel = channel;
        this.address = address;
        connectedNanos = server.nowNanos();
        input = new Inbound(this);
        key = server.register(channel, OP_READ, this);
    }

    /** The client's address and port: {@code 127.0.0.1:64208} or {@code [::1]:64208}; {@code local:7} has no port. */
    public String address() {
        return Addresses.format(address);
    }

    /** The client's IP address; null if it is local. */
    InetAddress ip() {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    /** Whether the client's IP address is one of these. */
    public boolean isFrom(Cidr range) {
        return ip() != null && range.contains(ip());
    }

    /** Keeps something of the service's with this connection. */
    public void attach(Object attachment) {
        this.attachment = attachment;
    }

    /** What was attached last; null if nothing was. */
    public Object attachment() {
        return attachment;
    }

    /** Sends a line of the program's own, without its ending, to this client only; it is never skipped. */
    public void send(String line) {
        if (state == State.OPEN) {
            sendPrivate((line + '\n').getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Sends a line that is said to all, with its LF, to this client only. If the client reads too slowly it may be
     * skipped, as all such lines.
     */
    public void sendPublic(byte[] line) {
        if (state == State.OPEN) {
            server.broadcast.settle(this);
            output().addPublic(line);
        }
    }

    /** How many bytes the client has sent. */
    public long bytesIn() {
        return bytesIn;
    }

    /** How many bytes the client was sent. */
    public long bytesOut() {
        return bytesOut;
    }

    /** How many bytes wait for the client to read. */
    public int waitingBytes() {
        return output == null ? 0 : output.waitingBytes();
    }

    /** How many lines the client did not get, for it read too slowly. */
    public int skippedLines() {
        return skippedLines;
    }

    /** How long it is connected. */
    public Duration age() {
        return Duration.ofNanos(server.nowNanos() - connectedNanos);
    }

    /** How long it is since the client's last line, or since it connected if there was none. */
    public Duration idleFor() {
        return Duration.ofNanos(server.nowNanos() - input.lastLineNanos());
    }

    /**
     * Has {@link Service#expired} called after this time, whatever the client does. Replaces the deadline before; zero
     * is never.
     */
    public void expireAfter(Duration duration) {
        idleNanos = 0;
        setDeadline(server.nowNanos(), duration);
    }

    /**
     * Has {@link Service#expired} called when the client has sent no line for this long, counted from its last line.
     * Replaces the deadline before; zero is never.
     */
    public void expireWhenIdle(Duration duration) {
        idleNanos = duration.toNanos();
        setDeadline(input.lastLineNanos(), duration);
    }

    private void setDeadline(long fromNanos, Duration duration) {
        if (state != State.OPEN) {
            return;
        }
        if (duration.isZero()) {
            server.timers.cancel(this);
        } else {
            server.timers.set(this, fromNanos + duration.toNanos());
        }
    }

    /**
     * Hands on no further line, and reads nothing more, until {@link #unpause}. What was read already is kept. That the
     * client has ended its input, or the connection broke, is noticed only then, too: so a deadline should end it.
     */
    public void pause() {
        input.pause(true);
        watch();
    }

    /** Ends a {@link #pause}: in this turn or the next the input goes on. */
    public void unpause() {
        input.pause(false);
        server.share.await(this);
    }

    /** Writes what waits, and then closes. Nothing more is read or can be sent. */
    public void close() {
        if (state == State.OPEN) {
            leave(State.DRAINING);
            server.flushLater(this);
        }
    }

    // What the reactor, the broadcast and its own two halves tell it.

    /** Presents the connection to the service. */
    void open() {
        serve(() -> terms.service().connected(this));
    }

    /**
     * Tells somebody that they are not let in; the service never learns of them. Who finds no room may take their time
     * to read that; whom the place they come from keeps out is told so if they take it at once.
     */
    void refuse(Rejection why) {
        try {
            send(terms.notices().rejected(why));
        } catch (RuntimeException e) {
            server.logFailure(address(), e);
            disconnect();
            return;
        }
        if (why == Rejection.FULL) {
            close();
        } else {
            output().write();
            disconnect();
        }
    }

    @Override
    public void ready() {
        try {
            if (key.isReadable()) {
                read();
            }
            if (state != State.CLOSED && key.isWritable()) {
                output().write();
                finishIfDrained();
            }
        } catch (IOException e) {
            end(CloseReason.RESET);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Hands on what was held back while the client was too fast, its write buffer full, or the service paused. */
    void resume() {
        if (state == State.OPEN) {
            serve(input::resume);
            watch();
        }
    }

    /** Writes what this turn has brought, unless the socket is known to take nothing now. */
    void flush() {
        output().writeIfUnblocked();
        finishIfDrained();
    }

    /** Takes its share of the broadcast's block, from..end, when the turn ends. */
    void hear(int from, int end) {
        output().hear(from, end);
        giveBackOutput();
    }

    /** Takes its share of the broadcast's block so far, from..end. */
    void settle(int from, int end) {
        output().settle(from, end);
        giveBackOutput();
    }

    void answerTimingMark() {
        sendPrivate(TELNET_TIMING_MARK);
    }

    /** Sends bytes behind all that was said to everybody so far. */
    private void sendPrivate(byte[] bytes) {
        server.broadcast.settle(this);
        output().addPrivate(bytes);
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether anything waits for the client to read. */
    boolean isLate() {
        return output != null && !output.isEmpty();
    }

    /** Whether the answers to more lines would pile up. The socket is tried first: it may have space. */
    boolean isOutputFull() {
        if (output != null && output.isFull()) {
            output.writeIfUnblocked();
        }
        return isFull();
    }

    /** The socket took something, or would take no more. */
    void outputChanged() {
        watch();
        if (input.isHeld() && !input.isPaced() && !isFull()) {
            server.share.await(this);
        }
    }

    /** Ends a connection for which the service threw while others were being served. */
    void endFailed() {
        end(CloseReason.FAILURE);
    }

    /** Ends a connection that broke long ago, whatever of what the client sent is not handed on yet. */
    void giveUpGone() {
        end(CloseReason.RESET);
    }

    /** Ends a connection that takes nothing, and has the kernel forget what it still holds for this client. */
    void giveUp() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("{}: {}", address(), e.toString());
        }
        end(CloseReason.NOT_READING);
    }

    /** Lets the service, which is stopping, say goodbye. */
    void stop() {
        if (state == State.OPEN) {
            serve(() -> terms.service().stopping(this));
            close();
        } else if (state == State.LINGERING) {
            disconnect();
        }
    }

    /** Closes the socket at once. What waits is lost. */
    void disconnect() {
        if (state == State.CLOSED) {
            return;
        }
        leave(State.CLOSED);
        if (output != null) {
            output.close();
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{}: {}", address(), e.toString());
        }
        server.admission.gone(this);
    }

    void countOut(int bytes) {
        bytesOut += bytes;
        terms.counts().bytesOut += bytes;
    }

    void countSkipped(int lines) {
        skippedLines += lines;
        terms.counts().skippedLines += lines;
    }

    private void read() throws IOException {
        int count = channel.read(server.readBuffer());
        if (count >= 0) {
            take(server.takeInput(), count);
        } else if (state != State.OPEN) {
            disconnect();
        } else if (output != null && output.isBroken()) {
            end(CloseReason.RESET);
        } else {
            endOfInput();
        }
    }

    /** Takes what the client has sent before this was its connection. */
    void takeFirst(byte[] bytes) {
        serve(() -> take(bytes, bytes.length));
    }

    /** Takes the first {@code count} bytes as sent by the client. */
    private void take(byte[] bytes, int count) {
        bytesIn += count;
        terms.counts().bytesIn += count;
        if (state == State.OPEN) {
            input.take(bytes, count);
            watch();
        }
    }

    private void endOfInput() {
        input.end();
        // If the service pauses at the last line, the end is read once more when it goes on.
        if (state == State.OPEN && !input.isPaused()) {
            end(CloseReason.END_OF_INPUT);
        }
    }

    /** Has the service do something for this connection; if it throws, the connection ends. */
    private void serve(Runnable service) {
        try {
            service.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(RuntimeException e) {
        server.logFailure(address(), e);
        end(CloseReason.FAILURE);
    }

    /** Ends a connection that the service did not close, and tells it. */
    private void end(CloseReason cause) {
        boolean wasOpen = state == State.OPEN;
        if (cause == CloseReason.END_OF_INPUT) {
            leave(State.DRAINING);
            server.flushLater(this);
        } else {
            disconnect();
        }
        if (!wasOpen) {
            return;
        }
        try {
            terms.service().disconnected(this, cause);
        } catch (RuntimeException e) {
            server.logFailure(address(), e);
        }
    }

    /** Goes on to a later state. Leaving OPEN ends the input, the broadcast, and the service's deadline. */
    private void leave(State next) {
        if (state == State.OPEN) {
            server.broadcast.part(this);
            input.close();
            server.admission.left(this);
        }
        state = next;
        switch (next) {
            case DRAINING -> server.timers.set(this, server.nowNanos() + DRAIN.toNanos());
            case LINGERING -> server.timers.set(this, server.nowNanos() + LINGER.toNanos());
            default -> server.timers.cancel(this);
        }
        watch();
    }

    private Outbound output() {
        if (output == null) {
            output = server.takeOutput(this);
        }
        return output;
    }

    /** Whether no more should be read, for the answers would wait. */
    private boolean isFull() {
        return output != null && output.isFull();
    }

    private void giveBackOutput() {
        if (output != null && output.isIdle()) {
            server.giveBack(output);
            output = null;
        }
    }

    private void finishIfDrained() {
        giveBackOutput();
        if (state != State.DRAINING || isLate()) {
            return;
        }
        try {
            if (input.hasEnded()) {
                disconnect();
            } else if (server.isStopping()) {
                // Or closing would reset the connection, and the client might lose our last words.
                int count = Math.max(0, channel.read(server.readBuffer()));
                take(server.takeInput(), count);
                disconnect();
            } else {
                channel.shutdownOutput();
                leave(State.LINGERING);
            }
        } catch (IOException e) {
            disconnect();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** The service's deadline while OPEN, the end of patience later. */
    @Override
    public void expire() {
        if (state != State.OPEN) {
            disconnect();
            return;
        }
        if (idleNanos == 0 && input.isPaced()) {
            // What the service waits for may be held back for its time.
            server.timers.set(this, server.nowNanos() + PATIENCE.toNanos());
            return;
        }
        if (idleNanos > 0 && idleAtNanos() - server.nowNanos() <= 0) {
            // What has come since the selector looked counts as well, above all from somebody who was not read till now.
            readUnlessBroken();
        }
        if (state != State.OPEN || isSet()) {
            return;
        }
        if (idleNanos > 0 && idleAtNanos() - server.nowNanos() > 0) {
            // A line came since. Noting its time was all that it cost; the deadline is moved only now.
            server.timers.set(this, idleAtNanos());
        } else {
            serve(() -> terms.service().expired(this));
        }
    }

    /** When the client has been idle for too long, as far as is known. Whoever we do not read from now may be sending. */
    private long idleAtNanos() {
        boolean isRead = !input.isHeld() && !isFull();
        return (isRead ? input.lastLineNanos() : server.nowNanos()) + idleNanos;
    }

    private void readUnlessBroken() {
        try {
            read();
        } catch (IOException e) {
            end(CloseReason.RESET);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Tells the selector what this connection waits for. */
    private void watch() {
        if (state == State.CLOSED) {
            return;
        }
        int ops = output != null && output.isBlocked() ? OP_WRITE : 0;
        if (state == State.LINGERING || state == State.OPEN && !input.isHeld() && !isFull()) {
            ops |= OP_READ;
        }
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }
}
