package chatd.chat;

import chatd.link.LinkSettings;
import chatd.link.Replica;
import chatd.link.SimulatedEngine;
import chatd.sim.SimulatedNetwork.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Several chats, linked by an engine in memory. Time passes for all of them together. */
final class LinkedFixture {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** More than a node needs that finds no others. */
    private static final Duration JOINING = Duration.ofSeconds(5);
    private static final int STEPS_TO_SETTLE = 3;

    final SimulatedEngine engine = new SimulatedEngine(1);
    private final Map<String, ChatFixture> nodes = new LinkedHashMap<>();
    private final UnaryOperator<ChatFixture> settings;
    private boolean waitsWhenCut;

    LinkedFixture() {
        this(node -> node);
    }

    /** @param settings those of each node */
    LinkedFixture(UnaryOperator<ChatFixture> settings) {
        this.settings = settings;
    }

    /** Nodes refuse lines when they are cut off. */
    LinkedFixture waitingWhenCut() {
        waitsWhenCut = true;
        return this;
    }

    /** Starts nodes, one after the other. */
    LinkedFixture start(String... names) {
        for (String name : names) {
            ChatFixture node = settings.apply(new ChatFixture())
                    .link(engine, new LinkSettings(name, PATIENCE, waitsWhenCut, "1.0"));
            nodes.put(name, node);
            node.daemon();
            sleep(JOINING);
        }
        return this;
    }

    ChatFixture node(String name) {
        return nodes.get(name);
    }

    /** A node ends at once, like a killed process. */
    void kill(String name) {
        engine.setCut(name, true);
        nodes.remove(name);
    }

    Replica.State state(String name) {
        return node(name).chat().link().state();
    }

    /** A client enters on a node under a name. */
    Client join(String node, String name) {
        Client client = node(node).connect();
        client.send(name + '\n');
        settle();
        return client;
    }

    /** A client sends lines; afterwards all nodes have applied them. Returns what the client has received. */
    List<String> type(Client client, String... lines) {
        client.send(String.join("\n", lines) + '\n');
        settle();
        return client.lines();
    }

    /** What a client has received since the last call. */
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
        for (int i = 0; i < STEPS_TO_SETTLE; i++) {
            sleep(STEP);
        }
    }

    void sleep(Duration time) {
        for (Duration slept = Duration.ZERO; slept.compareTo(time) < 0; slept = slept.plus(STEP)) {
            List<ChatFixture> all = new ArrayList<>(nodes.values());
            all.forEach(ChatFixture::turn);
            engine.advance(STEP);
            all.forEach(node -> node.sleep(STEP));
            all.forEach(ChatFixture::turn);
        }
    }
}
