package chatd.net;

import chatd.access.Addresses;
import chatd.access.Rejection;
import chatd.loop.TimerWheel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;

/**
 * What must come first on a socket, before it is a client's {@link Connection}: for example a proxy's header. A
 * connection on which it does not come is rejected. One that is closed before its first byte is a health check.
 */
abstract class Handshake extends TimerWheel.Timer implements Phase {

    /** What {@link #take} came to. */
    enum Result {
        /** More bytes are needed. */
        UNFINISHED,
        /** The handshake is complete. */
        COMPLETE,
        /** These bytes are no such handshake. */
        MALFORMED
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Policy policy;
    private final Transport transport;
    private final InetSocketAddress address;
    private boolean hasSent;

    /** @param address the address of the other end, which need not be the client's */
    Handshake(Policy policy, Transport transport, InetSocketAddress address) {
        this.policy = policy;
        this.transport = transport;
        this.address = address;
    }

    /** Takes the first {@code count} bytes as received. */
    abstract Result take(byte[] in, int count);

    /** After {@link Result#COMPLETE}: the index of the first byte in the last input that is not of the handshake. */
    abstract int position();

    /** After {@link Result#COMPLETE}: the client's address; null if it is that of the other end. */
    abstract InetSocketAddress client();

    /** After {@link Result#MALFORMED}: what the other end has done, for the log. */
    String fault() {
        return "has sent something else";
    }

    /** Why a connection is rejected on which the handshake does not come. */
    abstract Rejection rejection();

    /** The name of the handshake, for the log: {@code a PROXY header}. */
    abstract String expected();

    /** Begins to wait for it. */
    void start() {
        transport.serve(this);
        policy.host().admission().beginHandshake();
        policy.host().loop().setTimer(this, TIMEOUT);
    }

    @Override
    public void ready() {
        ReadBuffer reads = policy.host().reads();
        int count;
        Result result;
        try {
            count = reads.readFrom(transport);
            result = take(reads.bytes(), count);
        } catch (IOException e) {
            closed("cannot be read: " + e);
            return;
        } catch (RuntimeException e) {
            fail("cannot be read: " + e);
            return;
        }
        if (count < 0) {
            closed("has closed");
            return;
        }
        hasSent |= count > 0;
        policy.counters().bytesIn += result == Result.COMPLETE ? position() : count;
        switch (result) {
            case UNFINISHED -> {
                // The rest is still to come.
            }
            case MALFORMED -> fail(fault());
            case COMPLETE -> {
                byte[] rest = Arrays.copyOfRange(reads.bytes(), position(), count);
                end();
                new Connection(policy, transport, client() == null ? address : client()).start(null, rest);
            }
        }
    }

    @Override
    public void expire() {
        String how = "has sent none for " + TIMEOUT.toSeconds() + " s";
        if (hasSent) {
            fail(how);
        } else {
            policy.host().admission().handshakeIsMissing(describe(how));
            reject();
        }
    }

    private void closed(String how) {
        if (hasSent) {
            fail(how);
        } else {
            policy.host().admission().healthChecked(describe("has closed without sending a byte: a health check"));
            disconnect();
        }
    }

    private void fail(String how) {
        policy.host().admission().handshakeFailed(describe(how));
        reject();
    }

    private String describe(String how) {
        return Addresses.format(address) + ", which must send " + expected() + ", " + how;
    }

    private void reject() {
        end();
        new Connection(policy, transport, address).start(rejection(), new byte[0]);
    }

    private void end() {
        policy.host().loop().cancelTimer(this);
        policy.host().admission().endHandshake();
    }

    @Override
    public void stop() {
        disconnect();
    }

    @Override
    public void disconnect() {
        // The loop knows a closed connection until its next turn.
        if (!transport.isOpen()) {
            return;
        }
        end();
        transport.close();
        policy.host().admission().closedInHandshake();
    }
}
