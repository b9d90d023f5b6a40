package chatd.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Any number of clients who need not behave, on one selector; they do something only while the crowd is played. */
public final class ClientGroup implements AutoCloseable {

    /** What everybody's lines begin with, for witnesses to count them. */
    public static final String MARK = "#";

    private static final int READ_BYTES = 256 * 1024;
    private static final int FLOOD_LINES = 200;
    private static final int POLL_MILLIS = 5;
    /** Fewer than what waits for a daemon to be accepted. */
    private static final int AT_A_TIME = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final InetSocketAddress server;
    private final List<Client> clients = new ArrayList<>();

    public ClientGroup(int port) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Lines of 70 bytes for {@link Client#flood}. */
    public static ByteBuffer floodLines() {
        String lines = (MARK + "flood".repeat(13) + "###\n").repeat(FLOOD_LINES);
        return ByteBuffer.allocateDirect(lines.length()).put(lines.getBytes(StandardCharsets.US_ASCII)).flip();
    }

    /** One more, who says nothing. */
    public Client connect(String name) throws IOException {
        return connect(name, 0);
    }

    /** One more, for whom the kernel keeps little. */
    public Client connect(String name, int receiveBytes) throws IOException {
        Client client = new Client(name, selector, server, receiveBytes);
        clients.add(client);
        return client;
    }

    /** So many more, who have said their names when this returns, but may not be inside yet. */
    public List<Client> come(String name, int count) throws IOException {
        List<Client> group = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Client client = connect(name + i);
            client.send(client.name + '\n');
            group.add(client);
            play(0);
        }
        return group;
    }

    /** So many more, who are inside when this returns. */
    public List<Client> join(String name, int count) throws IOException {
        List<Client> group = new ArrayList<>();
        while (group.size() < count) {
            List<Client> some = come(name + group.size() + '-', Math.min(AT_A_TIME, count - group.size()));
            group.addAll(some);
            if (!playUntil(() -> some.stream().allMatch(Client::isInside), PATIENCE)) {
                throw new IOException(some.stream().filter(Client::isInside).count() + " of " + some.size()
                        + " could join");
            }
        }
        return group;
    }

    /** Has all do what they can, after waiting for it at most so long. */
    public void play(long millis) throws IOException {
        if (millis > 0) {
            selector.select(this::serve, millis);
        } else {
            selector.selectNow(this::serve);
        }
    }

    /** Has all do what they can for so long. */
    public void playFor(Duration time) throws IOException {
        playUntil(() -> false, time);
    }

    /** Has all do what they can until something is so; false if it is not, after this time. */
    public boolean playUntil(Pause.Condition condition, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            play(POLL_MILLIS);
        }
        return true;
    }

    /** All of them go in order. */
    public void leave() throws IOException {
        clients.forEach(Client::close);
        clients.clear();
        play(0);
    }

    /** Those who have gone are no part of it any more. */
    public void forgetWhoHasGone() {
        clients.removeIf(Client::hasEnded);
    }

    @Override
    public void close() throws IOException {
        clients.forEach(Client::reset);
        selector.close();
    }

    private void serve(SelectionKey key) {
        if (key.isValid()) {
            ((Client) key.attachment()).serve(buffer);
        }
    }
}
