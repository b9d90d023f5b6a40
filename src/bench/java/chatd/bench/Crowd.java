package chatd.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All clients of a server, on one selector and one thread; and what they receive, checked. */
final class Crowd implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long QUIET_NANOS = Duration.ofMillis(100).toNanos();
    private static final int READ_BYTES = 256 * 1024;

    final List<Client> clients = new ArrayList<>();
    final Ledger ledger;
    final Payload payload;

    private final Tongue tongue;
    private final InetSocketAddress server;
    private final Selector selector = Selector.open();
    private final Consumer<SelectionKey> serve = this::serve;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private long lastReadNanos = System.nanoTime();
    private Consumer<Client> whenConnected = client -> { };
    private int connecting;
    private long saidByThoseGone;

    Crowd(Tongue tongue, Payload payload, int port) throws IOException {
        this.tongue = tongue;
        this.payload = payload;
        this.ledger = new Ledger(tongue, payload);
        server = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    /** Connects the first client, who hears everything from then on, and then so many that there are this many. */
    void connect(int count) throws IOException {
        connectFirst();
        connectAll(count);
        awaitArrivals();
    }

    void connectFirst() throws IOException {
        add(0);
        awaitQuiet();
    }

    /** Connects all the others, as fast as the server bears it. */
    void connectAll(int count) throws IOException {
        while (clients.size() < count) {
            Client client = add(clients.size());
            while (clients.size() % tongue.atATime() == 0 && !client.hasHeard()) {
                pollPatiently();
            }
            if (clients.size() % 64 == 0) {
                poll(0);
            }
        }
    }

    /** Waits until everybody is in the room, and knows of all who came later. */
    void awaitArrivals() throws IOException {
        if (tongue.announces()) {
            while (connecting > 0 || ledger.arrivals() < clients.size() - 1 || !isComplete()) {
                pollPatiently();
            }
        } else {
            awaitQuiet();
        }
        ledger.begin();
        if (!tongue.echoes()) {
            clients.stream().skip(1).forEach(client -> client.check =
                    new Tally(client, clients, payload, sender -> sender != client.number));
        }
    }

    /** Waits until everybody has received everything. */
    void awaitComplete() throws IOException {
        while (!isComplete()) {
            pollPatiently();
        }
    }

    /** One more client, of whom nobody waits for anything yet. */
    Client add(int number) throws IOException {
        Client client = new Client(number, selector, server);
        clients.add(client);
        connecting++;
        if (client.isConnected()) {
            greet(client);
        }
        return client;
    }

    /** Has this done with every client from now on as soon as it is connected. */
    void whenConnected(Consumer<Client> action) {
        whenConnected = action;
    }

    void remove(Client client) throws IOException {
        clients.remove(client);
        saidByThoseGone += client.said;
        ledger.forget((Ledger.Stream) client.check);
        client.close();
    }

    /** Reads and writes what can be, after waiting for it at most so long. */
    void poll(long millis) throws IOException {
        if (millis > 0) {
            selector.select(serve, millis);
        } else {
            selector.selectNow(serve);
        }
    }

    /** When somebody received something for the last time. */
    long lastReadNanos() {
        return lastReadNanos;
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        selector.close();
    }

    private void greet(Client client) throws IOException {
        connecting--;
        client.check = ledger.stream(client);
        client.write(tongue.hello(client.port));
        whenConnected.accept(client);
    }

    private void serve(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (!client.isConnected()) {
                client.connected();
                greet(client);
                return;
            }
            if (key.isWritable()) {
                client.write();
            }
            if (key.isReadable()) {
                read(client);
            }
        } catch (IOException e) {
            throw new Lost(client + ": " + e.getMessage());
        }
    }

    private void read(Client client) throws IOException {
        if (!client.check.isPlaced()) {
            // Until it is known where this client came in, what it receives must be kept. The first tells where.
            receive(clients.get(0));
        }
        receive(client);
    }

    private void receive(Client client) throws IOException {
        lastReadNanos = System.nanoTime();
        if (client.read(buffer) < 0) {
            throw new Lost("The server has disconnected " + client);
        }
    }

    private boolean isComplete() {
        long said = saidByThoseGone;
        for (Client client : clients) {
            said += client.said;
            if (client.check == null || !client.check.isComplete()) {
                return false;
            }
        }
        return said == ledger.lines();
    }

    /** Waits until nothing has come for a while. */
    void awaitQuiet() throws IOException {
        do {
            poll(1);
        } while (connecting > 0 || System.nanoTime() - lastReadNanos < QUIET_NANOS);
    }

    private void pollPatiently() throws IOException {
        poll(1);
        if (System.nanoTime() - lastReadNanos > PATIENCE_NANOS) {
            throw new Lost("Nothing comes any more, and " + missing());
        }
    }

    private String missing() {
        return clients.stream()
                .filter(client -> client.check != null && !client.check.isComplete())
                .map(client -> client.check.missing())
                .findFirst()
                .orElse(connecting + " are not connected yet, and of " + clients.size() + " arrivals "
                        + ledger.arrivals() + " were announced");
    }
}
