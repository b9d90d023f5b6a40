package chatd.bench;

import java.io.IOException;

/**
 * Many are there, and nobody says anything: how often the server wakes up, and what each client costs. That is the
 * slope between a tenth of them and all, so that it has no part of what the first client brings along.
 */
final class Idle implements Play {

    private static final double BYTES_PER_MB = 1e6;
    /** Longer than what a server still has to do when it has become quiet. */
    private static final double SETTLE_SECONDS = 2.5;

    private final Load load;
    private final Crowd crowd;
    private final Vitals server;
    private final Jcmd jvm;
    private final int clients;

    /** @param jvm null if the server is none */
    Idle(Load load, Crowd crowd, Vitals server, Jcmd jvm) {
        this.load = load;
        this.crowd = crowd;
        this.server = server;
        this.jvm = jvm;
        clients = load.number("clients", 10_000);
    }

    @Override
    public void measure() throws IOException {
        int few = clients / 10;
        crowd.connect(few);
        long heap = heapBytes();
        double resident = server.residentMb();
        crowd.connectAll(clients);
        crowd.awaitArrivals();
        // The heap of a JVM that is measured so must be resident from the beginning; to look into it takes memory.
        load.print(Metric.NATIVE, (server.residentMb() - resident) * BYTES_PER_MB / (clients - few));
        if (jvm != null) {
            load.print(Metric.HEAP, (double) (heapBytes() - heap) / (clients - few));
        }
        crowd.awaitQuiet();
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
            crowd.poll(100);
        }
    }

    private long heapBytes() {
        return jvm == null ? 0 : jvm.liveBytes();
    }
}
