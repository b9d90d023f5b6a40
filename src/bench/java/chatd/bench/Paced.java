package chatd.bench;

import java.io.IOException;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * All clients but the first send lines at random times fixed beforehand, at a total rate. Measures the time until each
 * client has received each line. It is counted from when the line was due, so that a late server is also charged
 * for the lines that it would have received meanwhile.
 *
 * <p>On a busy machine, the server is late and delivers several lines with one write, so the CPU time per delivery is
 * too low. {@link Lone} avoids this.
 */
final class Paced implements Scenario {

    private static final int SEED = 42;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final double WARMUP_SECONDS = 2;

    private final LoadGenerator load;
    private final LoadClients group;
    private final ProcessStats server;
    private final Random random;
    private final Histogram delays = new Histogram(LONGEST_NANOS, 3);
    private final double rate;
    private long startNanos;
    /** When each line was due, in nanoseconds after the start, by the numbers of client and line. */
    private long[][] due;
    /** Number of lines each client had sent before. */
    private int[] sentBefore;

    Paced(LoadGenerator load, LoadClients group, ProcessStats server) {
        this.load = load;
        this.group = group;
        this.server = server;
        rate = load.number("rate", 200);
        random = new Random(load.number("seed", SEED));
    }

    @Override
    public void prepare() throws IOException {
        connect();
        send(WARMUP_SECONDS);
    }

    @Override
    public void measure() throws IOException {
        delays.reset();
        long deliveries = group.deliveries();
        CpuTime cpu = server.cpu();
        send(load.decimal("seconds", 2));
        load.print(Metric.P50, delays.getValueAtPercentile(50) / 1e3);
        load.print(Metric.P99, delays.getValueAtPercentile(99) / 1e3);
        load.print(Metric.P999, delays.getValueAtPercentile(99.9) / 1e3);
        load.print(server.cpu().since(cpu), group.deliveries() - deliveries);
    }

    void connect() throws IOException {
        group.connect(load.number("clients", 100));
        for (Client client : group.clients) {
            client.check.report(this::received);
        }
    }

    /** Sends the lines due in this time, and waits until all clients have them. */
    private void send(double seconds) throws IOException {
        int lines = (int) (rate * seconds);
        int[] senders = random.ints(lines, 1, group.clients.size()).toArray();
        long[] times = times(lines);
        assign(senders, times);
        startNanos = System.nanoTime();
        for (int line = 0; line < lines; line++) {
            while (System.nanoTime() - startNanos < times[line]) {
                group.poll(0);
            }
            group.clients.get(senders[line]).send(group.payload, 1);
        }
        group.awaitComplete();
    }

    private void received(int sender, int number) {
        long delay = group.lastReadNanos() - startNanos - due[sender][number - sentBefore[sender]];
        delays.recordValue(Math.min(delay, LONGEST_NANOS));
    }

    /** When the lines are due, in nanoseconds after the start: the intervals have an exponential distribution. */
    private long[] times(int lines) {
        long[] times = new long[lines];
        double seconds = 0;
        for (int line = 0; line < lines; line++) {
            seconds -= Math.log(1 - random.nextDouble()) / rate;
            times[line] = (long) (seconds * 1e9);
        }
        return times;
    }

    private void assign(int[] senders, long[] times) {
        int[] counts = new int[group.clients.size()];
        for (int sender : senders) {
            counts[sender]++;
        }
        sentBefore = group.clients.stream().mapToInt(client -> client.sent).toArray();
        due = new long[counts.length][];
        for (int client = 0; client < counts.length; client++) {
            due[client] = new long[counts[client]];
        }
        for (int line = senders.length - 1; line >= 0; line--) {
            due[senders[line]][--counts[senders[line]]] = times[line];
        }
    }
}
