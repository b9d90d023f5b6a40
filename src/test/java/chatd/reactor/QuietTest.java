package chatd.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.reactor.SimulatedNetwork.Client;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is done when nothing has happened for a while. */
class QuietTest {

    private static final Duration WHILE = Duration.ofSeconds(5);
    /** The wheel may be a tick late. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final Parrot parrot = new Parrot();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, parrot.broadcast, parrot);
    private int times;

    private void beginToCount() {
        daemon.reactor.whenQuiet(WHILE, () -> times++);
    }

    private void assertSleepsForEver() {
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
    }

    @Test
    void aWhileAfterTheLastEventItIsDoneOnce() {
        beginToCount();
        daemon.connect();
        daemon.sleep(WHILE.minus(TICK));
        assertEquals(0, times);
        daemon.sleep(TICK.multipliedBy(2));
        assertEquals(1, times);
        daemon.sleep(WHILE.multipliedBy(10));
        assertEquals(1, times);
        assertSleepsForEver();
    }

    @Test
    void asLongAsSomethingHappensItIsNotDone() {
        beginToCount();
        Client client = daemon.connect();
        for (int i = 0; i < 10; i++) {
            client.send("hello\n");
            daemon.sleep(WHILE.minus(TICK));
        }
        assertEquals(0, times);
        daemon.sleep(TICK.multipliedBy(2));
        assertEquals(1, times);
    }

    @Test
    void itIsDoneAgainAfterSomethingElseHasHappened() {
        beginToCount();
        Client client = daemon.connect();
        daemon.sleep(WHILE.multipliedBy(2));
        client.send("hello\n");
        daemon.sleep(WHILE.multipliedBy(2));
        assertEquals(2, times);
        assertSleepsForEver();
    }

    @Test
    void aDaemonThatNobodyConnectsToIsNotWokenForIt() {
        beginToCount();
        daemon.turn();
        assertSleepsForEver();
        daemon.sleep(WHILE.multipliedBy(2));
        assertEquals(0, times);
    }

    @Test
    void whereNothingIsToBeDoneNobodyIsWoken() {
        daemon.connect().send("hello\n");
        daemon.turn();
        assertSleepsForEver();
    }
}
