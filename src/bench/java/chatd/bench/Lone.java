package chatd.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * One line at a time: a client says a line and waits until all clients of its room have received it. It then pauses, so
 * that the server goes to sleep, and says the next line. Each line is delivered alone, however busy the machine is.
 * Measures the time until each client of the room has received the line, and the CPU time of the server. Clients in
 * other rooms say nothing.
 */
final class Lone implements Scenario {

    private static final int ROOM = 100;
    /** After fewer turns, chatd still compiles what it does once in a turn. */
    private static final int WARMUP_LINES = 2500;
    private static final long LONGEST_WARMUP_NANOS = 3_000_000_000L;
    private static final long LONGEST_NANOS = 10_000_000_000L;
    private static final long PAUSE_NANOS = 1_000_000;

    private final LoadGenerator load;
    private final LoadClients group;
    private final ProcessStats server;
    private final int rooms;
    private final Histogram delays = new Histogram(LONGEST_NANOS, 3);
    /** The clients of the room in which there is talk. */
    private List<Client> members;
    private StalledClients stalled;
    private long sentNanos;
    private int received;

    Lone(LoadGenerator load, LoadClients group, ProcessStats server) {
        this.load = load;
        this.group = group;
        this.server = server;
        rooms = load.number("clients", ROOM) / load.number("room", ROOM);
    }

    @Override
    public void prepare() throws IOException {
        int clients = load.number("clients", ROOM);
        if (rooms > 1) {
            group.connectToRooms(clients, rooms);
        } else {
            group.connect(clients);
        }
        stalled = new StalledClients(load, group);
        stalled.fillBuffers();
        members = IntStream.iterate(0, i -> i < group.clients.size(), i -> i + rooms)
                .mapToObj(group.clients::get)
                .toList();
        members.forEach(client -> client.check.report(this::received));
        long end = System.nanoTime() + LONGEST_WARMUP_NANOS;
        for (int i = 0; i < WARMUP_LINES && System.nanoTime() < end; i++) {
            send();
        }
    }

    @Override
    public void measure() throws IOException {
        delays.reset();
        CpuTime cpu = server.cpu();
        int lines = load.number("lines", 1000);
        for (int i = 0; i < lines; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            send();
        }
        load.print(Metric.P50, delays.getValueAtPercentile(50) / 1e3);
        load.print(Metric.P99, delays.getValueAtPercentile(99) / 1e3);
        load.print(server.cpu().since(cpu), (long) lines * members.size());
        stalled.check();
    }

    /** Sends a line, and waits until all members have received it. */
    private void send() throws IOException {
        received = 0;
        sentNanos = System.nanoTime();
        members.get(1).send(group.payload, 1);
        while (received < members.size()) {
            // Without sleeping, so that no write of the server has to wake this process up.
            group.poll(0);
            if (System.nanoTime() - sentNanos > LONGEST_NANOS) {
                throw new RunFailed(received + " of " + members.size() + " clients have received the line");
            }
        }
    }

    private void received(int sender, int number) {
        received++;
        delays.recordValue(Math.min(group.lastReadNanos() - sentNanos, LONGEST_NANOS));
    }
}
