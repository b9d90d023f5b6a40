package chatd.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final long MILLI = 1_000_000;

    private long now;

    /** A rate-limited client. */
    private static final class Sender {
        private final RateLimiter pace;
        private long due;

        Sender(RateLimiter pace, long now) {
            this.pace = pace;
            due = now;
        }

        long nanosToNext(long now) {
            return pace.nanosToNext(due, now);
        }

        void send(long now) {
            due = pace.next(due, now);
        }
    }

    private Sender sender(long intervalMillis, int burst) {
        return new Sender(new RateLimiter(Duration.ofMillis(intervalMillis), burst), now);
    }

    /** Sends as many lines as allowed now, up to a thousand. */
    private int sendAll(Sender sender) {
        int count = 0;
        while (count < 1000 && sender.nanosToNext(now) <= 0) {
            sender.send(now);
            count++;
        }
        return count;
    }

    @Test
    void aSilentClientMaySendABurstAndThenOneLineInEachInterval() {
        Sender sender = sender(50, 100);
        assertEquals(100, sendAll(sender));
        for (int i = 0; i < 10; i++) {
            assertEquals(50 * MILLI, sender.nanosToNext(now));
            now += 50 * MILLI - 1;
            assertEquals(1, sender.nanosToNext(now));
            assertEquals(0, sendAll(sender));
            now++;
            assertEquals(1, sendAll(sender));
        }
    }

    @Test
    void aBurstOfOneAllowsOneLineInEachInterval() {
        Sender sender = sender(50, 1);
        assertEquals(1, sendAll(sender));
        assertEquals(50 * MILLI, sender.nanosToNext(now));
        now += 50 * MILLI;
        assertEquals(1, sendAll(sender));
    }

    @Test
    void eachIntervalOfSilenceRestoresOneLineOfTheBurst() {
        Sender sender = sender(50, 100);
        sendAll(sender);
        now += 30 * 50 * MILLI;
        assertEquals(30, sendAll(sender));
        now += 99 * 50 * MILLI;
        assertEquals(99, sendAll(sender));
    }

    @Test
    void silenceNeverRestoresMoreThanTheBurst() {
        Sender sender = sender(50, 100);
        sendAll(sender);
        now += Duration.ofDays(30).toNanos();
        assertEquals(100, sendAll(sender));
        assertEquals(50 * MILLI, sender.nanosToNext(now));
    }

    @Test
    void aThrottledClientLosesNothingWhenItIsServedLate() {
        Sender sender = sender(50, 100);
        sendAll(sender);
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            now += 70 * MILLI;
            taken += sendAll(sender);
        }
        assertEquals(100 * 70 / 50, taken);
    }

    @Test
    void aClientAtTheLimitNeverWaits() {
        Sender sender = sender(50, 1);
        for (int i = 0; i < 1000; i++) {
            assertTrue(sender.nanosToNext(now) <= 0);
            sender.send(now);
            now += 50 * MILLI;
        }
    }

    @Test
    void withoutALimitNoClientEverWaits() {
        assertEquals(1000, sendAll(sender(0, 1)));
    }

    @Test
    void theClockMayOverflow() {
        now = Long.MAX_VALUE - 120 * MILLI;
        Sender sender = sender(50, 3);
        assertEquals(3, sendAll(sender));
        assertEquals(50 * MILLI, sender.nanosToNext(now));
        for (int i = 0; i < 10; i++) {
            now += 50 * MILLI;
            assertEquals(1, sendAll(sender));
        }
        assertTrue(now < 0);
        now += Duration.ofHours(1).toNanos();
        assertEquals(3, sendAll(sender));
    }

    @Test
    void linesBeyondTheLimitAreChargedToTheNextOnes() {
        Sender sender = sender(50, 2);
        for (int i = 0; i < 5; i++) {
            sender.send(now);
        }
        assertEquals(4 * 50 * MILLI, sender.nanosToNext(now));
    }

    @Test
    void noPeriodHasMoreLinesThanABurstAndOneForEachInterval() {
        Random random = new Random(1);
        Sender sender = sender(50, 20);
        long[] times = new long[5000];
        int taken = 0;
        while (taken < times.length) {
            now += random.nextInt(200) == 0 ? Duration.ofSeconds(1).toNanos() : random.nextInt(60_000_000);
            if (sender.nanosToNext(now) <= 0) {
                sender.send(now);
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
