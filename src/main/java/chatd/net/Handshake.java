package chatd.net;

import chatd.access.Addresses;
import chatd.access.Rejection;
import chatd.loop.FatalErrors;
import chatd.loop.TimerWheel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;

/**
 * The phase of a socket before its {@link Connection}: reads the bytes that must come first, for example a PROXY
 * header. If they do not come within 5 s, or other bytes come, the connection is rejected. One that is closed before
 * its first byte is a health check.
 */
abstract class Handshake extends TimerWheel.Timer implements Phase {

    /** The outcome of {@link #parse}. */
    enum Result {
        /** More bytes are needed. */
        UNFINISHED,
        /** The handshake is complete. */
        COMPLETE,
        /** The bytes are not such a handshake. */
        MALFORMED
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Policy policy;
    private final Transport transport;
    private final SocketAddress address;
    private boolean hasSent;

    /** @param address the address of the other end, which need not be the client's */
    Handshake(Policy policy, Transport transport, SocketAddress address) {
        this.policy = policy;
        this.transport = transport;
        this.address = address;
    }

    /** Parses the next bytes received: the first {@code count} of {@code in}; none if {@code count} is -1 or 0. */
    abstract Result parse(byte[] in, int count);

    /** After {@link Result#COMPLETE}: the index of the first byte of the last input after the handshake. */
    abstract int position();

    /** After {@link Result#COMPLETE}: the client's address; null if the other end is the client. */
    abstract InetSocketAddress client();

    /** After {@link Result#MALFORMED}: what is wrong, for the log. */
    String fault() {
        return "other bytes came";
    }

    /** The reason for which a connection is rejected when the handshake fails. */
    abstract Rejection rejection();

    /** The name of the handshake, for the log: {@code PROXY header}. */
    abstract String name();

    /** Begins to wait for the handshake. */
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
        policy.host().budget().countRead();
        try {
            count = reads.readFrom(transport);
            result = parse(reads.bytes(), count);
        } catch (IOException e) {
            closed("reading it failed: " + e);
            return;
        } catch (RuntimeException | Error e) {
            FatalErrors.rethrow(e);
            fail("reading it failed: " + e, true);
            return;
        }
        if (count < 0) {
            closed("the connection was closed");
            return;
        }
        hasSent |= count > 0;
        policy.counters().bytesIn += result == Result.COMPLETE ? position() : count;
        switch (result) {
            case UNFINISHED -> {
                // The rest is still to come.
            }
            case MALFORMED -> fail(fault(), false);
            case COMPLETE -> {
                byte[] rest = Arrays.copyOfRange(reads.bytes(), position(), count);
                end();
                new Connection(policy, transport, client() == null ? address : client()).start(null, rest, false);
            }
        }
    }

    @Override
    public void expire() {
        if (hasSent) {
            fail("it was not complete within " + TIMEOUT.toSeconds() + " s", false);
        } else {
            policy.host().admission().handshakeIsMissing(describe("no byte came within " + TIMEOUT.toSeconds() + " s"));
            reject(false);
        }
    }

    private void closed(String reason) {
        if (hasSent) {
            fail(reason, true);
        } else {
            policy.host().admission().healthChecked(
                    describe("the connection was closed before the first byte: a health check"));
            disconnect();
        }
    }

    private void fail(String reason, boolean inputEnded) {
        policy.host().admission().handshakeFailed(describe(reason));
        reject(inputEnded);
    }

    private String describe(String reason) {
        return "No " + name() + " from " + Addresses.format(address) + ": " + reason;
    }

    private void reject(boolean inputEnded) {
        end();
        new Connection(policy, transport, address).start(rejection(), new byte[0], inputEnded);
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
        if (!transport.isOpen()) {
            // The selector has its key until the next select.
            return;
        }
        end();
        transport.close();
        policy.host().admission().closedInHandshake();
    }
}
