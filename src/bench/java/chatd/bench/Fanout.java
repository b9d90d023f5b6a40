package chatd.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The server's maximum throughput: a few senders keep a window of lines in flight each, and all clients receive all of
 * them. A line is in flight until the first client, which sends nothing, has received it. With rooms, there is one
 * sender in each, and its lines are in flight until the first client of its room has received them.
 */
final class Fanout implements Scenario {

    private static final double WARMUP_SECONDS = 1;

    private final LoadGenerator load;
    private final LoadClients group;
    private final ProcessStats server;
    private final Jcmd jvm;
    private final int window;
    private final int rooms;
    /** The lines in flight, by the number of the sender. */
    private final int[] inFlight;
    private final int firstSender;
    private final int lastSender;
    private StalledClients stalled;

    /** @param jvm null if the JVM is not measured */
    Fanout(LoadGenerator load, LoadClients group, ProcessStats server, Jcmd jvm) {
        this.load = load;
        this.group = group;
        this.server = server;
        this.jvm = jvm;
        window = load.number("window", 64);
        rooms = load.number("rooms", 0);
        firstSender = Math.max(1, rooms);
        lastSender = firstSender + (rooms > 0 ? rooms : load.number("senders", 4)) - 1;
        inFlight = new int[lastSender + 1];
    }

    @Override
    public void prepare() throws IOException {
        if (rooms > 0) {
            group.connectToRooms(load.number("clients", 100), rooms);
        } else {
            group.connect(load.number("clients", 100));
        }
        for (int first = 0; first < firstSender; first++) {
            group.clients.get(first).check.report((sender, number) -> inFlight[sender]--);
        }
        setFilters(load.number("filters", 0));
        stalled = new StalledClients(load, group);
        // At full speed, so that the receive buffers of the other clients grow: a client with a small one would lag.
        do {
            send(WARMUP_SECONDS);
        } while (!stalled.areFull());
    }

    @Override
    public void measure() throws IOException {
        if (jvm != null) {
            // Empties the young generation, so that jcmd's own allocation does not cause a collection.
            jvm.liveBytes();
        }
        long allocated = jvm == null ? 0 : jvm.allocatedByLoop();
        long collections = jvm == null ? 0 : jvm.collections();
        CpuTime before = server.cpu();
        long deliveriesBefore = group.deliveries();
        long linesBefore = group.stream.lines();
        long start = System.nanoTime();
        send(load.decimal("seconds", 0.5));
        double seconds = (group.lastReadNanos() - start) / 1e9;
        long deliveries = group.deliveries() - deliveriesBefore;
        CpuTime cpu = server.cpu().since(before);
        load.print(Metric.DELIVERIES, deliveries / seconds);
        load.print(cpu, deliveries);
        if (load.text("per", "delivery").equals("byte")) {
            load.print(Metric.CPU_OF_BYTE, 1e3 * cpu.nanos() / deliveries / load.number("bytes", 70));
        }
        load.print(Metric.RESIDENT, server.residentMb());
        if (jvm != null) {
            long lines = group.stream.lines() - linesBefore;
            load.print(Metric.ALLOCATED, (double) (jvm.allocatedByLoop() - allocated) / lines);
            load.print(Metric.COLLECTIONS, jvm.collections() - collections);
        }
        stalled.check();
    }

    /** Keeps the windows full for this long, and waits until all lines have been received. */
    private void send(double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            for (int sender = firstSender; sender <= lastSender; sender++) {
                int lines = window - inFlight[sender];
                inFlight[sender] += lines;
                group.clients.get(sender).send(group.payload, lines);
            }
            group.poll(1);
        }
        group.awaitComplete();
    }

    /** The last clients set one filter each. */
    private void setFilters(int count) throws IOException {
        Client ignored = group.clients.get(1);
        String[] commands = {"/ignore 127.0.0.1:" + ignored.port, "/quiet", "/time on"};
        for (int i = 0; i < count; i++) {
            Client client = group.clients.get(group.clients.size() - 1 - i);
            int filter = i % commands.length;
            client.check = new LineByLineCheck(client, group.clients, group.payload,
                    sender -> filter > 0 || sender != ignored.number);
            client.write((commands[filter] + '\n').getBytes(StandardCharsets.UTF_8));
        }
        group.awaitQuiet();
    }
}
