package chatd.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that come, say one line, and go when they have received it themselves, as fast as they can: always so many at
 * a time, among others who stay.
 */
final class Churn implements Play {

    private static final int COMERS = 50;
    private static final double WARMUP_SECONDS = 0.5;

    private final Load load;
    private final Crowd crowd;
    private final Vitals server;
    private final List<Client> done = new ArrayList<>();
    private int nextNumber;

    Churn(Load load, Crowd crowd, Vitals server) {
        this.load = load;
        this.crowd = crowd;
        this.server = server;
    }

    @Override
    public void prepare() throws IOException {
        crowd.connect(load.number("clients", 10));
        nextNumber = crowd.clients.size();
        crowd.whenConnected(this::speak);
        for (int i = 0; i < COMERS; i++) {
            crowd.add(nextNumber++);
        }
        run(WARMUP_SECONDS);
    }

    @Override
    public void measure() throws IOException {
        long cpu = server.cpuNanos();
        long start = System.nanoTime();
        int gone = run(load.decimal("seconds", 1));
        load.print(Metric.VISITS, gone / ((System.nanoTime() - start) / 1e9));
        load.print(Metric.CPU_OF_VISIT, (server.cpuNanos() - cpu) / 1e3 / gone);
        crowd.awaitComplete();
    }

    private int run(double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int gone = 0;
        while (System.nanoTime() < end) {
            crowd.poll(1);
            gone += done.size();
            for (Client client : done) {
                crowd.remove(client);
                crowd.add(nextNumber++);
            }
            done.clear();
        }
        return gone;
    }

    private void speak(Client client) {
        try {
            client.say(crowd.payload, 1);
        } catch (IOException e) {
            throw new Lost(client + ": " + e.getMessage());
        }
        client.check.report((sender, number) -> {
            if (sender == client.number) {
                done.add(client);
            }
        });
    }
}
