package chatd.bench;

import java.io.IOException;

/** All clients connect at once: the time until the last has received the last arrival. It can run only once. */
final class Arrival implements Scenario {

    private final LoadGenerator load;
    private final LoadClients group;
    private final ProcessStats server;

    Arrival(LoadGenerator load, LoadClients group, ProcessStats server) {
        this.load = load;
        this.group = group;
        this.server = server;
    }

    @Override
    public void prepare() throws IOException {
        group.connectFirst();
    }

    @Override
    public void measure() throws IOException {
        CpuTime cpu = server.cpu();
        long start = System.nanoTime();
        group.connectAll(load.number("clients", 1000));
        group.awaitArrivals();
        load.print(Metric.SECONDS, (group.lastReadNanos() - start) / 1e9);
        load.print(Metric.CPU_SECONDS, server.cpu().since(cpu).seconds());
        load.print(Metric.RESIDENT, server.residentMb());
    }
}
