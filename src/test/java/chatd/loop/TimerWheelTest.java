package chatd.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimerWheelTest {

    private static final long TICK = 100;
    private static final int SLOTS = 64;
    private static final long ROUND = TICK * SLOTS;

    private final TimerWheel wheel = new TimerWheel(TICK, SLOTS, 0);
    private final List<String> fired = new ArrayList<>();

    @Test
    void aTimerFiresAtItsDeadlineOnce() {
        RecordingTimer timer = new RecordingTimer("a");
        wheel.set(timer, 3 * TICK);
        assertTrue(timer.isSet());
        assertFired(3 * TICK - 1);
        assertFired(3 * TICK, "a");
        assertFalse(timer.isSet());
        assertFired(10 * ROUND);
    }

    @Test
    void aTimerBetweenTicksFiresAtTheNextTick() {
        wheel.set(new RecordingTimer("a"), 2 * TICK + 1);
        assertFired(2 * TICK + 1);
        assertFired(3 * TICK - 1);
        assertFired(3 * TICK, "a");
    }

    @ParameterizedTest
    @CsvSource({"-1000000", "450", "500"})
    void aTimerInThePastFiresAtTheNextTick(long deadline) {
        wheel.advance(5 * TICK + 50);
        wheel.set(new RecordingTimer("a"), deadline);
        assertEquals(50, wheel.nanosToNext(5 * TICK + 50));
        assertFired(6 * TICK - 1);
        assertFired(6 * TICK, "a");
    }

    @Test
    void aTimerThatIsSetAgainMoves() {
        RecordingTimer timer = new RecordingTimer("a");
        wheel.set(timer, 3 * TICK);
        wheel.set(timer, 5 * TICK);
        assertFired(4 * TICK);
        wheel.set(timer, 9 * TICK);
        wheel.set(timer, 6 * TICK);
        assertFired(6 * TICK, "a");
        assertFired(ROUND);
    }

    @Test
    void aCancelledTimerDoesNotFire() {
        RecordingTimer timer = new RecordingTimer("a");
        wheel.set(timer, 3 * TICK);
        wheel.cancel(timer);
        wheel.cancel(timer);
        assertFalse(timer.isSet());
        assertEquals(TimerWheel.NEVER, wheel.nanosToNext(0));
        assertFired(ROUND);
    }

    @Test
    void timersOfOneSlotAreIndependent() {
        List<RecordingTimer> timers = List.of(new RecordingTimer("a"), new RecordingTimer("b"),
                new RecordingTimer("c"), new RecordingTimer("d"));
        timers.forEach(timer -> wheel.set(timer, 3 * TICK));
        wheel.set(timers.get(0), 3 * TICK + ROUND);
        wheel.cancel(timers.get(2));
        assertFired(3 * TICK, "b", "d");
        assertFired(3 * TICK + ROUND, "a");
    }

    @Test
    void aTimerMoreThanARoundAwayFiresInItsRound() {
        wheel.set(new RecordingTimer("a"), 3 * ROUND + TICK);
        assertFired(TICK);
        assertFired(2 * ROUND);
        assertFired(3 * ROUND);
        assertFired(3 * ROUND + TICK, "a");
    }

    @Test
    void aLongSleepMissesNothing() {
        wheel.set(new RecordingTimer("a"), TICK);
        wheel.set(new RecordingTimer("b"), ROUND);
        wheel.set(new RecordingTimer("c"), ROUND + TICK);
        wheel.set(new RecordingTimer("d"), 7 * ROUND);
        wheel.set(new RecordingTimer("e"), 7 * ROUND + 1);
        assertFired(7 * ROUND, "a", "b", "c", "d");
        assertFired(7 * ROUND + TICK, "e");
    }

    @Test
    void aTimerFiresOnlyOnceIfTimeStandsStill() {
        wheel.set(new RecordingTimer("a"), TICK);
        assertFired(TICK, "a");
        wheel.set(new RecordingTimer("a"), 0);
        assertFired(TICK);
        assertFired(2 * TICK, "a");
    }

    // Timers that set and cancel timers

    @Test
    void aTimerMaySetItselfAgainWhileItFires() {
        TimerWheel.Timer timer = new RecordingTimer("a") {
            @Override
            public void expire() {
                assertFalse(isSet());
                super.expire();
                wheel.set(this, 0);
            }
        };
        wheel.set(timer, TICK);
        assertFired(5 * TICK, "a");
        assertFired(6 * TICK, "a");
    }

    @Test
    void onlyOneOfTwoTimersThatCancelEachOtherFires() {
        RecordingTimer[] pair = new RecordingTimer[2];
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            pair[i] = new RecordingTimer("one of them") {
                @Override
                public void expire() {
                    super.expire();
                    wheel.cancel(pair[other]);
                }
            };
            wheel.set(pair[i], TICK * (1 + i));
        }
        assertFired(ROUND, "one of them");
        assertEquals(TimerWheel.NEVER, wheel.nanosToNext(ROUND));
    }

    @Test
    void aTimerThatIsDueMayBePostponedByAnother() {
        RecordingTimer[] pair = new RecordingTimer[2];
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            pair[i] = new RecordingTimer("one") {
                @Override
                public void expire() {
                    super.expire();
                    if (pair[other].isSet()) {
                        wheel.set(pair[other], 9 * TICK);
                    }
                }
            };
            wheel.set(pair[i], TICK);
        }
        assertFired(2 * TICK, "one");
        assertFired(8 * TICK);
        assertFired(9 * TICK, "one");
    }

    // How long to sleep

    @Test
    void anEmptyWheelSleepsForEver() {
        assertEquals(TimerWheel.NEVER, wheel.nanosToNext(0));
        wheel.set(new RecordingTimer("a"), TICK);
        wheel.advance(TICK);
        assertEquals(TimerWheel.NEVER, wheel.nanosToNext(TICK));
    }

    @Test
    void theLoopSleepsUntilATimerWithinARound() {
        for (int now = 0; now < 2 * SLOTS; now++) {
            wheel.advance(now * TICK);
            for (int ticks = 1; ticks <= SLOTS; ticks++) {
                RecordingTimer timer = new RecordingTimer("a");
                wheel.set(timer, (now + ticks) * TICK);
                assertEquals(ticks * TICK, wheel.nanosToNext(now * TICK), "from " + now);
                assertEquals(ticks * TICK - 30, wheel.nanosToNext(now * TICK + 30), "from " + now);
                wheel.cancel(timer);
            }
        }
    }

    @Test
    void theLoopDoesNotSleepWhenATickHasBegun() {
        wheel.set(new RecordingTimer("a"), 3 * TICK);
        assertEquals(0, wheel.nanosToNext(3 * TICK));
        assertTrue(wheel.nanosToNext(4 * TICK) < 0);
    }

    @Test
    void theLoopSleepsUntilATimerMoreThanARoundAway() {
        wheel.set(new RecordingTimer("a"), 2 * ROUND + 5 * TICK);
        assertEquals(2 * ROUND + 5 * TICK, wheel.nanosToNext(0));
        assertFired(ROUND + 5 * TICK);
        assertEquals(ROUND, wheel.nanosToNext(ROUND + 5 * TICK));
        wheel.set(new RecordingTimer("b"), ROUND + 6 * TICK);
        assertEquals(TICK, wheel.nanosToNext(ROUND + 5 * TICK));
        assertFired(ROUND + 6 * TICK, "b");
        assertEquals(ROUND - TICK, wheel.nanosToNext(ROUND + 6 * TICK));
        assertFired(2 * ROUND + 5 * TICK, "a");
    }

    @ParameterizedTest
    @CsvSource({"0, 64", "1, 32", "1, 96", "1, -64"})
    void aWheelNeedsATickAndAPowerOfTwoOfSlots(long tickNanos, int slots) {
        assertThrows(IllegalArgumentException.class, () -> new TimerWheel(tickNanos, slots, 0));
    }

    // Random actions, compared with a list of deadlines

    @ParameterizedTest
    @CsvSource({
        "1, 64, 0",
        "3, 128, -7",
        "4, 256, -9223372036854775808",
        // The clock overflows after ten thousand ticks.
        "5, 64, 9223372036853775807"})
    void everyTimerFiresOnceNeverEarlyAndAtMostATickLate(long seed, int slots, long originNanos) {
        Simulation simulation = new Simulation(seed, slots, originNanos);
        for (int i = 0; i < 100_000; i++) {
            simulation.step();
        }
        simulation.end();
    }

    /** Times here are counted from the origin, so that they do not overflow; the wheel is given times of its clock. */
    private static final class Simulation {
        private final TimerWheel wheel;
        private final long originNanos;
        private final long round;
        private final Random random;
        private final String message;
        private final List<Alarm> alarms = new ArrayList<>();
        /** When each timer may fire: at its deadline, or when it was set if that is later. */
        private final Map<Alarm, Long> expected = new HashMap<>();
        private long now;
        private long advancedTo;
        private long mostLate;
        private long fired;

        Simulation(long seed, int slots, long originNanos) {
            this.wheel = new TimerWheel(TICK, slots, originNanos);
            this.originNanos = originNanos;
            this.round = slots * TICK;
            this.random = new Random(seed);
            this.message = "seed " + seed;
            for (int i = 0; i < 40; i++) {
                alarms.add(new Alarm());
            }
        }

        void step() {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> set(anyAlarm());
                case 3 -> cancel(anyAlarm());
                case 4 -> now += random.nextLong(TICK);
                case 5 -> advance(now + random.nextLong(4 * TICK), Long.MAX_VALUE);
                case 6 -> advance(now + random.nextLong(random.nextInt(50) == 0 ? 4 * round : round / 4),
                        Long.MAX_VALUE);
                default -> advanceToNext();
            }
            checkSleep();
        }

        void end() {
            now = Math.max(now, advancedTo) + 10 * round;
            advance(now, Long.MAX_VALUE);
            while (!expected.isEmpty()) {
                advanceToNext();
                checkSleep();
            }
            assertEquals(TimerWheel.NEVER, wheel.nanosToNext(originNanos + now), message);
            assertTrue(fired > 10_000, "only " + fired + " timers fired");
        }

        private void advanceToNext() {
            long nanos = wheel.nanosToNext(originNanos + now);
            if (nanos != TimerWheel.NEVER) {
                advance(now + Math.max(nanos, 0), Math.max(TICK, TICK - nanos));
            }
        }

        private void advance(long time, long mayBeLate) {
            now = time;
            advancedTo = time;
            mostLate = mayBeLate;
            wheel.advance(originNanos + time);
            expected.forEach((alarm, from) -> assertTrue(time < from + TICK, message + ": late at " + time));
        }

        private void set(Alarm alarm) {
            long deadline = now + switch (random.nextInt(5)) {
                case 0 -> -random.nextLong(2 * round);
                case 1 -> random.nextLong(3 * TICK);
                case 2 -> random.nextLong(round);
                case 3 -> random.nextLong(5 * round);
                default -> TICK * random.nextLong(100) - now % TICK;
            };
            wheel.set(alarm, originNanos + deadline);
            expected.put(alarm, Math.max(deadline, advancedTo));
        }

        private void cancel(Alarm alarm) {
            wheel.cancel(alarm);
            expected.remove(alarm);
        }

        private Alarm anyAlarm() {
            return alarms.get(random.nextInt(alarms.size()));
        }

        private void checkSleep() {
            for (Alarm alarm : alarms) {
                assertEquals(expected.containsKey(alarm), alarm.isSet(), message);
            }
            long nanos = wheel.nanosToNext(originNanos + now);
            assertEquals(expected.isEmpty(), nanos == TimerWheel.NEVER, message);
            if (!expected.isEmpty()) {
                assertTrue(now + nanos > advancedTo, message + ": does not sleep");
                assertEquals(0, (now + nanos) % TICK, message + ": woken between ticks");
                expected.forEach((alarm, from) ->
                        assertTrue(now + nanos <= from + TICK, message + ": sleeps past " + from));
            }
        }

        private final class Alarm extends TimerWheel.Timer {
            @Override
            public void expire() {
                Long from = expected.remove(this);
                assertTrue(from != null, message + ": fired without being set");
                assertTrue(from <= now, message + ": fired early");
                assertTrue(now - from <= mostLate, message + ": fired late");
                assertFalse(isSet(), message);
                fired++;
                switch (random.nextInt(6)) {
                    case 0 -> set(this);
                    case 1 -> set(anyAlarm());
                    case 2 -> cancel(anyAlarm());
                    default -> { }
                }
            }
        }
    }

    // Helpers

    /** Advances to a time, and expects these timers to fire, in any order. */
    private void assertFired(long nowNanos, String... names) {
        fired.clear();
        wheel.advance(nowNanos);
        assertEquals(List.of(names), fired.stream().sorted().toList());
    }

    private class RecordingTimer extends TimerWheel.Timer {
        private final String name;

        RecordingTimer(String name) {
            this.name = name;
        }

        @Override
        public void expire() {
            fired.add(name);
        }
    }
}
