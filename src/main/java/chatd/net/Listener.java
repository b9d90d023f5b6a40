package chatd.net;

import static java.nio.channels.SelectionKey.OP_ACCEPT;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * One listening socket, and the terms for those who connect to it. It accepts all that wait, up to bounds in number and
 * time that leave the others their turn; when accepting fails it leaves the decision to the {@link Admission}.
 */
final class Listener implements Server.Watched, Closeable {

    private static final int ACCEPTS_AT_A_TIME = 1024;
    /** In a turn that has taken so long, only a few more are accepted, that nobody waits for ever. */
    private static final long ACCEPT_NANOS = Duration.ofMillis(50).toNanos();
    private static final int FEW = 64;

    final ListenerPolicy terms;

    private final Server server;
    private final Admission admission;
    private final ServerSocketChannel channel;
    private final Closeable whenDone;
    private final SelectionKey key;
    /** Asked whether somebody waits, if accepting might block; null if it can't. */
    private final Selector turnstile;
    private boolean paused;

    /**
     * Takes over a channel that is bound; if that fails, it is closed.
     *
     * @param whenDone what is closed in the end: the channel, or what keeps it
     * @param turnstile a selector for a channel that other processes have, too: whatever they do, it might become a
     *     blocking one. Null for one of our own
     */
    Listener(Server server, ListenerPolicy terms, ServerSocketChannel channel, Closeable whenDone, Selector turnstile)
            throws IOException {
        this.terms = terms;
        this.channel = channel;
        this.whenDone = whenDone;
        this.turnstile = turnstile;
        this.server = server;
        admission = server.admission;
        try {
            channel.configureBlocking(false);
            key = server.register(channel, OP_ACCEPT, this);
            if (turnstile != null) {
                channel.register(turnstile, OP_ACCEPT);
            }
        } catch (IOException | RuntimeException e) {
            whenDone.close();
            if (turnstile != null) {
                turnstile.close();
            }
            throw e;
        }
    }

    @Override
    public void ready() {
        try {
            for (int i = 0; i < ACCEPTS_AT_A_TIME && !paused && (i < FEW || server.turnNanos() < ACCEPT_NANOS); i++) {
                SocketChannel client = somebodyWaits() ? channel.accept() : null;
                if (client == null) {
                    admission.acceptedAll(terms);
                    return;
                }
                admission.admit(client, terms);
            }
        } catch (IOException e) {
            admission.fail(e);
        }
    }

    private boolean somebodyWaits() throws IOException {
        return turnstile == null || turnstile.selectNow(waiting -> { }) > 0;
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
        if (turnstile != null) {
            turnstile.close();
        }
        whenDone.close();
    }
}
