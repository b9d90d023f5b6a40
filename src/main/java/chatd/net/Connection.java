package chatd.net;

import chatd.access.Addresses;
import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.wire.Line;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client's open connection, as its service knows it. Bytes come in through an {@link Inbound} and leave through an
 * {@link Outbound}. It is read while it is open, unless input is held back or output piles up. For what comes before and
 * after, see {@link Phase}.
 */
public final class Connection extends Endpoint implements Inbound.Sink {

    private static final byte[] NOTHING = {};
    /** IAC WILL TIMING-MARK (RFC 860): everything that came before it is done. */
    private static final byte[] TELNET_TIMING_MARK = {(byte) 255, (byte) 251, 6};

    private final Inbound inbound;
    private Object attachment;
    /** Null while the connection is in none. */
    private Broadcast broadcast;
    private int seat;
    private int skippedLines;
    private long bytesIn;
    private long bytesOut;
    private final long connectedNanos;

    /** @param address the client's address, which need not be that of the other end */
    Connection(Policy policy, Transport transport, SocketAddress address) {
        super(policy, transport, address);
        connectedNanos = policy.host().loop().nowNanos();
        inbound = new Inbound(this);
        transport.serve(this);
    }

    // For services.

    /** The client's address and port: {@code 127.0.0.1:64208} or {@code [::1]:64208}; {@code local:7} has no port. */
    public String address() {
        return Addresses.format(address);
    }

    /** Whether the client's IP address is in this range. */
    public boolean isFrom(Cidr range) {
        return address instanceof InetSocketAddress inet && range.contains(inet.getAddress());
    }

