package chatd.reactor;

import static java.nio.channels.SelectionKey.OP_ACCEPT;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * One listening socket, and the service for those who connect to it. It accepts all that wait, up to a bound that leaves
 * the others their turn; when accepting fails it leaves the decision to the {@link Admission}.
 */
final class Acceptor implements Reactor.Watched, Closeable {

    private static final int ACCEPTS_PER_TURN = 1024;

    final Service service;

    private final Admission admission;
    private final ServerSocketChannel channel;
    private final Closeable whenDone;
    private final SelectionKey key;
    private boolean paused;

    /**
     * Takes over a channel that is bound; if that fails, it is closed.
     *
     * @param whenDone what is closed in the end: the channel, or what keeps it
     */
    Acceptor(Reactor reactor, Service service, ServerSocketChannel channel, Closeable whenDone) throws IOException {
        this.service = service;
        this.channel = channel;
        this.whenDone = whenDone;
        admission = reactor.admission;
        try {
            channel.configureBlocking(false);
            key = reactor.register(channel, OP_ACCEPT, this);
        } catch (IOException | RuntimeException e) {
            whenDone.close();
            throw e;
        }
    }

    @Override
    public void ready() {
        try {
            for (int i = 0; i < ACCEPTS_PER_TURN && !paused; i++) {
                SocketChannel client = channel.accept();
                if (client == null) {
                    admission.acceptedAll();
                    return;
                }
                admission.admit(client, service);
            }
        } catch (IOException e) {
            admission.fail(e);
        }
    }

    void pause() {
        paused = true;
        key.interestOps(0);
    }

    void resume() {
        paused = false;
        key.interestOps(OP_ACCEPT);
    }

    @Override
    public void close() throws IOException {
        paused = true;
        key.cancel();
        whenDone.close();
    }
}
