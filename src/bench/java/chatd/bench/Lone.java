package chatd.bench;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * One client in a room of 100 says a line. When all clients of the room have received it, the client pauses and says
 * the next. Measures the time until each of them has received the line. Clients in other rooms say nothing.
 */
final class Lone implements Scenario {

    private static final int ROOM = 100;
    private static final int WARMUP_LINES = 1000;
    private static final long LONGEST_NANOS = 10_000_000_000L;
    private static final long PAUSE_NANOS = 1_000_000;

    private final LoadGenerator load;
    private final LoadClients group;
    private final ProcessStats server;
    private final int rooms;
    private final Histogram delays = new Histogram(LONGEST_NANOS, 3);
    private long sentNanos;
    private int received;

    Lone(LoadGenerator load, LoadClients group, ProcessStats server) {
        this.load = load;
        this.group = group;
        this.server = server;
        rooms = load.number("clients", ROOM) / ROOM;
    }

    @Override
    public void prepare() throws IOException {
        group.connectToRooms(rooms * ROOM, rooms);
        for (int i = 0; i < ROOM; i++) {
            group.clients.get(i * rooms).check.report(this::received);
        }
        send(WARMUP_LINES);
    }

    @Override
    public void measure() throws IOException {
        delays.reset();
        CpuTime cpu = server.cpu();
        int lines = load.number("lines", 1000);
        send(lines);
        load.print(Metric.P50, delays.getValueAtPercentile(50) / 1e3);
        load.print(Metric.P99, delays.getValueAtPercentile(99) / 1e3);
        load.print(server.cpu().since(cpu), (long) lines * ROOM);
    }

    private void send(int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            long next = System.nanoTime() + PAUSE_NANOS;
            while (System.nanoTime() < next) {
                Thread.onSpinWait();
            }
            received = 0;
            sentNanos = System.nanoTime();
            group.clients.get(rooms).send(group.payload, 1);
            while (received < ROOM) {
                group.poll(0);
                if (System.nanoTime() - sentNanos > LONGEST_NANOS) {
                    throw new RunFailed(received + " of " + ROOM + " clients have received the line");
                }
            }
        }
    }

    private void received(int sender, int number) {
        received++;
        delays.recordValue(Math.min(group.lastReadNanos() - sentNanos, LONGEST_NANOS));
    }
}
