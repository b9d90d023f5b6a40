package chatd.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

    private static final long MILLI = 1_000_000;

    private long now;

    private Pace pace(long intervalMillis, int burst) {
        return new Pace(limits(intervalMillis, burst), now);
    }

    private static Limits limits(long intervalMillis, int burst) {
        return new Limits(1024, 10, 1024, 1024, Duration.ZERO, Duration.ofMillis(intervalMillis), burst);
    }

    /** Takes as many lines as may come now, up to a thousand. */
    private int take(Pace pace) {
        int count = 0;
        while (count < 1000 && pace.nanosToNext(now) <= 0) {
            pace.count(now);
            count++;
        }
        return count;
    }

    @Test
    void whoWasSilentMaySendABurstAndThenOneLineInEachInterval() {
        Pace pace = pace(50, 100);
        assertEquals(100, take(pace));
        for (int i = 0; i < 10; i++) {
            assertEquals(50 * MILLI, pace.nanosToNext(now));
            now += 50 * MILLI - 1;
            assertEquals(1, pace.nanosToNext(now));
            assertEquals(0, take(pace));
            now++;
            assertEquals(1, take(pace));
        }
    }

    @Test
    void withABurstOfOneThereIsOneLineInEachInterval() {
        Pace pace = pace(50, 1);
        assertEquals(1, take(pace));
        assertEquals(50 * MILLI, pace.nanosToNext(now));
        now += 50 * MILLI;
        assertEquals(1, take(pace));
    }

    @Test
    void theBurstComesBackOneLineForEachIntervalOfSilence() {
        Pace pace = pace(50, 100);
        take(pace);
        now += 30 * 50 * MILLI;
        assertEquals(30, take(pace));
        now += 99 * 50 * MILLI;
        assertEquals(99, take(pace));
    }

    @Test
    void noSilenceEarnsMoreThanABurst() {
        Pace pace = pace(50, 100);
        take(pace);
        now += Duration.ofDays(30).toNanos();
        assertEquals(100, take(pace));
        assertEquals(50 * MILLI, pace.nanosToNext(now));
    }

    @Test
    void whoIsNotWithinTheBurstLosesNothingByBeingServedLate() {
        Pace pace = pace(50, 100);
        take(pace);
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            now += 70 * MILLI;
            taken += take(pace);
        }
        assertEquals(100 * 70 / 50, taken);
    }

    @Test
    void whoSendsNoFasterThanTheLimitNeverWaits() {
        Pace pace = pace(50, 1);
        for (int i = 0; i < 1000; i++) {
            assertTrue(pace.nanosToNext(now) <= 0);
            pace.count(now);
            now += 50 * MILLI;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void withoutALimitNobodyEverWaits(int burst) {
        assertEquals(1000, take(pace(0, burst)));
    }

    @Test
    void theClockMayOverflow() {
        now = Long.MAX_VALUE - 120 * MILLI;
        Pace pace = pace(50, 3);
        assertEquals(3, take(pace));
        assertEquals(50 * MILLI, pace.nanosToNext(now));
        for (int i = 0; i < 10; i++) {
            now += 50 * MILLI;
            assertEquals(1, take(pace));
        }
        assertTrue(now < 0);
        now += Duration.ofHours(1).toNanos();
        assertEquals(3, take(pace));
    }

    @Test
    void linesThatAreCountedThoughTheyMightNotComeYetArePaidFor() {
        Pace pace = pace(50, 2);
        for (int i = 0; i < 5; i++) {
            pace.count(now);
        }
        assertEquals(4 * 50 * MILLI, pace.nanosToNext(now));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void inNoStretchOfTimeDoMoreLinesComeThanABurstAndOneForEachInterval(int seed) {
        Random random = new Random(seed);
        Pace pace = pace(50, 20);
        long[] times = new long[5000];
        int taken = 0;
        while (taken < times.length) {
            now += random.nextInt(200) == 0 ? Duration.ofSeconds(1).toNanos() : random.nextInt(60_000_000);
            if (pace.nanosToNext(now) <= 0) {
                pace.count(now);
                times[taken++] = now;
            }
        }
        for (int from = 0; from < times.length; from++) {
            for (int to = from; to < Math.min(times.length, from + 100); to++) {
                long most = 20 + (times[to] - times[from]) / (50 * MILLI);
                assertTrue(to - from + 1 <= most, from + " to " + to);
            }
        }
    }
}
