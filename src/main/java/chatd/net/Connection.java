package chatd.net;

import chatd.access.Addresses;
import chatd.access.Cidr;
import chatd.access.Rejection;
import chatd.wire.Line;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The open connection of a client, as its service sees it. An {@link Inbound} turns its input into lines, and an {@link
 * Outbound} writes its output. While input is held back or too many answers are pending, nothing is read. {@link Phase}
 * shows the phases before and after this one.
 */
public final class Connection extends Endpoint implements Inbound.Sink {

    private static final byte[] NOTHING = {};
    /** The most reads in one turn from a client whose output was dropped. */
    private static final int LAST_READS = 8;
    /** IAC WILL TIMING-MARK (RFC 860): the answer to a client that asks for a timing mark. */
    private static final byte[] TELNET_TIMING_MARK = {(byte) 255, (byte) 251, 6};
    /** The answer to telnet's AYT, in any language and dialect. */
    private static final byte[] HERE = "[chatd: yes]\n".getBytes(StandardCharsets.US_ASCII);

    private final Inbound inbound;
    private Object attachment;
    /** Null if the connection is in no broadcast. */
    private Broadcast broadcast;
    private int broadcastIndex;
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

    /**
     * The login name of the local user who connected to a Unix domain socket. Null for other sockets, if the system
     * does not report the user, or for a client of a proxy: the socket has the user of the proxy, not of the client.
     *
     * <p>Call this only once for each connection: the system looks in its user database, which with LDAP may wait for
     * another machine, and the loop waits with it.
     */
    public String user() {
        return ip() == null && !policy.requiresProxyHeader() ? transport.user() : null;
    }

    /** The name that the listening socket of this connection was given; null if it was given none. */
    public String door() {
        return policy.door();
    }

    /** Attaches an object of the service, for example the member that the client is. */
    public void attach(Object object) {
        attachment = object;
    }

    /** The object that was attached last; null if none was attached. */
    public Object attachment() {
        return attachment;
    }

