package chatd.net;

import static java.nio.channels.SelectionKey.OP_READ;

import chatd.access.Addresses;
import chatd.access.ProxyHeader;
import chatd.loop.TimerWheel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;

/**
 * A connection of a proxy's from which the header is awaited that says who the client is. Once that is known it becomes
 * a {@link Connection} of theirs; if no header comes, nobody's.
 */
final class ProxyHandshake extends TimerWheel.Timer implements Server.Watched {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Server server;
    private final SocketChannel channel;
    private final InetSocketAddress proxy;
    private final ProxyHeader header = new ProxyHeader();

    ProxyHandshake(Server server, SocketChannel channel, InetSocketAddress proxy) throws IOException {
        this.server = server;
        this.channel = channel;
        this.proxy = proxy;
        server.register(channel, OP_READ, this);
        server.timers.set(this, server.nowNanos() + PATIENCE.toNanos());
    }

    SocketChannel channel() {
        return channel;
    }

    InetSocketAddress proxy() {
        return proxy;
    }

    @Override
    public void ready() {
        byte[] input;
        int count;
        ProxyHeader.Found found;
        try {
            count = channel.read(server.readBuffer());
            input = server.takeInput();
            found = header.take(input, 0, count);
        } catch (IOException | RuntimeException e) {
            fail("cannot be read: " + e);
            return;
        }
        if (count < 0) {
            fail("has closed");
            return;
        }
        // What comes behind a header is counted as the client's.
        server.terms.counts().bytesIn += found == ProxyHeader.Found.COMPLETE ? header.position() : count;
        switch (found) {
            case UNFINISHED -> {
                // The rest is still to come.
            }
            case MALFORMED -> fail("has sent something else");
            case COMPLETE -> {
                server.timers.cancel(this);
                server.admission.introduce(this, header.source() == null ? proxy : header.source(),
                        Arrays.copyOfRange(input, header.position(), count));
            }
        }
    }

    @Override
    public void expire() {
        fail("has sent none for " + PATIENCE.toSeconds() + " s");
    }

    private void fail(String how) {
        server.timers.cancel(this);
        server.admission.refuse(this, Addresses.format(proxy) + ", which is to send a PROXY header, " + how);
    }
}
