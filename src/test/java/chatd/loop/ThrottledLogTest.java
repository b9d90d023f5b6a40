package chatd.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.loop.ThrottledLog;
import chatd.sim.SimulatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that happen again and again, on a simulated clock. */
class ThrottledLogTest {

    private static final Duration A_SECOND = Duration.ofSeconds(1);
    /** The wheel may be a tick late. */
    private static final Duration TICK = Duration.ofMillis(100);

    private final LoopFixture fixture = new LoopFixture();
    private final List<String> log = new ArrayList<>();
    private final ThrottledLog throttled = new ThrottledLog(fixture.loop, log::add);

    private List<String> logged() {
        List<String> lines = List.copyOf(log);
        log.clear();
        return lines;
    }

    private boolean nothingIsDue() {
        return !fixture.loop.hasTimers();
    }

    @Test
    void theFirstEventIsLoggedAtOnce() {
        assertTrue(throttled.report("one"));
        assertEquals(List.of("one"), logged());
    }

    @Test
    void aSecondEventWithinASecondIsLoggedAfterIt() {
        throttled.report("one");
        assertFalse(throttled.report("two"));
        assertEquals(List.of("one"), logged());
        fixture.sleep(A_SECOND.minus(TICK));
        assertEquals(List.of(), logged());
        fixture.sleep(TICK.multipliedBy(2));
        assertEquals(List.of("two"), logged());
    }

    @Test
    void manyEventsWithinASecondAreLoggedAsTheLastOneWithACount() {
        throttled.report("one");
        throttled.report("two");
        throttled.report("three");
        fixture.sleep(A_SECOND.plus(TICK));
        assertEquals(List.of("one", "three (and 1 more like it within a second)"), logged());
        throttled.report("four");
        throttled.report("five");
        throttled.report("six");
        fixture.sleep(A_SECOND.plus(TICK));
        assertEquals(List.of("six (and 2 more like it within a second)"), logged());
    }

    @Test
    void eventsThatGoOnAreLoggedOnceASecondAndCountedOnce() {
        for (int i = 0; i < 100; i++) {
            throttled.report("number " + i);
            fixture.sleep(TICK);
        }
        fixture.sleep(A_SECOND.plus(TICK));
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
    void aSecondAfterTheLastEventTheNextIsLoggedAtOnce() {
        throttled.report("one");
        fixture.sleep(A_SECOND.plus(TICK));
        assertTrue(throttled.report("two"));
        assertEquals(List.of("one", "two"), logged());
    }

    @Test
    void aDelayedLogLineBeginsAnotherSecond() {
        throttled.report("one");
        throttled.report("two");
        fixture.sleep(A_SECOND.plus(TICK));
        assertFalse(throttled.report("three"));
        assertEquals(List.of("one", "two"), logged());
        fixture.sleep(A_SECOND.plus(TICK));
        assertEquals(List.of("three"), logged());
    }

    @Test
    void afterOneEventTheLoopIsNotWoken() {
        throttled.report("one");
        assertTrue(nothingIsDue());
        fixture.turn();
        assertEquals(SimulatedNetwork.FOR_EVER, fixture.network.sleptMillis());
        assertEquals(List.of("one"), logged());
    }

    @Test
    void anEventThatIsNoFaultIsLoggedOnceAnHour() {
        ThrottledLog hourly = new ThrottledLog(fixture.loop, log::add, ThrottledLog.Pause.HOUR);
        hourly.report("one");
        hourly.report("two");
        hourly.report("three");
        fixture.sleep(Duration.ofMinutes(59));
        assertEquals(List.of("one"), logged());
        fixture.sleep(Duration.ofMinutes(1).plus(TICK));
        assertEquals(List.of("three (and 1 more like it within an hour)"), logged());
        assertTrue(nothingIsDue());
    }

    @Test
    void afterManyEventsTheLoopWakesUpOnce() {
        throttled.report("one");
        throttled.report("two");
        assertFalse(nothingIsDue());
        fixture.sleep(A_SECOND.plus(TICK));
        assertTrue(nothingIsDue());
        assertEquals(List.of("one", "two"), logged());
    }
}
