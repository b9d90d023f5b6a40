package chatd.net;

import static java.nio.channels.SelectionKey.OP_ACCEPT;

import chatd.loop.EventLoop;
import chatd.loop.FatalErrors;
import chatd.loop.Handler;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * One listening socket and the policy for the connections that it accepts. It accepts all connections that wait, up to
 * bounds in number and time, so that connected clients are served, too. If accepting fails, the {@link Admission}
 * decides what to do.
 */
final class Listener implements Handler, Admission.Gate {

    /** Connections that are accepted at a time. */
    private static final int MAX_ACCEPTS = 1024;
    /** Once a turn has taken this long, no more than {@link #MIN_ACCEPTS} connections are accepted at a time. */
    private static final long MAX_TURN_NANOS = Duration.ofMillis(50).toNanos();
    /** Connections that are accepted even in a long turn, so that none waits for ever. */
    private static final int MIN_ACCEPTS = 64;

    private final Policy policy;
    private final int sendBufferBytes;
    private final KeepAlive keepAlive;
    private final ServerSocketChannel channel;
    private final Closeable whenClosed;
    private final SelectionKey key;
    /** Tells whether a connection waits if {@code accept} might block; null if it cannot. */
    private final Selector acceptProbe;
    private boolean paused;

    /**
     * Registers a bound channel with the loop. If that fails, it closes {@code whenClosed}.
     *
     * @param sendBufferBytes the kernel's send buffer of each TCP connection; 0 leaves it to the kernel
     * @param keepAlive the keep-alive settings of each TCP connection
     * @param whenClosed is closed with the listener: the channel, or its owner
     * @param acceptProbe a selector of its own for a channel that other processes share, because one of them might make
     *     the channel blocking; null for a channel that no other process has
     */
    Listener(Policy policy, int sendBufferBytes, KeepAlive keepAlive, ServerSocketChannel channel,
            Closeable whenClosed, Selector acceptProbe) throws IOException {
        this.policy = policy;
        this.sendBufferBytes = sendBufferBytes;
        this.keepAlive = keepAlive;
        this.channel = channel;
        this.whenClosed = whenClosed;
        this.acceptProbe = acceptProbe;
        try {
            channel.configureBlocking(false);
            key = loop().register(channel, OP_ACCEPT, this);
            if (acceptProbe != null) {
                channel.register(acceptProbe, OP_ACCEPT);
            }
        } catch (IOException | RuntimeException e) {
            whenClosed.close();
            if (acceptProbe != null) {
                acceptProbe.close();
            }
            throw e;
        }
    }

    private EventLoop loop() {
        return policy.host().loop();
    }

    private Admission admission() {
        return policy.host().admission();
    }

    @Override
    public void ready() {
        try {
            for (int i = 0; !paused && canAccept(i); i++) {
                SocketChannel client = isConnectionWaiting() ? channel.accept() : null;
                if (client == null) {
                    admission().acceptedAll(policy);
                    return;
                }
                accept(client);
                admission().pauseIfTooMany();
            }
        } catch (IOException e) {
            admission().acceptFailed(e);
        } catch (RuntimeException | Error e) {
            FatalErrors.rethrow(e);
            admission().acceptFailed(new IOException(e.toString(), e));
        }
    }

    private boolean canAccept(int accepted) {
        return accepted < MIN_ACCEPTS
                || accepted < MAX_ACCEPTS && loop().turnNanos() < MAX_TURN_NANOS && !admission().isRejectingMany();
    }

    private boolean isConnectionWaiting() throws IOException {
        return acceptProbe == null || acceptProbe.selectNow(waiting -> { }) > 0;
    }

    private void accept(SocketChannel client) {
        Transport transport;
        SocketAddress address;
        try {
            transport = new Transport(loop(), client);
            address = client.getRemoteAddress();
            if (address instanceof InetSocketAddress) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                keepAlive.set(client);
                if (sendBufferBytes > 0) {
                    client.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            FatalErrors.rethrow(e);
            admission().brokeOnArrival(e);
            Transport.close(client);
            return;
        }
        admission().accepted(policy);
        SocketAddress peer = address instanceof InetSocketAddress ? address : admission().nextLocalAddress();
        if (isProxy(address)) {
            new ProxyHandshake(policy, transport, peer).start();
        } else {
            new Connection(policy, transport, peer).start();
        }
    }

    private boolean isProxy(SocketAddress address) {
        return policy.requiresProxyHeader()
                || !policy.isPrivileged() && address instanceof InetSocketAddress inet
                && admission().isProxy(inet.getAddress());
    }

    @Override
    public boolean isPrivileged() {
        return policy.isPrivileged();
    }

    @Override
    public void pause() {
        paused = true;
        key.interestOps(0);
    }

    @Override
    public void resume() {
        paused = false;
        key.interestOps(OP_ACCEPT);
    }

    @Override
    public void close() throws IOException {
        paused = true;
        key.cancel();
        if (acceptProbe != null) {
            acceptProbe.close();
        }
        whenClosed.close();
    }
}
