package chatd.bench;

import java.io.IOException;

/**
 * Many clients are connected and none sends: how often the server wakes up, and how much memory each client takes. The
 * memory is the slope between a tenth of the clients and all, so that it excludes what the first client allocates.
 */
final class Idle implements Scenario {

    private static final double BYTES_PER_MB = 1e6;
    /** Longer than a server's work after the last event. */
    private static final double SETTLE_SECONDS = 2.5;

    private final LoadGenerator load;
    private final LoadClients group;
    private final ProcessStats server;
    private final Jcmd jvm;
    private final int clients;

    /** @param jvm null if the server is not a JVM */
    Idle(LoadGenerator load, LoadClients group, ProcessStats server, Jcmd jvm) {
        this.load = load;
        this.group = group;
        this.server = server;
        this.jvm = jvm;
        clients = load.number("clients", 10_000);
    }

    @Override
    public void measure() throws IOException {
        int few = clients / 10;
        group.connect(few);
        long heap = heapBytes();
        double resident = server.residentMb();
        group.connectAll(clients);
        group.awaitArrivals();
        // Reading the heap's content takes memory, so the heap of such a JVM must be resident from the start.
        load.print(Metric.NATIVE, (server.residentMb() - resident) * BYTES_PER_MB / (clients - few));
        if (jvm != null) {
            load.print(Metric.HEAP, (double) (heapBytes() - heap) / (clients - few));
        }
        group.awaitQuiet();
        watch(SETTLE_SECONDS);
        countWakeups(load.decimal("seconds", 3));
        load.print(Metric.RESIDENT, server.residentMb());
    }

    private void countWakeups(double seconds) throws IOException {
        long sleeps = server.sleeps();
        long sleepsOfLoop = server.sleepsOfMain();
        watch(seconds);
        load.print(Metric.WAKEUPS, (server.sleeps() - sleeps) / seconds);
        load.print(Metric.LOOP_WAKEUPS, server.sleepsOfMain() - sleepsOfLoop);
    }

    private void watch(double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            group.poll(100);
        }
    }

    private long heapBytes() {
        return jvm == null ? 0 : jvm.liveBytes();
    }
}
