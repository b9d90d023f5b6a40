package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.loop.EventLoop;
import chatd.net.FailureLog;
import chatd.os.LogCapture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Two hundred seeds of three nodes. For more, or for a trace of a failed one, use {@code make simulate NODES=3}. */
class LinkedSimulationTest {

    private static final int SEEDS = 200;

    @Test
    void allNodesAgreeAndEverybodyReceivesEachLineOnceInOneOrder() {
        assertEquals(List.of(), LogCapture.by(List.of(FailureLog.class, EventLoop.class), Level.ERROR, () -> {
            for (long seed = 1; seed <= SEEDS; seed++) {
                run(seed);
            }
        }));
    }

    @Test
    void aSeedDecidesEverything() {
        assertEquals(run(11), run(11));
    }

    private static LinkedSimulation.Totals run(long seed) {
        try {
            return LinkedSimulation.run(seed, Trace.OFF);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(Simulate.howToRunLinkedAgain(seed) + "\n" + e, e);
        }
    }
}
