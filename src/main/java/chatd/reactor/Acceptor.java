package chatd.reactor;

import static java.nio.channels.SelectionKey.OP_ACCEPT;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * One listening socket. It accepts all that wait, up to a bound that leaves the others their turn; when accepting fails
 * it leaves the decision to the reactor, which pauses all acceptors.
 */
final class Acceptor implements Reactor.Watched, Closeable {

    private static final int BACKLOG = 4096;
    private static final int ACCEPTS_PER_TURN = 1024;

    private final Reactor reactor;
    private final ServerSocketChannel channel;
    private final SelectionKey key;

    /** Takes over a channel that is not bound yet; if binding fails, the channel is closed. */
    Acceptor(Reactor reactor, ServerSocketChannel channel, InetSocketAddress address) throws IOException {
        this.reactor = reactor;
        this.channel = channel;
        try {
            channel.bind(address, BACKLOG);
            channel.configureBlocking(false);
            key = reactor.register(channel, OP_ACCEPT, this);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Where it listens, with the port that the system has picked if none was asked for. */
    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public void ready() {
        try {
            for (int i = 0; i < ACCEPTS_PER_TURN && !reactor.isAcceptingPaused(); i++) {
                SocketChannel client = channel.accept();
                if (client == null) {
                    reactor.acceptedAll();
                    return;
                }
                reactor.admit(client);
            }
        } catch (IOException e) {
            reactor.pauseAccepting(e.getMessage());
        }
    }

    void pause() {
        key.interestOps(0);
    }

    void resume() {
        key.interestOps(OP_ACCEPT);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
