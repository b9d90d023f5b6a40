package chatd.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * As much as the server can do: a few senders keep so many lines in flight each, and everybody receives all of them. A
 * line is in flight until the first client, who says nothing, has received it.
 */
final class Fanout implements Play {

    private static final double WARMUP_SECONDS = 1;

    private final Load load;
    private final Crowd crowd;
    private final Vitals server;
    private final Jcmd jvm;
    private final int senders;
    private final int window;
    private final int[] inFlight;
    private final List<Client> stalled = new ArrayList<>();

    /** @param jvm null if nothing about it is to be measured */
    Fanout(Load load, Crowd crowd, Vitals server, Jcmd jvm) {
        this.load = load;
        this.crowd = crowd;
        this.server = server;
        this.jvm = jvm;
        senders = load.number("senders", 4);
        window = load.number("window", 64);
        inFlight = new int[senders + 1];
    }

    @Override
    public void prepare() throws IOException {
        crowd.connect(load.number("clients", 100));
        crowd.clients.get(0).check.report((sender, number) -> inFlight[sender]--);
        setFilters(load.number("filters", 0));
        stall(load.number("stalled", 0));
        say(WARMUP_SECONDS);
    }

    @Override
    public void measure() throws IOException {
        if (jvm != null) {
            // What jcmd itself allocates is not to be what fills the young generation.
            jvm.liveBytes();
        }
        long allocated = jvm == null ? 0 : jvm.allocatedByLoop();
        long collections = jvm == null ? 0 : jvm.collections();
        long cpu = server.cpuNanos();
        long before = deliveries();
        long linesBefore = crowd.ledger.lines();
        long start = System.nanoTime();
        say(load.decimal("seconds", 0.5));
        double seconds = (crowd.lastReadNanos() - start) / 1e9;
        long deliveries = deliveries() - before;
        cpu = server.cpuNanos() - cpu;
        load.print(Metric.DELIVERIES, deliveries / seconds);
        load.print(Metric.CPU, (double) cpu / deliveries);
        if (load.text("per", "delivery").equals("byte")) {
            load.print(Metric.CPU_OF_BYTE, 1e3 * cpu / deliveries / load.number("bytes", 70));
        }
        load.print(Metric.RESIDENT, server.residentMb());
        if (jvm != null) {
            long lines = crowd.ledger.lines() - linesBefore;
            load.print(Metric.ALLOCATED, (double) (jvm.allocatedByLoop() - allocated) / lines);
            load.print(Metric.COLLECTIONS, jvm.collections() - collections);
        }
        if (!stalled.isEmpty()) {
            load.print(Metric.PEAK, server.peakMb());
            load.print(Metric.SKIPPED, readAtLast());
        }
    }

    /** Has everybody say as much as they may for this long, and waits until all of it has been received. */
    private void say(double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            for (int sender = 1; sender <= senders; sender++) {
                int lines = window - inFlight[sender];
                inFlight[sender] += lines;
                crowd.clients.get(sender).say(crowd.payload, lines);
            }
            crowd.poll(1);
        }
        crowd.awaitComplete();
    }

    /** The last of the clients set filters, in turn. */
    private void setFilters(int count) throws IOException {
        Client ignored = crowd.clients.get(1);
        String[] commands = {"/ignore 127.0.0.1:" + ignored.port, "/quiet", "/time on"};
        for (int i = 0; i < count; i++) {
            Client client = crowd.clients.get(crowd.clients.size() - 1 - i);
            int filter = i % commands.length;
            client.check = new Tally(client, crowd.clients, crowd.payload,
                    sender -> filter > 0 || sender != ignored.number);
            client.write((commands[filter] + '\n').getBytes(StandardCharsets.UTF_8));
        }
        crowd.awaitQuiet();
    }

    /** The last of the clients stop reading. */
    private void stall(int count) {
        for (int i = 0; i < count; i++) {
            Client client = crowd.clients.remove(crowd.clients.size() - 1);
            client.check = new Tally(client, crowd.clients, crowd.payload, sender -> true);
            client.read(false);
            stalled.add(client);
        }
    }

    /** Those who did not read do so now: what they do not receive, the server must say that it was skipped. */
    private long readAtLast() throws IOException {
        stalled.forEach(client -> client.read(true));
        crowd.clients.addAll(stalled);
        crowd.awaitComplete();
        crowd.clients.removeAll(stalled);
        stalled.forEach(client -> client.read(false));
        return stalled.stream().mapToLong(client -> ((Tally) client.check).skipped()).sum();
    }

    private long deliveries() {
        long deliveries = 0;
        for (Client client : crowd.clients) {
            deliveries += client.check.lines();
        }
        return deliveries;
    }
}
