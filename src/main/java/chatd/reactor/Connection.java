package chatd.reactor;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket: its lines in, its bytes out, its deadlines.
 *
 * <pre>
 *             close(), or the client's      all is written;         end of input,
 *             end of input                  our end of output       or 2 s
 *   OPEN ─────────────────────► DRAINING ────────────────► LINGERING ─────────► CLOSED
 *     │                            │ (straight to CLOSED if the client ended)     ▲
 *     └─ reset, exception, ────────┴──────────────────────────────────────────────┘
 *        write timeout
 * </pre>
 *
 * <p>While OPEN it reads, one read a turn, unless its write buffer is full; then lines that came in the same read wait
 * in {@code held}, and the socket is left alone. LINGERING reads and forgets: closing a socket with unread input would
 * make the kernel reset it, and the client could lose our last words.
 */
public final class Connection implements Reactor.Watched {

    private enum State { OPEN, DRAINING, LINGERING, CLOSED }

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Duration LINGER = Duration.ofSeconds(2);
    /** IAC WILL TIMING-MARK (RFC 860): all that came before it is done with. */
    private static final byte[] TELNET_TIMING_MARK = {(byte) 255, (byte) 251, 6};
    private static final byte[] NOTHING = {};

    private final Reactor reactor;
    private final SocketChannel channel;
    private final String address;
    private final LineDecoder decoder;
    private final WriteBuffer waiting;
    private final TimerWheel.Timer deadline = new Deadline();
    private final SelectionKey key;
    private final long connectedNanos;
    private final Pace pace;

    private State state = State.OPEN;
    private Object attachment;
    private byte[] held = NOTHING;
    private boolean inputEnded;
    private long idleNanos;
    private long lastLineNanos;
    private TimerWheel.Timer paceTimer;
    private TimerWheel.Timer writeDeadline;
    private long lastTakenNanos;
    private Service.Cause doom;

    /** Where the reactor noted that there is something to flush. */
    boolean flushPending;
    /** The place among the listeners of the {@link Broadcast}, which alone changes it; -1 is none. */
    int seat = -1;
    /** How far into the broadcast's block this listener's share is settled. */
    int heardUpTo;

    Connection(Reactor reactor, SocketChannel channel) throws IOException {
        this.reactor = reactor;
        this.channel = channel;
        this.address = Addresses.format((InetSocketAddress) channel.getRemoteAddress());
        this.decoder = new LineDecoder(reactor.workspace);
        this.waiting = new WriteBuffer(reactor.pool);
        this.connectedNanos = reactor.nowNanos();
        this.lastLineNanos = connectedNanos;
        this.pace = new Pace(reactor.limits, connectedNanos);
        this.key = reactor.register(channel, OP_READ, this);
    }

