package chatd.bench;

import java.io.IOException;

/**
 * Many are there, and nobody says anything: how often the server wakes up, and what each client costs. That is the
 * slope between a tenth of them and all, so that it has no part of what the first client brings along.
 */
final class Idle implements Play {

    private static final int BYTES_PER_MB = 1 << 20;

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
        if (jvm != null) {
            load.print(Metric.HEAP, (double) (heapBytes() - heap) / (clients - few));
        }
        // The heap of a JVM that is measured so must be resident from the beginning.
        load.print(Metric.NATIVE, (server.residentMb() - resident) * BYTES_PER_MB / (clients - few));
        load.print(Metric.RESIDENT, server.residentMb());
        crowd.awaitQuiet();
        countWakeups(load.decimal("seconds", 3));
    }

    private void countWakeups(double seconds) throws IOException {
        long sleeps = server.sleeps();
        long sleepsOfLoop = server.sleepsOfLoop();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            crowd.poll(100);
        }
        load.print(Metric.WAKEUPS, (server.sleeps() - sleeps) / seconds);
        load.print(Metric.LOOP_WAKEUPS, server.sleepsOfLoop() - sleepsOfLoop);
    }

    private long heapBytes() {
        return jvm == null ? 0 : jvm.liveBytes();
    }
}
