package chatd.net;

import static java.nio.channels.SelectionKey.OP_ACCEPT;

import chatd.loop.EventLoop;
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
 * One listening socket, and the policy for the connections that it accepts. It accepts all that wait, up to bounds in
 * number and time that leave the clients inside their turn. When accepting fails, the {@link Admission} decides what to do.
 */
final class Listener implements Handler, Admission.Gate {

    private static final int MAX_ACCEPTS = 1024;
    /** In a turn that has taken this long only a few more are accepted, so that no client waits for ever. */
    private static final long ACCEPT_NANOS = Duration.ofMillis(50).toNanos();
    private static final int FEW_ACCEPTS = 64;

    private final Policy policy;
    private final int sendBufferBytes;
    private final ServerSocketChannel channel;
    private final Closeable whenClosed;
    private final SelectionKey key;
    /** Asked whether a client waits, if accept might block; null if it cannot. */
    private final Selector turnstile;
    private boolean paused;

    /**
     * Takes over a channel that is bound; if that fails, the channel is closed.
     *
     * @param sendBufferBytes the kernel's send buffer of each TCP connection; 0 leaves it to the kernel
     * @param whenClosed is closed with the listener: the channel, or its owner
     * @param turnstile a selector for a channel that other processes share: one of them might make it blocking. Null for
     *     a channel of our own
     */
    Listener(Policy policy, int sendBufferBytes, ServerSocketChannel channel, Closeable whenClosed, Selector turnstile)
            throws IOException {
        this.policy = policy;
        this.sendBufferBytes = sendBufferBytes;
        this.channel = channel;
        this.whenClosed = whenClosed;
        this.turnstile = turnstile;
        try {
            channel.configureBlocking(false);
            key = loop().register(channel, OP_ACCEPT, this);
            if (turnstile != null) {
                channel.register(turnstile, OP_ACCEPT);
            }
        } catch (IOException | RuntimeException e) {
            whenClosed.close();
            if (turnstile != null) {
                turnstile.close();
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
            for (int i = 0; i < MAX_ACCEPTS && !paused && (i < FEW_ACCEPTS || loop().turnNanos() < ACCEPT_NANOS); i++) {
                SocketChannel client = isAwaited() ? channel.accept() : null;
                if (client == null) {
                    admission().acceptedAll(policy);
                    return;
                }
                accept(client);
                admission().pauseIfTooMany();
            }
        } catch (IOException e) {
            admission().acceptFailed(e);
        }
    }

    private boolean isAwaited() throws IOException {
        return turnstile == null || turnstile.selectNow(waiting -> { }) > 0;
    }

    private void accept(SocketChannel client) {
        Transport transport;
        SocketAddress address;
        try {
            transport = new Transport(loop(), client);
            address = client.getRemoteAddress();
            if (address instanceof InetSocketAddress) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (sendBufferBytes > 0) {
                    client.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
                }
            }
        } catch (IOException e) {
            admission().brokeOnArrival(e);
            Transport.close(client);
            return;
        }
        admission().accepted(policy);
        if (!(address instanceof InetSocketAddress inet)) {
            new Connection(policy, transport, admission().nextLocalAddress()).start();
        } else if (!policy.isPrivileged() && admission().isProxy(inet.getAddress())) {
            new ProxyHandshake(policy, transport, inet).start();
        } else {
            new Connection(policy, transport, address).start();
        }
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
        if (turnstile != null) {
            turnstile.close();
        }
        whenClosed.close();
    }
}
