package chatd.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The task that a loop runs when no channel has been ready for a while. */
class IdleTaskTest {

    private static final Duration IDLE_TIME = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(100);

    private final LoopFixture fixture = new LoopFixture();
    private int runs;
    private int busyRuns;

    @BeforeEach
    void countRuns() {
        fixture.loop.whenIdle(IDLE_TIME, () -> runs++, () -> busyRuns++);
    }

    @Test
    void theTaskRunsOnceAfterTheIdleTime() {
        fixture.connect();
        fixture.sleep(IDLE_TIME.minus(TICK));
        assertEquals(0, runs);
        fixture.sleep(TICK);
        assertEquals(1, runs);
        fixture.sleep(IDLE_TIME.multipliedBy(3));
        assertEquals(1, runs);
    }

    @Test
    void aReadyChannelPutsTheTaskOff() {
        SimulatedNetwork.Client client = fixture.connect();
        for (int i = 0; i < 10; i++) {
            fixture.sleep(IDLE_TIME.minusSeconds(1));
            client.send("still here\n");
            fixture.turn();
        }
        assertEquals(0, runs);
        fixture.sleep(IDLE_TIME.plus(TICK));
        assertEquals(1, runs);
    }

    @Test
    void theBusyTaskRunsOnceInTheIdleTimeWhileChannelsAreReady() {
        SimulatedNetwork.Client client = fixture.connect();
        for (int i = 0; i < 4 * IDLE_TIME.toSeconds(); i++) {
            fixture.sleep(Duration.ofSeconds(1));
            client.send("still here\n");
            fixture.turn();
        }
        assertEquals(4, busyRuns);
        assertEquals(0, runs);
    }

    @Test
    void theBusyTaskDoesNotRunIfNoChannelWasReadyAgain() {
        fixture.connect();
        fixture.sleep(IDLE_TIME.multipliedBy(3));
        assertEquals(0, busyRuns);
    }

    @Test
    void theLoopSleepsUntilTheTaskIsDue() {
        fixture.connect();
        fixture.turn();
        assertEquals(IDLE_TIME.toMillis(), fixture.network.sleptMillis());
    }

    @Test
    void aReadyChannelMovesTheTimerOnlyWhenItExpires() {
        SimulatedNetwork.Client client = fixture.connect();
        fixture.sleep(IDLE_TIME.minusSeconds(1));
        client.send("still here\n");
        fixture.turn();
        fixture.turn();
        assertEquals(1_000, fixture.network.sleptMillis());
        fixture.sleep(Duration.ofSeconds(1));
        fixture.turn();
        assertEquals(IDLE_TIME.minusSeconds(1).toMillis(), fixture.network.sleptMillis());
    }

    @Test
    void theTaskRunsAgainAfterAChannelWasReadyAgain() {
        SimulatedNetwork.Client client = fixture.connect();
        fixture.sleep(IDLE_TIME.plus(TICK));
        client.send("again\n");
        fixture.turn();
        fixture.sleep(IDLE_TIME.plus(TICK));
        assertEquals(2, runs);
    }

    @Test
    void theTaskDoesNotRunBeforeAnyChannelWasReady() {
        fixture.sleep(IDLE_TIME.multipliedBy(3));
        assertEquals(0, runs);
        assertFalse(fixture.loop.hasTimers());
    }
}