    /**
     * Sends a private line to this client. It is never skipped. The line must have no line ending, and must be safe to
     * show.
     */
    public void send(String line) {
        if (isOpen()) {
            sendPrivate((line + '\n').getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Sends a public line to this client alone. It is skipped if too much waits for the client already.
     *
     * @param line valid UTF-8 that is safe to show, with its LF
     */
    public void sendPublic(byte[] line) {
        if (isOpen()) {
            settle();
            outbound().addPublic(line);
        }
    }

    /** Bytes received from the client. */
    public long bytesIn() {
        return bytesIn;
    }

    /** Bytes that the client's socket accepted. */
    public long bytesOut() {
        return bytesOut;
    }

    /** Lines that the client missed because it read too slowly. */
    public int skippedLines() {
        return skippedLines;
    }

    /** The time since the client connected. */
    public Duration age() {
        return Duration.ofNanos(policy.host().loop().nowNanos() - connectedNanos);
    }

    /** The time since the client's last line, or part of one, arrived, or since it connected if none has. */
    public Duration idleFor() {
        if (isOpen() && !inbound.mayRead()) {
            inbound.findUnread();
        }
        return Duration.ofNanos(policy.host().loop().nowNanos() - inbound.lastCameNanos());
    }

    /**
     * Sets the deadline, after which {@link Service#expired} is called, to this time from now, whatever the client
     * sends. Replaces the previous deadline; zero is never.
     */
    public void expireAfter(Duration duration) {
        if (isOpen()) {
            inbound.expireAfter(duration);
        }
    }

    /**
     * Sets the deadline, after which {@link Service#expired} is called, to this time after the client's last line
     * arrived; each line moves it, and so do bytes of an unfinished one. A line that is held back because the client is
     * too fast moves it on arrival, not when the line is passed on. Replaces the previous deadline; zero is never.
     */
    public void expireWhenIdle(Duration duration) {
        if (isOpen()) {
            inbound.expireWhenIdle(duration);
        }
    }

    /**
     * Pauses the input: no line is passed to the service, and nothing is read, until {@link #unpause}. Input that was
     * read already is kept. Meanwhile the server does not notice that the client disconnects, so the service should set
     * a deadline.
     */
    public void pause() {
        inbound.setPaused(true);
        watch();
    }

    /**
     * Whether the client has sent anything but blank lines since the service paused the input. Reads once to find out,
     * so the connection may have ended after this.
     */
    public boolean hasSentInPause() {
        if (!inbound.hasHeldBytes()) {
            readOnce();
        }
        return isOpen() && inbound.hasHeldText();
    }

    /** Ends a {@link #pause}: the input continues in the next turn. */
    public void unpause() {
        inbound.setPaused(false);
        inbound.awaitTurn();
    }

    /**
     * Whether the client has sent bytes that are held back, because it was too fast or does not read its answers. They
     * are lost if the service closes the connection.
     */
    public boolean isBacklogged() {
        return inbound.isBacklogged();
    }

    /** Ends the connection after pending output is written. From now on no line is read, and sending has no effect. */
    public void close() {
        close(false, Closing.LINGER_TIMEOUT);
    }

    /**
     * Closes the connection of a client that has asked to leave. The socket is closed sooner than by {@link #close()},
     * so that nc ends at the next Enter.
     */
    public void closeSoon() {
        close(false, Closing.SHORT_LINGER_TIMEOUT);
    }

    private void close(boolean inputEnded, Duration linger) {
        if (isOpen()) {
            startClosing(new Closing(policy, transport, address, true, inputEnded, linger));
        }
    }

    private void startClosing(Closing closing) {
        stopServing();
        passOutboundTo(closing);
        closing.start();
    }

    // Start and end.

    /** Passes the connection to the service, or rejects it. */
    void start() {
        start(null, NOTHING, false);
    }

    /**
     * Passes the connection to the service, or rejects it, after a handshake.
     *
     * @param failure why the connection is rejected; null if the handshake is complete
     * @param sent bytes that the client has sent after the handshake
     * @param inputEnded whether the input has ended or the connection is broken
     */
    void start(Rejection failure, byte[] sent, boolean inputEnded) {
        Rejection reason = policy.isPrivileged() ? null : policy.host().admission().admit(address, failure);
        countReceived(sent.length);
        if (reason != null) {
            reject(reason, inputEnded);
            return;
        }
        policy.counters().arrivals++;
        try {
            policy.service().connected(this);
            receive(sent, sent.length);
        } catch (RuntimeException | Error e) {
            endAfterFailure(e);
        }
    }

    /**
     * Tells a client why it is rejected, and closes its connection, which the service never sees. The client has time
     * to read the reason; {@link Admission#lingers} limits the number of such clients, which may be attackers.
     */
    private void reject(Rejection reason, boolean inputEnded) {
        policy.counters().rejected[reason.ordinal()]++;
        boolean isGone = inputEnded;
        try {
            send(policy.notices().rejected(reason));
        } catch (RuntimeException | Error e) {
            logFailure(e);
            isGone = true;
        }
        boolean isFull = reason == Rejection.FULL;
        if (!isFull) {
            outbound().write();
        }
        Closing closing = new Closing(policy, transport, address, isFull, isGone, Closing.LINGER_TIMEOUT);
        startClosing(closing);
        if (isGone) {
            closing.disconnect();
        } else if (!isFull) {
            policy.host().admission().lingers(closing);
        }
    }

    /** Ends a connection that the service did not close, and tells the service. */
    @Override
    public void end(CloseReason reason) {
        if (!isOpen()) {
            return;
        }
        if (reason == CloseReason.END_OF_INPUT || reason == CloseReason.NOT_CHAT) {
            close(reason == CloseReason.END_OF_INPUT, Closing.LINGER_TIMEOUT);
        } else {
            disconnect();
        }
        try {
            policy.service().disconnected(this, reason);
        } catch (RuntimeException | Error e) {
            logFailure(e);
        }
    }

    /** Drops the output at once. Input that the client has sent by now is passed on from the next turn. */
    @Override
    public void endNotReading() {
        if (isOpen()) {
            transport.dropUnsent();
            outbound().drop(CloseReason.NOT_READING);
            inbound.awaitTurn();
        }
    }

    private boolean isNotReading() {
        return pending().droppedFor() == CloseReason.NOT_READING;
    }

    /** Ends the connection for this reason, or for the reason why its output was dropped before. */
    private void endOfReading(CloseReason reason) {
        CloseReason dropped = pending().droppedFor();
        end(dropped == null ? reason : dropped);
    }

    private void endAfterFailure(Throwable e) {
        logFailure(e);
        end(CloseReason.FAILURE);
    }

    /** Has the service send its last lines, and closes the connection. */
    @Override
    public void stop() {
        if (!isOpen()) {
            return;
        }
        try {
            policy.service().stopping(this);
            close();
        } catch (RuntimeException | Error e) {
            endAfterFailure(e);
        }
    }

    @Override
    public void disconnect() {
        if (isOpen()) {
            stopServing();
            pending().close();
            transport.close();
            policy.host().admission().closed(policy, address);
        }
    }

    /** Ends input, broadcast and deadline, and counts the client as gone. */
    private void stopServing() {
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

    /** Whether the connection is open: it has not ended, and the service has not closed it. */
    public boolean isOpen() {
        return !inbound.isClosed();
    }

    // From the loop.

    @Override
    public void ready() {
        try {
            if (transport.isReadable()) {
                readInTurn();
            }
            if (isOpen() && transport.isWritable()) {
                outbound().writable();
            }
        } catch (IOException e) {
            endOfReading(CloseReason.RESET);
        } catch (RuntimeException | Error e) {
            endAfterFailure(e);
        }
    }

    /** Reads, or has the connection read later if the turn has no time left, which avoids a copy of held input. */
    private void readInTurn() throws IOException {
        if (policy.host().budget().isOver()) {
            inbound.readLater();
            watch();
        } else {
            read();
        }
    }

    /** Reads once. Returns how many bytes were read, 0 if none has arrived, -1 at the end of the input. */
    private int read() throws IOException {
        ReadBuffer reads = policy.host().reads();
        int count = reads.readFrom(transport);
        if (count >= 0) {
            countReceived(count);
            receive(reads.bytes(), count);
        } else {
            endOfInput();
        }
        // Counted last, so that a read does not hold back its own input.
        policy.host().budget().countRead();
        return count;
    }

    /**
     * Reads the input that the client sent before its output was dropped, until input is held back. Ends the connection
     * when no more input has arrived.
     */
    private void readLastInput() throws IOException {
        for (int i = 0; isOpen() && !inbound.isHeld(); i++) {
            if (i == LAST_READS) {
                inbound.awaitTurn();
                return;
            }
            if (read() == 0) {
                end(CloseReason.NOT_READING);
            }
        }
    }

    private void countReceived(int bytes) {
        bytesIn += bytes;
        policy.counters().bytesIn += bytes;
    }

    private void receive(byte[] bytes, int count) {
        if (isOpen()) {
            inbound.receive(bytes, count);
            watch();
        }
    }

    /** Answers a client of another protocol so that it can read the answer, and closes the connection. */
    @Override
    public void foreign(ForeignProtocol protocol) {
        policy.host().admission().rejected(address, Rejection.NOT_CHAT);
        policy.counters().rejected[Rejection.NOT_CHAT.ordinal()]++;
        byte[] answer = protocol.answer(policy.notices().rejected(Rejection.NOT_CHAT));
        if (answer.length > 0) {
            sendPrivate(answer);
        }
        end(CloseReason.NOT_CHAT);
    }

    private void endOfInput() {
        inbound.end();
        // If the service pauses at the last line, the end is read once more after the pause.
        if (isOpen() && !inbound.isPaused()) {
            endOfReading(CloseReason.END_OF_INPUT);
        }
    }

    /** Sets the operations that the loop watches the socket for. */
    private void watch() {
        if (isOpen()) {
            transport.watch(!inbound.isHeld() && !pending().holdsBackInput(), pending().isBlocked());
        }
    }

    // From the input.

    @Override
    public void line(Line line) {
        if (broadcast != null) {
            broadcast.favour(this);
        }
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
    public void areYouThere() {
        sendPrivate(HERE);
    }

    @Override
    public void interrupt() {
        // The client asks for a timing mark next, which is not read any more.
        sendPrivate(TELNET_TIMING_MARK);
        policy.service().interrupted(this);
    }

    @Override
    public void leaveKey() {
        policy.service().leaveKey(this);
    }

    @Override
    public boolean isOutputFull() {
        return pending().holdsBackInput();
    }

    @Override
    public void makeRoomForOutput() {
        pending().writeIfUnblocked();
    }

    @Override
    public int unreadBytes() {
        return address instanceof InetSocketAddress ? transport.unreadBytes() : -1;
    }

    @Override
    public void readOnce() {
        try {
            read();
        } catch (IOException e) {
            endOfReading(CloseReason.RESET);
        } catch (RuntimeException | Error e) {
            endAfterFailure(e);
        }
    }

    @Override
    public void expired() {
        try {
            policy.service().expired(this);
        } catch (RuntimeException | Error e) {
            endAfterFailure(e);
        }
    }

    /**
     * Passes on input that was held back: the client was too fast, its output was full, the turn had no time left, or
     * the service had paused.
     */
    @Override
    public void resume() {
        if (!isOpen()) {
            return;
        }
        try {
            inbound.resume();
            if (isNotReading()) {
                readLastInput();
            }
        } catch (IOException e) {
            endOfReading(CloseReason.RESET);
        } catch (RuntimeException | Error e) {
            endAfterFailure(e);
        }
        watch();
    }

    // From the output and the broadcast.

    @Override
    public void outputChanged() {
        watch();
        if (isOpen() && inbound.isHeld() && !inbound.isRateLimited() && !pending().holdsBackInput()) {
            inbound.awaitTurn();
        }
    }

    /**
     * Writes this client's share of a block with one write, and keeps the bytes that the socket does not accept. This
     * runs for every client in every turn, so an outbound is borrowed only if bytes must be kept.
     *
     * @param share the bytes of the block that the client has not received yet, up to the end of the block
     */
    void deliver(Block block, ByteBuffer share) {
        if (hasOutbound()) {
            outbound().offer(block, share.position());
            return;
        }
        try {
            sent(transport.write(share));
        } catch (IOException e) {
            outbound().connectionBroke();
            return;
        } catch (RuntimeException | Error e) {
            outbound().fail(e);
            return;
        }
        if (share.hasRemaining()) {
            outbound().keepRest(block, share.position());
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

    /** Sends bytes to this client after all public lines so far. */
    private void sendPrivate(byte[] bytes) {
        settle();
        outbound().addPrivate(bytes);
    }

    private void settle() {
        if (broadcast != null) {
            broadcast.settle(this);
        }
    }

    /**
     * Whether a timer of this connection is set: its deadline, its write timeout, or the wait of its line rate. For
     * tests.
     */
    boolean hasTimers() {
        return inbound.isSet() || inbound.isRateLimited() || pending().isSet();
    }

    /** The broadcast that this connection is in; null if it is in none. */
    Broadcast broadcast() {
        return broadcast;
    }

    /** The index of this connection among the receivers of its broadcast. */
    int broadcastIndex() {
        return broadcastIndex;
    }

    /** Sets the broadcast and the index there; null if the connection is in no broadcast. */
    void setBroadcast(Broadcast newBroadcast, int index) {
        broadcast = newBroadcast;
        broadcastIndex = index;
    }
}
