package chatd.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Nodes that are linked by a {@link SimulatedEngine}. Time passes in small steps. */
final class Cluster {

    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final long FIRST_MILLIS = 1_700_000_000_000L;

    final SimulatedEngine engine;
    final List<LinkedNode> nodes = new ArrayList<>();

    Cluster(long seed) {
        engine = new SimulatedEngine(seed);
    }

    static LinkSettings settings(String node) {
        return new LinkSettings(node, PATIENCE, false, "1.0");
    }

    LinkedNode start(String node) {
        return start(settings(node));
    }

    LinkedNode start(LinkSettings settings) {
        return start(settings, FIRST_MILLIS + nodes.size());
    }

    LinkedNode start(LinkSettings settings, long clockMillis) {
        LinkedNode node = new LinkedNode(engine, settings, clockMillis);
        nodes.add(node);
        return node;
    }

    /** Starts nodes, and waits until they are linked. */
    List<LinkedNode> startLinked(String... names) {
        List<LinkedNode> started = new ArrayList<>();
        for (String name : names) {
            started.add(start(name));
        }
        await(() -> started.stream().allMatch(LinkedNode::isLinked));
        return started;
    }

    void step() {
        engine.advance(STEP);
        nodes.forEach(node -> node.advance(STEP));
    }

    void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= STEP.toMillis()) {
            step();
        }
    }

    /** Time passes until a condition holds, at most a minute. */
    void await(BooleanSupplier condition) {
        for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
            step();
        }
        assertTrue(condition.getAsBoolean(), () -> nodes.stream().map(node -> node.name + ' ' + node.link.state()
                + ' ' + node.replica.told).toList().toString());
    }
}