    /** The client's address and port: {@code 127.0.0.1:64208} or {@code [::1]:64208}. */
    public String address() {
        return address;
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
     * Sends a line that is said to all, without its ending, to this client only. If the client reads too slowly it may be
     * skipped, as all such lines.
     */
    public void sendPublic(String line) {
        if (state == State.OPEN) {
            byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
            reactor.broadcast.settle(this);
            addPublic(new WriteBuffer.Chunk(bytes), 0, bytes.length);
        }
    }

    /** How long it is connected. */
    public Duration age() {
        return Duration.ofNanos(reactor.nowNanos() - connectedNanos);
    }

    /** How long it is since the client's last line, or since it connected if there was none. */
    public Duration idleFor() {
        return Duration.ofNanos(reactor.nowNanos() - lastLineNanos);
    }

    /**
     * Has {@link Service#expired} called after this time, whatever the client does. Replaces the deadline before; zero
     * is never.
     */
    public void expireAfter(Duration duration) {
        idleNanos = 0;
        setDeadline(reactor.nowNanos(), duration);
    }

    /**
     * Has {@link Service#expired} called when the client has sent no line for this long, counted from its last line.
     * Replaces the deadline before; zero is never.
     */
    public void expireWhenIdle(Duration duration) {
        idleNanos = duration.toNanos();
        setDeadline(lastLineNanos, duration);
    }

    private void setDeadline(long fromNanos, Duration duration) {
        if (duration.isZero()) {
            reactor.timers.cancel(deadline);
        } else {
            reactor.timers.set(deadline, fromNanos + duration.toNanos());
        }
    }

    /** Writes what waits, and then closes. Nothing more is read or can be sent. */
    public void close() {
        if (state == State.OPEN) {
            leave(State.DRAINING);
            reactor.flushLater(this);
        }
    }

    /** Presents the connection to the service. */
    void open() {
        try {
            reactor.service.connected(this);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    @Override
    public void ready() {
        try {
            if (key.isReadable()) {
                read();
            }
            if (state != State.CLOSED && key.isWritable()) {
                write();
                finishIfDrained();
            }
        } catch (IOException e) {
            end(Service.Cause.RESET);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Hands on what was held back while the client was too fast, or its write buffer full. */
    void resume() {
        if (state != State.OPEN) {
            return;
        }
        byte[] input = held;
        release();
        try {
            decode(input, input.length);
        } catch (RuntimeException e) {
            fail(e);
        }
        watch();
    }

    /** Writes what this turn has brought, unless the socket is known to take nothing now. */
    void flush() {
        flushPending = false;
        if (!waiting.isEmpty() && !waiting.isBlocked()) {
            write();
        }
        finishIfDrained();
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
            doom(Service.Cause.RESET);
        }
    }

    /** Adds public lines to what waits. Before any is skipped the socket is tried: it may have space. */
    void addPublic(WriteBuffer.Chunk chunk, int from, int to) {
        if (!waiting.hasRoomFor(to - from) && !waiting.isBlocked()) {
            write();
        }
        waiting.addPublic(chunk, from, to);
        reactor.flushLater(this);
    }

    /** Lets the service, which is stopping, say goodbye. */
    void stop() {
        if (state == State.OPEN) {
            try {
                reactor.service.stopping(this);
            } catch (RuntimeException e) {
                reactor.logFailure(address, e);
            }
            close();
        } else if (state == State.LINGERING) {
            disconnect();
        }
    }

    /** Ends a connection of which it was found, while others were being served, that it can't go on. */
    void meetDoom() {
        end(doom);
    }

    /** Closes the socket at once. What waits is lost. */
    void disconnect() {
        if (state == State.CLOSED) {
            return;
        }
        leave(State.CLOSED);
        waiting.clear();
        reactor.timers.cancel(deadline);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{}: {}", address, e.toString());
        }
        reactor.closed();
    }

    /** Reports an exception of the service's, and ends the connection that it was serving. */
    void fail(RuntimeException e) {
        reactor.logFailure(address, e);
        end(Service.Cause.FAILURE);
    }

    private void end(Service.Cause cause) {
        boolean wasOpen = state == State.OPEN;
        if (cause == Service.Cause.END_OF_INPUT) {
            leave(State.DRAINING);
            reactor.flushLater(this);
        } else {
            disconnect();
        }
        if (!wasOpen) {
            return;
        }
        try {
            reactor.service.disconnected(this, cause);
        } catch (RuntimeException e) {
            reactor.logFailure(address, e);
        }
    }

    /** Notes that this connection is to end. Not at once: whoever is being served now comes first. */
    private void doom(Service.Cause cause) {
        if (doom == null) {
            doom = cause;
            reactor.endLater(this);
        }
    }

    private void read() throws IOException {
        int count = channel.read(reactor.readBuffer());
        if (state == State.LINGERING) {
            if (count < 0) {
                disconnect();
            }
        } else if (state == State.OPEN) {
            if (count < 0) {
                endOfInput();
            } else {
                decode(reactor.takeInput(), count);
                watch();
            }
        }
    }

    private void decode(byte[] input, int length) {
        int position = 0;
        while (position < length && state == State.OPEN) {
            if (mustHold()) {
                hold(Arrays.copyOfRange(input, position, length));
                return;
            }
            LineDecoder.Found found = decoder.decode(input, position, length);
            position = decoder.position();
            switch (found) {
                case NOTHING -> {
                    return;
                }
                case LINE -> {
                    countLine();
                    reactor.service.line(this, reactor.workspace.line);
                }
                case TOO_LONG -> {
                    countLine();
                    reactor.service.lineTooLong(this);
                }
                case TIMING_MARK -> sendPrivate(TELNET_TIMING_MARK);
            }
        }
    }

    private void countLine() {
        lastLineNanos = reactor.nowNanos();
        pace.count(lastLineNanos);
    }

    private void endOfInput() {
        inputEnded = true;
        if (decoder.finish()) {
            reactor.service.line(this, reactor.workspace.line);
        }
        if (state == State.OPEN) {
            end(Service.Cause.END_OF_INPUT);
        }
    }

    /**
     * Whether more lines must wait: the client sends too fast, or the answers would pile up. Before that is said the
     * socket is tried: it may have space.
     */
    private boolean mustHold() {
        if (waiting.isFull() && !waiting.isBlocked()) {
            write();
        }
        long pause = pace.nanosToNext(reactor.nowNanos());
        if (pause > 0) {
            if (paceTimer == null) {
                paceTimer = Reactor.timer(this::resume);
            }
            reactor.timers.set(paceTimer, reactor.nowNanos() + pause);
        }
        return pause > 0 || waiting.isFull();
    }

    private void sendPrivate(byte[] bytes) {
        reactor.broadcast.settle(this);
        waiting.addPrivate(bytes);
        reactor.flushLater(this);
    }

    private void hold(byte[] input) {
        held = input;
        reactor.pool.hold(input.length);
    }

    private void release() {
        reactor.pool.hold(-held.length);
        held = NOTHING;
    }

    private void write() {
        if (doom != null || state == State.CLOSED) {
            return;
        }
        boolean wasBlocked = waiting.isBlocked();
        try {
            int taken = waiting.writeTo(channel);
            if (taken > 0 || !wasBlocked) {
                lastTakenNanos = reactor.nowNanos();
            }
        } catch (IOException e) {
            doom(Service.Cause.RESET);
            return;
        } catch (RuntimeException e) {
            reactor.logFailure(address, e);
            doom(Service.Cause.FAILURE);
            return;
        }
        awaitSpace();
        boolean paced = paceTimer != null && paceTimer.isSet();
        if (held.length > 0 && !paced && !waiting.isFull()) {
            reactor.resumeLater(this);
        }
    }

    /** Sets or clears what waits for space in the socket: the selector's interest, and the write timeout. */
    private void awaitSpace() {
        if (writeDeadline != null && !waiting.isBlocked()) {
            reactor.timers.cancel(writeDeadline);
        }
        Duration timeout = reactor.limits.writeTimeout();
        if (waiting.isBlocked() && !timeout.isZero()) {
            if (writeDeadline == null) {
                writeDeadline = new WriteDeadline();
            }
            if (!writeDeadline.isSet()) {
                reactor.timers.set(writeDeadline, lastTakenNanos + timeout.toNanos());
            }
        }
        watch();
    }

    /** Tells the selector what this connection waits for. */
    private void watch() {
        if (state == State.CLOSED) {
            return;
        }
        int ops = waiting.isBlocked() ? OP_WRITE : 0;
        if (state == State.LINGERING || state == State.OPEN && held.length == 0 && !waiting.isFull()) {
            ops |= OP_READ;
        }
        if (key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }

    /** Goes on to a later state. Leaving OPEN ends the input, the broadcast, and the service's deadline. */
    private void leave(State next) {
        if (state == State.OPEN) {
            reactor.broadcast.part(this);
            reactor.timers.cancel(deadline);
            if (paceTimer != null) {
                reactor.timers.cancel(paceTimer);
            }
            release();
            decoder.forget();
            reactor.left();
        }
        state = next;
        if (next == State.CLOSED && writeDeadline != null) {
            reactor.timers.cancel(writeDeadline);
        }
        watch();
    }

    private void finishIfDrained() {
        if (state != State.DRAINING || !waiting.isEmpty()) {
            return;
        }
        try {
            if (inputEnded) {
                disconnect();
            } else if (reactor.isStopping()) {
                channel.read(reactor.readBuffer());
                disconnect();
            } else {
                channel.shutdownOutput();
                leave(State.LINGERING);
                reactor.timers.set(deadline, reactor.nowNanos() + LINGER.toNanos());
            }
        } catch (IOException e) {
            disconnect();
        }
    }

    /** The service's deadline while OPEN, the end of patience while LINGERING. */
    private final class Deadline extends TimerWheel.Timer {
        @Override
        void expire() {
            if (state == State.LINGERING) {
                disconnect();
                return;
            }
            if (idleNanos > 0 && lastLineNanos + idleNanos - reactor.nowNanos() > 0) {
                reactor.timers.set(this, lastLineNanos + idleNanos);
                return;
            }
            try {
                reactor.service.expired(Connection.this);
            } catch (RuntimeException e) {
                fail(e);
            }
        }
    }

    /**
     * Runs while something waits for the client. The kernel calls a socket writable only once about a third of its send
     * buffer is free, so who reads slowly but steadily looks stuck: a write is tried before the verdict.
     */
    private final class WriteDeadline extends TimerWheel.Timer {
        @Override
        void expire() {
            write();
            long patience = reactor.limits.writeTimeout().toNanos();
            if (waiting.isBlocked() && reactor.nowNanos() - lastTakenNanos >= patience) {
                abortOutput();
                end(Service.Cause.NOT_READING);
            }
            finishIfDrained();
        }

        /** Has the kernel forget what it still holds for this client, who would not take it. */
        private void abortOutput() {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                LOG.debug("{}: {}", address, e.toString());
            }
        }
    }
}
