package chatd.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

    private Filter filter = Filter.NONE;

    private static Member somebody(int number) {
        return new Member(number, null);
    }

    @Test
    void aNewFilterLetsEverythingPassAsItIs() {
        assertTrue(filter.isOpen());
        assertTrue(filter.lets(somebody(0)));
        assertTrue(filter.letsNotices());
        assertFalse(filter.tellsTime());
        assertEquals("bob: hi", filter.dress("bob: hi"));
    }

    @Test
    void whoIsIgnoredDoesNotPassAndAllElseDoes() {
        Member bob = somebody(1);
        filter = filter.ignoring(bob);
        assertFalse(filter.isOpen());
        assertFalse(filter.lets(bob));
        assertTrue(filter.lets(somebody(2)));
        assertTrue(filter.letsNotices());
        assertEquals("bob: hi", filter.dress("bob: hi"));
        filter = filter.notIgnoring(bob);
        assertTrue(filter.isOpen());
        assertTrue(filter.lets(bob));
    }

    @Test
    void hiddenNoticesDoNotPassAndAllElseDoes() {
        filter = filter.hidingNotices(true);
        assertFalse(filter.isOpen());
        assertFalse(filter.letsNotices());
        assertTrue(filter.lets(somebody(1)));
        assertEquals("bob: hi", filter.dress("bob: hi"));
        filter = filter.hidingNotices(false);
        assertTrue(filter.isOpen());
        assertTrue(filter.letsNotices());
    }

    @Test
    void theTimeStandsBeforeALineAndAllPasses() {
        filter = filter.tellingTime(Conversation.CLOCK);
        assertFalse(filter.isOpen());
        assertTrue(filter.tellsTime());
        assertEquals("14:03 bob: hi", filter.dress("bob: hi"));
        assertTrue(filter.letsNotices());
        filter = filter.tellingTime(null);
        assertTrue(filter.isOpen());
        assertEquals("bob: hi", filter.dress("bob: hi"));
    }

    @ParameterizedTest
    @CsvSource({"2026-01-02T00:05:59Z, UTC, 00:05", "2026-01-02T23:59:00Z, UTC, 23:59",
            "2026-01-02T23:59:00Z, Asia/Shanghai, 07:59", "2026-07-02T06:07:00Z, Europe/Berlin, 08:07"})
    void theTimeIsThatOfTheServersZoneInTwentyFourHours(Instant instant, ZoneId zone, String time) {
        Filter there = Filter.NONE.tellingTime(Clock.fixed(instant, zone));
        assertEquals(time + " x", there.dress("x"));
    }

    @Test
    void whoHasOneFilterLeftIsStillNotOpen() {
        filter = filter.tellingTime(Conversation.CLOCK);
        filter = filter.hidingNotices(true);
        Member bob = somebody(1);
        filter = filter.ignoring(bob);
        filter = filter.tellingTime(null);
        assertFalse(filter.isOpen());
        filter = filter.hidingNotices(false);
        assertFalse(filter.isOpen());
        filter = filter.notIgnoring(bob);
        assertTrue(filter.isOpen());
    }
}
