package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.loop.TimerWheel;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a reactor does when nothing has happened for a while. */
class IdleTaskTest {

    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(100);

    private final EchoService parrot = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, parrot.broadcast, parrot);
    private int timesQuiet;

    @BeforeEach
    void countQuietTimes() {
        daemon.server.whenQuiet(QUIET, () -> timesQuiet++);
    }

    @Test
    void itIsDoneOnceWhenNothingHasHappenedForTheTime() {
        daemon.connect();
        daemon.sleep(QUIET.minus(TICK));
        assertEquals(0, timesQuiet);
        daemon.sleep(TICK);
        assertEquals(1, timesQuiet);
        daemon.sleep(QUIET.multipliedBy(3));
        assertEquals(1, timesQuiet);
    }

    @Test
    void whateverHappensPutsItOff() {
        SimulatedNetwork.Client client = daemon.connect();
        for (int i = 0; i < 10; i++) {
            daemon.sleep(QUIET.minusSeconds(1));
            client.send("still here\n");
            daemon.turn();
        }
        assertEquals(0, timesQuiet);
        daemon.sleep(QUIET.plus(TICK));
        assertEquals(1, timesQuiet);
    }

    @Test
    void theLoopSleepsUntilThenAndIsNotWokenBefore() {
        daemon.connect();
        daemon.turn();
        assertEquals(QUIET.toMillis(), daemon.network.sleptMillis());
    }

    @Test
    void whatHappensMeanwhileMovesItOnlyWhenItWouldHaveBeenDone() {
        SimulatedNetwork.Client client = daemon.connect();
        daemon.sleep(QUIET.minusSeconds(1));
        client.send("still here\n");
        daemon.turn();
        daemon.turn();
        assertEquals(1_000, daemon.network.sleptMillis());
        daemon.sleep(Duration.ofSeconds(1));
        daemon.turn();
        assertEquals(QUIET.minusSeconds(1).toMillis(), daemon.network.sleptMillis());
    }

    @Test
    void itIsDoneAgainAfterSomethingHasHappenedAgain() {
        SimulatedNetwork.Client client = daemon.connect();
        daemon.sleep(QUIET.plus(TICK));
        client.send("again\n");
        daemon.turn();
        daemon.sleep(QUIET.plus(TICK));
        assertEquals(2, timesQuiet);
    }

    @Test
    void whoeverWasNeverConnectedToIsNotQuietButUnused() {
        daemon.sleep(QUIET.multipliedBy(3));
        assertEquals(0, timesQuiet);
        assertEquals(TimerWheel.NEVER, daemon.server.timers.nanosToNext(daemon.network.nanos()));
    }
}
