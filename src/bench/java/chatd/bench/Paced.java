package chatd.bench;

import java.io.IOException;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * Everybody but the first speaks now and then, at random times that are fixed beforehand, so many lines a second
 * together; how long it takes until each has been received by each. The time is counted from when a line was due, so a
 * server that is late is not spared what it would have been sent in the meantime.
 */
final class Paced implements Play {

    private static final long SEED = 42;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final double WARMUP_SECONDS = 1;

    private final Load load;
    private final Crowd crowd;
    private final Vitals server;
    private final Random random = new Random(SEED);
    private final Histogram delays = new Histogram(LONGEST_NANOS, 3);
    private final double rate;
    private long startNanos;
    /** When each line of each speaker was due, after the start: by the number of the client, and of its line. */
    private long[][] due;
    /** How many lines each speaker had said before. */
    private int[] saidBefore;

    Paced(Load load, Crowd crowd, Vitals server) {
        this.load = load;
        this.crowd = crowd;
        this.server = server;
        rate = load.number("rate", 200);
    }

    @Override
    public void prepare() throws IOException {
        crowd.connect(load.number("clients", 100));
        for (Client client : crowd.clients) {
            client.check.report(this::received);
        }
        say(WARMUP_SECONDS);
    }

    @Override
    public void measure() throws IOException {
        delays.reset();
        long cpu = server.cpuNanos();
        int lines = say(load.decimal("seconds", 2));
        load.print(Metric.P50, delays.getValueAtPercentile(50) / 1e3);
        load.print(Metric.P99, delays.getValueAtPercentile(99) / 1e3);
        load.print(Metric.P999, delays.getValueAtPercentile(99.9) / 1e3);
        load.print(Metric.CPU, (double) (server.cpuNanos() - cpu) / lines / crowd.clients.size());
    }

    /** Says for so long what is due, and waits until everybody has received it; returns how many lines that were. */
    private int say(double seconds) throws IOException {
        int lines = (int) (rate * seconds);
        int[] speakers = random.ints(lines, 1, crowd.clients.size()).toArray();
        long[] times = times(lines);
        assign(speakers, times);
        startNanos = System.nanoTime();
        for (int line = 0; line < lines; line++) {
            while (System.nanoTime() - startNanos < times[line]) {
                crowd.poll(0);
            }
            crowd.clients.get(speakers[line]).say(crowd.payload, 1);
        }
        crowd.awaitComplete();
        return lines;
    }

    private void received(int sender, int number) {
        long delay = crowd.lastReadNanos() - startNanos - due[sender][number - saidBefore[sender]];
        delays.recordValue(Math.min(delay, LONGEST_NANOS));
    }

    /** When the lines are due, in nanoseconds after the start: the intervals are distributed exponentially. */
    private long[] times(int lines) {
        long[] times = new long[lines];
        double seconds = 0;
        for (int line = 0; line < lines; line++) {
            seconds -= Math.log(1 - random.nextDouble()) / rate;
            times[line] = (long) (seconds * 1e9);
        }
        return times;
    }

    private void assign(int[] speakers, long[] times) {
        int[] counts = new int[crowd.clients.size()];
        for (int speaker : speakers) {
            counts[speaker]++;
        }
        saidBefore = crowd.clients.stream().mapToInt(client -> client.said).toArray();
        due = new long[counts.length][];
        for (int client = 0; client < counts.length; client++) {
            due[client] = new long[counts[client]];
        }
        for (int line = speakers.length - 1; line >= 0; line--) {
            due[speakers[line]][--counts[speakers[line]]] = times[line];
        }
    }
}
