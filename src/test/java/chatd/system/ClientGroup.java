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

/** Any number of clients, which may misbehave, on one selector; they act only while the group is polled. */
public final class ClientGroup implements AutoCloseable {

    /** Prefix of the clients' lines, by which witnesses count them. */
    public static final String MARK = "#";

    private static final int READ_BYTES = 256 * 1024;
    private static final int FLOOD_LINES = 200;
    private static final int POLL_MILLIS = 5;
    /** Below the daemon's accept backlog. */
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

    /** Connects a client that sends nothing. */
    public Client connect(String name) throws IOException {
        return connect(name, 0);
    }

    /** Connects a client with this SO_RCVBUF. */
    public Client connect(String name, int receiveBytes) throws IOException {
        Client client = new Client(name, selector, server, receiveBytes);
        clients.add(client);
        return client;
    }

    /** Connects this many clients and sends their names; they may not be in the room yet when this returns. */
    public List<Client> beginJoining(String name, int count) throws IOException {
        List<Client> group = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Client client = connect(name + i);
            client.send(client.name + '\n');
            group.add(client);
            poll(0);
        }
        return group;
    }

    /** Connects this many clients, which are in the room when this returns. */
    public List<Client> join(String name, int count) throws IOException {
        List<Client> group = new ArrayList<>();
        while (group.size() < count) {
            List<Client> some = beginJoining(name + group.size() + '-', Math.min(AT_A_TIME, count - group.size()));
            group.addAll(some);
            if (!pollUntil(() -> some.stream().allMatch(Client::hasJoined), PATIENCE)) {
                throw new IOException(some.stream().filter(Client::hasJoined).count() + " of " + some.size()
                        + " could join");
            }
        }
        return group;
    }

    /** Lets all clients read and write, after waiting at most this long for one to be ready. */
    public void poll(long millis) throws IOException {
        if (millis > 0) {
            selector.select(this::serve, millis);
        } else {
            selector.selectNow(this::serve);
        }
    }

    /** Lets all clients read and write for this long. */
    public void pollFor(Duration time) throws IOException {
        pollUntil(() -> false, time);
    }

    /** Lets all clients read and write until a condition holds; false if it does not hold in time. */
    public boolean pollUntil(Waiting.Condition condition, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            poll(POLL_MILLIS);
        }
        return true;
    }

    /** Closes all connections. */
    public void closeAll() throws IOException {
        clients.forEach(Client::close);
        clients.clear();
        poll(0);
    }

    /** Removes clients whose connection has ended. */
    public void removeEnded() {
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