    /** The client's IP address; null if it came by a Unix domain socket. */
    public InetAddress ip() {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    /** Keeps an object of the service's with this connection. */
    public void attach(Object object) {
        attachment = object;
    }

    /** The object that was attached last; null if none was. */
    public Object attachment() {
        return attachment;
    }

    /** Sends a line of the program's own, without its ending, to this client only; it is never skipped. */
    public void send(String line) {
        if (isOpen()) {
            sendPrivate((line + '\n').getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Sends a public line, with its LF, to this client only; it may be skipped if the client reads too slowly. */
    public void sendPublic(byte[] line) {
        if (isOpen()) {
            settle();
            outbound().addPublic(line);
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

    /** How many lines the client missed because it read too slowly. */
    public int skippedLines() {
        return skippedLines;
    }

    /** The time since the client connected. */
    public Duration age() {
        return Duration.ofNanos(policy.host().loop().nowNanos() - connectedNanos);
    }

    /** The time since the client's last line, or since it connected if there was none. */
    public Duration idleFor() {
        return Duration.ofNanos(policy.host().loop().nowNanos() - inbound.lastLineNanos());
    }

    /**
     * Has {@link Service#expired} called after this time, whatever the client does. Replaces the deadline before; zero is
     * never.
     */
    public void expireAfter(Duration duration) {
        if (isOpen()) {
            inbound.expireAfter(duration);
        }
    }

    /**
     * Has {@link Service#expired} called when the client has sent no line for this long, counted from its last line.
     * Replaces the deadline before; zero is never.
     */
    public void expireWhenIdle(Duration duration) {
        if (isOpen()) {
            inbound.expireWhenIdle(duration);
        }
    }

    /**
     * Hands on no further line, and reads nothing more, until {@link #unpause}. What was read already is kept. The end of
     * the client's input, or of the connection, is noticed only then, too: so set a deadline.
     */
    public void pause() {
        inbound.pause(true);
        watch();
    }

    /** Ends a {@link #pause}: the input goes on in the next turn. */
    public void unpause() {
        inbound.pause(false);
        policy.host().budget().await(this);
    }

    /** Writes what waits, and then closes. Nothing more is read, and nothing more can be sent. */
    public void close() {
        if (isOpen()) {
            leave();
            Closing closing = new Closing(policy, transport, address, inbound.hasEnded());
            passOutboundTo(closing);
            closing.start();
        }
    }

    // Begin and end.

    /** Presents the connection to the service, or rejects it. */
    void start() {
        start(null, NOTHING);
    }

    /**
     * The same after a handshake.
     *
     * @param failure why the connection is rejected, whatever else there may be; null if the handshake is complete
     * @param sent what the client has sent already
     */
    void start(Rejection failure, byte[] sent) {
        Rejection reason = policy.isPrivileged() ? null : policy.host().admission().admit(address, failure);
        countReceived(sent.length);
        if (reason != null) {
            reject(reason);
            return;
        }
        policy.counters().arrivals++;
        try {
            policy.service().connected(this);
            handOn(sent, sent.length);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /**
     * Tells a client why it is rejected; the service never learns of it. Only a client that finds the server full gets
     * time to read that: others must not keep a descriptor.
     */
    private void reject(Rejection reason) {
        policy.counters().rejected[reason.ordinal()]++;
        try {
            send(policy.notices().rejected(reason));
        } catch (RuntimeException e) {
            failed(e);
            disconnect();
            return;
        }
        if (reason == Rejection.FULL) {
            close();
        } else {
            outbound().write();
            disconnect();
        }
    }

    /** Ends a connection that the service did not close, and tells the service. */
    @Override
    public void end(CloseReason reason) {
        if (!isOpen()) {
            return;
        }
        if (reason == CloseReason.END_OF_INPUT) {
            close();
        } else {
            if (reason == CloseReason.NOT_READING) {
                transport.dropUnsent();
            }
            disconnect();
        }
        try {
            policy.service().disconnected(this, reason);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void fail(RuntimeException e) {
        failed(e);
        end(CloseReason.FAILURE);
    }

    /** Lets the service say goodbye, and closes. */
    @Override
    public void stop() {
        if (!isOpen()) {
            return;
        }
        try {
            policy.service().stopping(this);
            close();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    @Override
    public void disconnect() {
        if (isOpen()) {
            leave();
            pending().close();
            transport.close();
            policy.host().admission().closed(policy, address);
        }
    }

    /** No more input, nothing more of the broadcast, no deadline. */
    private void leave() {
        if (broadcast != null) {
            broadcast.part(this);
        }
        inbound.close();
        policy.host().admission().left(policy);
    }

    @Override
    public Policy policy() {
        return policy;
    }

    @Override
    public boolean isOpen() {
        return !inbound.isClosed();
    }

    // From the loop.

    @Override
    public void ready() {
        try {
            if (transport.isReadable()) {
                read();
            }
            if (isOpen() && transport.isWritable()) {
                outbound().writable();
            }
        } catch (IOException e) {
            end(CloseReason.RESET);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void read() throws IOException {
        ReadBuffer reads = policy.host().reads();
        int count = reads.readFrom(transport);
        if (count >= 0) {
            countReceived(count);
            handOn(reads.bytes(), count);
        } else if (pending().isBroken()) {
            end(CloseReason.RESET);
        } else {
            endOfInput();
        }
    }

    private void countReceived(int bytes) {
        bytesIn += bytes;
        policy.counters().bytesIn += bytes;
    }

    private void handOn(byte[] bytes, int count) {
        if (isOpen()) {
            inbound.take(bytes, count);
            watch();
        }
    }

    private void endOfInput() {
        inbound.end();
        // If the service pauses at the last line, the end is read once more after the pause.
        if (isOpen() && !inbound.isPaused()) {
            end(CloseReason.END_OF_INPUT);
        }
    }

    /** Sets what the loop watches the socket for. */
    private void watch() {
        if (isOpen()) {
            transport.watch(!inbound.isHeld() && !pending().isFull(), pending().isBlocked());
        }
    }

    // From the input.

    @Override
    public void line(Line line) {
        policy.service().line(this, line);
    }

    @Override
    public void lineTooLong() {
        policy.service().lineTooLong(this);
    }

    @Override
    public void timingMark() {
        sendPrivate(TELNET_TIMING_MARK);
    }

    @Override
    public boolean isOutputFull() {
        return pending().isFull();
    }

    @Override
    public void makeRoomForOutput() {
        pending().writeIfUnblocked();
    }

    @Override
    public void readOnce() {
        try {
            read();
        } catch (IOException e) {
            end(CloseReason.RESET);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    @Override
    public void expired() {
        try {
            policy.service().expired(this);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Hands on what was held back while the client was too fast, its write buffer full, or the service paused. */
    @Override
    public void resume() {
        if (!isOpen()) {
            return;
        }
        try {
            inbound.resume();
        } catch (RuntimeException e) {
            fail(e);
        }
        watch();
    }

    // From the output and the broadcast.

    @Override
    public void outputChanged() {
        watch();
        if (isOpen() && inbound.isHeld() && !inbound.isRateLimited() && !pending().isFull()) {
            policy.host().budget().await(this);
        }
    }

    @Override
    public void sent(int bytes) {
        super.sent(bytes);
        bytesOut += bytes;
    }

    @Override
    public void skipped(int lines) {
        super.skipped(lines);
        skippedLines += lines;
    }

    /** Sends bytes to this client after everything that was said to all so far. */
    private void sendPrivate(byte[] bytes) {
        settle();
        outbound().addPrivate(bytes);
    }

    private void settle() {
        if (broadcast != null) {
            broadcast.settle(this);
        }
    }

    /** Whether a deadline is set, or the write timeout, or lines wait because they came too fast. */
    boolean hasTimers() {
        return inbound.isSet() || inbound.isRateLimited() || pending().isSet();
    }

    Broadcast broadcast() {
        return broadcast;
    }

    int seat() {
        return seat;
    }

    /** The broadcast gives the connection this seat; null if it is in none any more. */
    void seat(Broadcast in, int newSeat) {
        broadcast = in;
        seat = newSeat;
    }
}
