package chatd.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a reactor does when nothing has happened for a while. */
class IdleTaskTest {

    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(100);

    private final LoopFixture fixture = new LoopFixture();
    private int timesQuiet;

    @BeforeEach
    void countQuietTimes() {
        fixture.loop.whenIdle(QUIET, () -> timesQuiet++);
    }

    @Test
    void itIsDoneOnceWhenNothingHasHappenedForTheTime() {
        fixture.connect();
        fixture.sleep(QUIET.minus(TICK));
        assertEquals(0, timesQuiet);
        fixture.sleep(TICK);
        assertEquals(1, timesQuiet);
        fixture.sleep(QUIET.multipliedBy(3));
        assertEquals(1, timesQuiet);
    }

    @Test
    void whateverHappensPutsItOff() {
        SimulatedNetwork.Client client = fixture.connect();
        for (int i = 0; i < 10; i++) {
            fixture.sleep(QUIET.minusSeconds(1));
            client.send("still here\n");
            fixture.turn();
        }
        assertEquals(0, timesQuiet);
        fixture.sleep(QUIET.plus(TICK));
        assertEquals(1, timesQuiet);
    }

    @Test
    void theLoopSleepsUntilThenAndIsNotWokenBefore() {
        fixture.connect();
        fixture.turn();
        assertEquals(QUIET.toMillis(), fixture.network.sleptMillis());
    }

    @Test
    void whatHappensMeanwhileMovesItOnlyWhenItWouldHaveBeenDone() {
        SimulatedNetwork.Client client = fixture.connect();
        fixture.sleep(QUIET.minusSeconds(1));
        client.send("still here\n");
        fixture.turn();
        fixture.turn();
        assertEquals(1_000, fixture.network.sleptMillis());
        fixture.sleep(Duration.ofSeconds(1));
        fixture.turn();
        assertEquals(QUIET.minusSeconds(1).toMillis(), fixture.network.sleptMillis());
    }

    @Test
    void itIsDoneAgainAfterSomethingHasHappenedAgain() {
        SimulatedNetwork.Client client = fixture.connect();
        fixture.sleep(QUIET.plus(TICK));
        client.send("again\n");
        fixture.turn();
        fixture.sleep(QUIET.plus(TICK));
        assertEquals(2, timesQuiet);
    }

    @Test
    void whoeverWasNeverConnectedToIsNotQuietButUnused() {
        fixture.sleep(QUIET.multipliedBy(3));
        assertEquals(0, timesQuiet);
        assertFalse(fixture.loop.hasTimers());
    }
}
