package chatd.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * All clients of a server, or of several that are linked, on one selector and one thread, and the checks of what they
 * receive.
 */
final class LoadClients implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long QUIET_NANOS = Duration.ofMillis(100).toNanos();
    private static final int READ_BYTES = 256 * 1024;

    final List<Client> clients = new ArrayList<>();
    final CommonStream stream;
    final Payload payload;

    private final Protocol protocol;
    private final IntUnaryOperator port;
    private final boolean bindsPorts;
    private final Selector selector = Selector.open();
    private final Consumer<SelectionKey> serve = this::serve;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private long lastReadNanos = System.nanoTime();
    private Consumer<Client> whenConnected = client -> { };
    private int connecting;
    private long sentByRemoved;
    private final List<CommonStream> rooms = new ArrayList<>();

    /**
     * @param port the port of the server of each client
     * @param areServers whether there are several: then the clients' own ports must differ, since some servers name
     *     clients by them
     */
    LoadClients(Protocol protocol, Payload payload, IntUnaryOperator port, boolean areServers) throws IOException {
        this.protocol = protocol;
        this.payload = payload;
        this.stream = new CommonStream(protocol, payload);
        this.port = port;
        bindsPorts = areServers;
    }

    /** Connects this many clients; the first one receives everything from then on. */
    void connect(int count) throws IOException {
        connectFirst();
        connectAll(count);
        awaitArrivals();
    }

    /**
     * Connects this many clients, each of which moves to one of the rooms at once: client i to room i modulo their
     * number. They are checked once all of them have moved.
     */
    void connectToRooms(int count, int roomCount) throws IOException {
        whenConnected(client -> {
            client.check = DeliveryCheck.NONE;
            join(client, client.number % roomCount);
        });
        while (clients.size() < count) {
            add(clients.size());
            if (clients.size() % 64 == 0) {
                poll(0);
            }
        }
        // Longer than elsewhere: a notice that came later would fail the check.
        awaitQuiet(10 * QUIET_NANOS);
        addRooms(roomCount, protocol);
        clients.forEach(client -> client.check = rooms.get(client.number % roomCount).cursor(client));
        rooms.forEach(CommonStream::beginHere);
    }

    /** Adds the streams of rooms. */
    void addRooms(int count, Protocol how) {
        for (int i = 0; i < count; i++) {
            rooms.add(CommonStream.ofRoom(how, payload));
        }
    }

    CommonStream room(int number) {
        return rooms.get(number);
    }

    /** Asks the server to move a client to a room. The floor's lobby is room 0. */
    void join(Client client, int room) {
        try {
            client.write(("/join #r" + (room + 1) + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RunFailed(client + ": " + e.getMessage());
        }
    }

    /** Waits until this many clients have moved, and all clients have received all lines. */
    void awaitMoves(int moves) throws IOException {
        while (stream.moves() < moves || arrivalsInRooms() < moves - rooms.size() || !isComplete()) {
            pollPatiently();
        }
    }

    private long arrivalsInRooms() {
        return rooms.stream().mapToLong(CommonStream::arrivals).sum();
    }

    void connectFirst() throws IOException {
        add(0);
        awaitQuiet();
    }

    /** Connects the other clients as fast as the server accepts them. */
    void connectAll(int count) throws IOException {
        while (clients.size() < count) {
            Client client = add(clients.size());
            while (clients.size() % protocol.atATime() == 0 && !client.hasReceived()) {
                pollPatiently();
            }
            if (clients.size() % 64 == 0) {
                poll(0);
            }
        }
    }

    /** Waits until all clients are in the room and have received the later arrivals. */
    void awaitArrivals() throws IOException {
        if (protocol.announces()) {
            while (connecting > 0 || stream.arrivals() < clients.size() - 1 || !isComplete()) {
                pollPatiently();
            }
        } else {
            awaitQuiet();
        }
        stream.allJoined();
        if (!protocol.echoes()) {
            clients.stream().skip(1).forEach(client -> client.check =
                    new LineByLineCheck(client, clients, payload, sender -> sender != client.number));
        }
    }

    /** Waits until all clients have received everything. */
    void awaitComplete() throws IOException {
        while (!isComplete()) {
            pollPatiently();
        }
    }

    /** Number of lines that all clients have received. */
    long deliveries() {
        long deliveries = 0;
        for (Client client : clients) {
            deliveries += client.check.lines();
        }
        return deliveries;
    }

    /** Connects one more client, without waiting for it. */
    Client add(int number) throws IOException {
        Client client = new Client(number, selector, port.applyAsInt(number), bindsPorts);
        clients.add(client);
        connecting++;
        if (client.isConnected()) {
            greet(client);
        }
        return client;
    }

    /** Runs this for each client connected from now on. */
    void whenConnected(Consumer<Client> action) {
        whenConnected = action;
    }

    void remove(Client client) throws IOException {
        clients.remove(client);
        sentByRemoved += client.sent;
        stream.forget((CommonStream.Cursor) client.check);
        client.close();
    }

    /** Lets all clients read and write, after waiting at most this long for one to be ready. */
    void poll(long millis) throws IOException {
        if (millis > 0) {
            selector.select(serve, millis);
        } else {
            selector.selectNow(serve);
        }
    }

    /** When a client last received anything. */
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
        client.check = stream.cursor(client);
        client.write(protocol.hello(client.port));
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
            throw new RunFailed(client + ": " + e.getMessage());
        }
    }

    private void read(Client client) throws IOException {
        if (!client.check.isPlaced()) {
            // Keeps the bytes of this client until the stream of the first client shows their place.
            receive(clients.get(0));
        }
        receive(client);
    }

    private void receive(Client client) throws IOException {
        lastReadNanos = System.nanoTime();
        if (client.read(buffer) < 0) {
            throw new RunFailed("The server disconnected " + client);
        }
    }

    private boolean isComplete() {
        long sent = sentByRemoved;
        for (Client client : clients) {
            sent += client.sent;
            if (client.check == null || !client.check.isComplete()) {
                return false;
            }
        }
        for (CommonStream room : rooms) {
            sent -= room.lines();
        }
        return sent == stream.lines();
    }

    /** Waits until no client has received anything for a while. */
    void awaitQuiet() throws IOException {
        awaitQuiet(QUIET_NANOS);
    }

    private void awaitQuiet(long nanos) throws IOException {
        do {
            poll(1);
        } while (connecting > 0 || System.nanoTime() - lastReadNanos < nanos);
    }

    private void pollPatiently() throws IOException {
        poll(1);
        if (System.nanoTime() - lastReadNanos > PATIENCE_NANOS) {
            throw new RunFailed("The server stopped sending: " + missing());
        }
    }

    private String missing() {
        return clients.stream()
                .filter(client -> client.check != null && !client.check.isComplete())
                .map(client -> client.check.missing())
                .findFirst()
                .orElse(connecting + " clients are not connected yet; " + stream.arrivals() + " of " + clients.size()
                        + " arrivals were announced");
    }
}
