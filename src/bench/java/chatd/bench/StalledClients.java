package chatd.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The last clients of a group, as many as the setting {@code stalled} says. They stop reading, and are no longer among
 * the clients of the group. The scenario must fill the buffers for them before the first round.
 */
final class StalledClients {

    /** More than the send buffer of the server's socket, the receive buffer of the client's, and chatd's own. */
    private static final int MOST_KEPT_BYTES = 10_000_000;
    /** Few enough that a client that reads late misses none. */
    private static final int BYTES_AT_ONCE = 16_000;

    private final LoadGenerator load;
    private final LoadClients group;
    private final List<Client> clients = new ArrayList<>();

    StalledClients(LoadGenerator load, LoadClients group) throws IOException {
        this.load = load;
        this.group = group;
        for (int i = load.number("stalled", 0); i > 0; i--) {
            Client client = group.clients.remove(group.clients.size() - 1);
            client.check = new LineByLineCheck(client, group.clients, group.payload, sender -> true);
            client.stall();
            clients.add(client);
        }
    }

    /** Whether enough was said to fill all buffers for them. */
    boolean areFull() {
        return clients.isEmpty() || group.stream.lines() * group.payload.written() > MOST_KEPT_BYTES;
    }

    /** Fills all buffers for them. */
    void fillBuffers() throws IOException {
        while (!areFull()) {
            group.clients.get(1).send(group.payload, BYTES_AT_ONCE / group.payload.written());
            group.awaitComplete();
        }
    }

    /**
     * In the last round, the stalled clients read everything. Each line that they have not received must be reported by
     * the server as skipped.
     */
    void check() throws IOException {
        if (clients.isEmpty() || !load.text("last", "true").equals("true")) {
            return;
        }
        clients.forEach(client -> client.read(true));
        group.clients.addAll(clients);
        group.awaitComplete();
        load.print(Metric.SKIPPED,
                clients.stream().mapToLong(client -> ((LineByLineCheck) client.check).skipped()).sum());
    }
}
