package chatd.bench;

import java.io.IOException;

/** All come at once: the time until the last of them has heard of the last of the others. It can be played once. */
final class Arrival implements Play {

    private final Load load;
    private final Crowd crowd;
    private final Vitals server;

    Arrival(Load load, Crowd crowd, Vitals server) {
        this.load = load;
        this.crowd = crowd;
        this.server = server;
    }

    @Override
    public void prepare() throws IOException {
        crowd.connectFirst();
    }

    @Override
    public void measure() throws IOException {
        long cpu = server.cpuNanos();
        long start = System.nanoTime();
        crowd.connectAll(load.number("clients", 1000));
        crowd.awaitArrivals();
        load.print(Metric.SECONDS, (crowd.lastReadNanos() - start) / 1e9);
        load.print(Metric.CPU_SECONDS, (server.cpuNanos() - cpu) / 1e9);
        load.print(Metric.RESIDENT, server.residentMb());
    }
}
