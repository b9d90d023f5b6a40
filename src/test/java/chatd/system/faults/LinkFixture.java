package chatd.system.faults;

import chatd.system.Daemon;
import chatd.system.Launch;
import chatd.system.LinkedMembers;
import chatd.system.NatsServer;
import chatd.system.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Setting of a fault of the link: nodes and their engine, and members on each node that say lines all the time. At the
 * end every member must have received the same lines in the same order, and the nodes must be idle.
 */
final class LinkFixture implements AutoCloseable {

    static final List<String> NAMES = List.of("east", "west", "north");
    static final int ON_EACH = 3;
    static final Duration PACE = Duration.ofMillis(5);
    /** A node that is down must be told of within this time. */
    static final Duration DEATH_TIME = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final List<NatsServer> engines;
    final List<Daemon> nodes = new ArrayList<>();
    final LinkedMembers members = new LinkedMembers();

    private final FaultFixture faults;
    private final List<String> urls;
    private final String[] options;

    /**
     * Starts the nodes.
     *
     * @param engines the servers of the engine, which this fixture closes
     * @param options further options of each node
     */
    LinkFixture(FaultFixture faults, List<NatsServer> engines, String... options) throws IOException {
        this(faults, engines, Collections.nCopies(NAMES.size(), NatsServer.urls(engines)), options);
    }

    /** @param urls for each node, where it reaches the engine */
    LinkFixture(FaultFixture faults, List<NatsServer> engines, List<String> urls, String... options)
            throws IOException {
        this.faults = faults;
        this.engines = new ArrayList<>(engines);
        this.urls = List.copyOf(urls);
        this.options = options.clone();
        try {
            for (int node = 0; node < NAMES.size(); node++) {
                nodes.add(Daemon.start(launch(node)));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Nodes with one server. */
    static LinkFixture withOneEngine(FaultFixture faults, String... options) throws IOException, FaultSkipped {
        requireEngine();
        return new LinkFixture(faults, List.of(NatsServer.start()), options);
    }

    static void requireEngine() throws FaultSkipped {
        if (!NatsServer.isInstalled()) {
            throw new FaultSkipped("nats-server is missing");
        }
    }

    NatsServer engine() {
        return engines.get(0);
    }

    private Launch launch(int node) {
        return faults.launch("--link", urls.get(node), "--node", NAMES.get(node), "--rate", "0", "--idle", "0")
                .with(options);
    }

    /** Starts a node again that has ended, on its port. */
    void restart(int node) throws IOException {
        int port = port(node);
        nodes.get(node).close();
        nodes.set(node, Daemon.start(launch(node).at(port)));
    }

    int port(int node) {
        return nodes.get(node).port;
    }

    List<Integer> ports() {
        return nodes.stream().map(node -> node.port).toList();
    }

    /** Has members join all nodes, and speak. */
    void talk() throws IOException {
        members.join(ports(), ON_EACH);
        members.speak(PACE);
    }

    /** Whether the members on a node see a notice with this text in time. */
    boolean see(int node, String text, Duration time) throws IOException {
        return Waiting.until(() -> members.haveSeen(port(node), text), time);
    }

    /** The members on a node must see a notice with this text in time. */
    void mustSee(int node, String text, Duration time) throws IOException {
        faults.check(see(node, text, time), "members on node " + NAMES.get(node) + " were not told: " + text);
    }

    /** Sends the node a signal, by its name. */
    void signal(int node, String signal) throws IOException {
        nodes.get(node).signal(signal);
    }

    /**
     * The fault is over: all members must receive everything, and the nodes must be idle and end well.
     *
     * @return the number of lines and what happened to them, in words
     */
    String settle() throws IOException, InterruptedException {
        faults.check(members.settle(PATIENCE), "not all members have received the last lines");
        for (Daemon node : nodes) {
            faults.check(node.isAlive(), "a node has ended");
        }
        faults.comparison().add(members.compare());
        String counts = String.format("%,d lines: %d lost, %d doubled, %d out of order", members.positions(),
                members.lost(), members.doubled(), members.misplaced());
        for (Daemon node : nodes) {
            faults.checkIdle(node);
        }
        members.close();
        for (Daemon node : nodes) {
            faults.end(node);
        }
        return counts;
    }

    @Override
    public void close() throws IOException {
        members.close();
        for (Daemon node : nodes) {
            node.close();
        }
        NatsServer.closeAll(engines);
    }
}
