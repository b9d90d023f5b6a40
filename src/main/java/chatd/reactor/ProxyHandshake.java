package chatd.reactor;

import static java.nio.channels.SelectionKey.OP_READ;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;

/**
 * A connection of a proxy's from which the header is awaited that says who the client is. Once that is known it becomes
 * a {@link Connection} of theirs; if no header comes, nobody's.
 */
final class ProxyHandshake extends TimerWheel.Timer implements Reactor.Watched {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Reactor reactor;
    private final SocketChannel channel;
    private final InetSocketAddress proxy;
    private final ProxyHeader header = new ProxyHeader();

    ProxyHandshake(Reactor reactor, SocketChannel channel, InetSocketAddress proxy) throws IOException {
        this.reactor = reactor;
        this.channel = channel;
        this.proxy = proxy;
        reactor.register(channel, OP_READ, this);
        reactor.timers.set(this, reactor.nowNanos() + PATIENCE.toNanos());
    }

    SocketChannel channel() {
        return channel;
    }

    InetSocketAddress proxy() {
        return proxy;
    }

    @Override
    public void ready() {
        try {
            int count = channel.read(reactor.readBuffer());
            if (count < 0) {
                fail("has closed");
            } else {
                take(reactor.takeInput(), count);
            }
        } catch (IOException e) {
            fail(e.toString());
        } catch (RuntimeException e) {
            reactor.logFailure(Addresses.format(proxy), e);
            fail("has met an error");
        }
    }

    private void take(byte[] input, int count) {
        switch (header.take(input, 0, count)) {
            case UNFINISHED -> reactor.terms.counts().bytesIn += count;
            case MALFORMED -> fail("has sent something else");
            case COMPLETE -> {
                reactor.timers.cancel(this);
                reactor.terms.counts().bytesIn += header.position();
                reactor.admission.introduce(this, header.source() == null ? proxy : header.source(),
                        Arrays.copyOfRange(input, header.position(), count));
            }
        }
    }

    @Override
    void expire() {
        fail("has sent none for " + PATIENCE.toSeconds() + " s");
    }

    private void fail(String how) {
        reactor.timers.cancel(this);
        reactor.admission.refuse(this, Addresses.format(proxy) + ", which is to send a PROXY header, " + how);
    }
}
