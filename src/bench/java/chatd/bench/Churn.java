package chatd.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients connect, send one line, and disconnect when they have received it, as fast as they can: always the same
 * number at a time, among others that stay.
 */
final class Churn implements Scenario {

    private static final int VISITORS = 50;
    private static final double WARMUP_SECONDS = 0.5;

    private final LoadGenerator load;
    private final LoadClients group;
    private final ProcessStats server;
    private final List<Client> done = new ArrayList<>();
    private int nextNumber;

    Churn(LoadGenerator load, LoadClients group, ProcessStats server) {
        this.load = load;
        this.group = group;
        this.server = server;
    }

    @Override
    public void prepare() throws IOException {
        group.connect(load.number("clients", 10));
        nextNumber = group.clients.size();
        group.whenConnected(this::speak);
        for (int i = 0; i < VISITORS; i++) {
            group.add(nextNumber++);
        }
        run(WARMUP_SECONDS);
    }

    @Override
    public void measure() throws IOException {
        CpuTime cpu = server.cpu();
        long start = System.nanoTime();
        int gone = run(load.decimal("seconds", 1));
        load.print(Metric.VISITS, gone / ((System.nanoTime() - start) / 1e9));
        load.print(Metric.CPU_OF_VISIT, server.cpu().since(cpu).nanos() / 1e3 / gone);
        group.awaitComplete();
    }

    private int run(double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int gone = 0;
        while (System.nanoTime() < end) {
            group.poll(1);
            gone += done.size();
            for (Client client : done) {
                group.remove(client);
                group.add(nextNumber++);
            }
            done.clear();
        }
        return gone;
    }

    private void speak(Client client) {
        try {
            client.send(group.payload, 1);
        } catch (IOException e) {
            throw new RunFailed(client + ": " + e.getMessage());
        }
        client.check.report((sender, number) -> {
            if (sender == client.number) {
                done.add(client);
            }
        });
    }
}
