package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.loop.TimerWheel;
import chatd.net.SimulatedDaemon;
import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes wrong again and again, on a simulated clock. */
class ThrottledLogTest {

    private static final Duration A_SECOND = Duration.ofSeconds(1);
    /** The wheel may be a tick late. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final EchoService parrot = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, parrot.broadcast, parrot);
    private final List<String> log = new ArrayList<>();
    private final ThrottledLog anomaly = new ThrottledLog(daemon.server, log::add);

    private List<String> logged() {
        List<String> lines = List.copyOf(log);
        log.clear();
        return lines;
    }

    private boolean nothingIsDue() {
        return daemon.server.timers.nanosToNext(daemon.network.nanos()) == TimerWheel.NEVER;
    }

    @Test
    void theFirstTimeIsLoggedAtOnce() {
        assertTrue(anomaly.report("one"));
        assertEquals(List.of("one"), logged());
    }

    @Test
    void oneMoreWithinASecondIsLoggedAsItIsWhenThatIsOver() {
        anomaly.report("one");
        assertFalse(anomaly.report("two"));
        assertEquals(List.of("one"), logged());
        daemon.sleep(A_SECOND.minus(TICK));
        assertEquals(List.of(), logged());
        daemon.sleep(TICK.multipliedBy(2));
        assertEquals(List.of("two"), logged());
    }

    @Test
    void manyWithinASecondAreLoggedAsTheLastOfThemAndTheNumberOfTheOthers() {
        anomaly.report("one");
        anomaly.report("two");
        anomaly.report("three");
        daemon.sleep(A_SECOND.plus(TICK));
        assertEquals(List.of("one", "three (and 1 more like it in a second)"), logged());
        anomaly.report("four");
        anomaly.report("five");
        anomaly.report("six");
        daemon.sleep(A_SECOND.plus(TICK));
        assertEquals(List.of("six (and 2 more like it in a second)"), logged());
    }

    @Test
    void whatGoesOnIsLoggedOnceASecondAndEachIsCountedOnce() {
        for (int i = 0; i < 100; i++) {
            anomaly.report("number " + i);
            daemon.sleep(TICK);
        }
        daemon.sleep(A_SECOND.plus(TICK));
        List<String> lines = logged();
        assertTrue(lines.size() >= 10 && lines.size() <= 11, lines::toString);
        int counted = lines.stream().mapToInt(line -> line.contains("(and ")
                ? 1 + Integer.parseInt(line.replaceFirst(".*\\(and (\\d+) more.*", "$1"))
                : 1).sum();
        assertEquals(100, counted);
        assertEquals("number 0", lines.get(0));
        assertTrue(lines.get(lines.size() - 1).startsWith("number 99"), lines::toString);
    }

    @Test
    void aSecondAfterTheLastTheNextIsLoggedAtOnce() {
        anomaly.report("one");
        daemon.sleep(A_SECOND.plus(TICK));
        assertTrue(anomaly.report("two"));
        assertEquals(List.of("one", "two"), logged());
    }

    @Test
    void whatWasLoggedWhenTheSecondWasOverBeginsAnotherSecond() {
        anomaly.report("one");
        anomaly.report("two");
        daemon.sleep(A_SECOND.plus(TICK));
        assertFalse(anomaly.report("three"));
        assertEquals(List.of("one", "two"), logged());
        daemon.sleep(A_SECOND.plus(TICK));
        assertEquals(List.of("three"), logged());
    }

    @Test
    void whenNothingMoreHappensTheLoopIsWokenOnceAndThenNoMore() {
        anomaly.report("one");
        daemon.sleep(A_SECOND.plus(TICK));
        assertTrue(nothingIsDue());
        daemon.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, daemon.network.sleptMillis());
        assertEquals(List.of("one"), logged());
    }

    @Test
    void afterManyTheLoopIsWokenTwiceAndThenNoMore() {
        anomaly.report("one");
        anomaly.report("two");
        daemon.sleep(A_SECOND.plus(TICK));
        assertFalse(nothingIsDue());
        daemon.sleep(A_SECOND.plus(TICK));
        assertTrue(nothingIsDue());
        assertEquals(List.of("one", "two"), logged());
    }
}
