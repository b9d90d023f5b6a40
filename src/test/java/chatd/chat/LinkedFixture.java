package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.link.LinkSettings;
import chatd.link.Replica;
import chatd.link.SimulatedEngine;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Several chats, linked by an engine in memory. Time passes for all of them together. */
final class LinkedFixture {

    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(100);
    /** More than a node needs that finds no others. */
    private static final Duration JOINING = Duration.ofSeconds(5);
    /** More than the others need to find out that a node is down. */
    static final Duration DEATH = Duration.ofSeconds(7);
    private static final int STEPS_TO_SETTLE = 5;
    private static final int MOST_STEPS = 300;

    final SimulatedEngine engine = new SimulatedEngine(1);
    private final Map<String, ChatFixture> nodes = new LinkedHashMap<>();
    /** Nodes whose process is stopped. */
    private final Set<String> stopped = new LinkedHashSet<>();
    private final WallClock clock = new WallClock();
    private final UnaryOperator<ChatFixture> settings;
    private boolean waitsWhenCut;

    LinkedFixture() {
        this(node -> node);
    }

    /** @param settings those of each node */
    LinkedFixture(UnaryOperator<ChatFixture> settings) {
        this.settings = settings;
        clock.advance(Duration.between(clock.instant(), Instant.ofEpochMilli(SimulatedEngine.FIRST_MILLIS)));
    }

    /** Nodes refuse lines when they are cut off. */
    LinkedFixture waitingWhenCut() {
        waitsWhenCut = true;
        return this;
    }

    /** Starts nodes, one after the other. */
    LinkedFixture start(String... names) {
        for (String name : names) {
            start(name, settings);
        }
        return this;
    }

    /** Starts a node with settings of its own. */
    LinkedFixture start(String name, UnaryOperator<ChatFixture> ownSettings) {
        ChatFixture node = ownSettings.apply(new ChatFixture().clock(clock))
                .link(engine, new LinkSettings(name, PATIENCE, waitsWhenCut, "1.0"));
        nodes.put(name, node);
        node.daemon();
        sleep(JOINING);
        return this;
    }

    ChatFixture node(String name) {
        return nodes.get(name);
    }

    /** A node ends at once, like a killed process. */
    void kill(String name) {
        nodes.remove(name).closeEnd();
    }

    /** A node is cut off from the engine for this long. */
    void cut(String name, Duration time) {
        engine.setCut(name, true);
        sleep(time);
        engine.setCut(name, false);
        settle();
    }

    /** The process of a node is stopped for this long, while the others go on. */
    void stop(String name, Duration time) {
        stopped.add(name);
        sleep(time);
        stopped.remove(name);
        sleep(Duration.ofSeconds(3));
    }

    Replica.State state(String name) {
        return node(name).chat().link().state();
    }

    /** Waits until the link of a node is in a state. */
    void awaitState(String name, Replica.State state) {
        for (int i = 0; i < MOST_STEPS && state(name) != state; i++) {
            sleep(STEP);
        }
        assertEquals(state, state(name));
    }

    /** A client enters on a node under a name. */
    Client join(String node, String name) {
        Client client = connect(node);
        client.send(name + '\n');
        settle();
        return client;
    }

    /** A client connects to a node. */
    Client connect(String node) {
        Client client = node(node).connect();
        settle();
        return client;
    }

    /** A client sends lines; afterwards all nodes have applied them. Returns what the client has received. */
    List<String> type(Client client, String... lines) {
        client.send(String.join("\n", lines) + '\n');
        settle();
        return client.lines();
    }

    /** The lines that a client has received since the last call. */
    List<String> read(Client client) {
        return client.lines();
    }

    void readAll(Client... clients) {
        for (Client client : clients) {
            client.lines();
        }
    }

    /** A little time passes, in which everything is delivered that is on its way. */
    void settle() {
        sleep(STEP.multipliedBy(STEPS_TO_SETTLE));
    }

    void sleep(Duration time) {
        for (Duration slept = Duration.ZERO; slept.compareTo(time) < 0; slept = slept.plus(STEP)) {
            turnAll();
            engine.advance(STEP);
            clock.advance(STEP);
            nodes.forEach((name, node) -> {
                if (stopped.contains(name)) {
                    node.daemon().network.sleep(STEP);
                } else {
                    node.sleep(STEP);
                }
            });
            turnAll();
        }
    }

    private void turnAll() {
        List<String> running = new ArrayList<>(nodes.keySet());
        running.removeAll(stopped);
        running.forEach(name -> node(name).turn());
    }
}
