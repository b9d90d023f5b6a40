package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

    private Filter filter = Filter.NONE;

    private static Session somebody(int number) {
        return new Session(number, null);
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
    void linesOfAnIgnoredMemberDoNotPassAndAllElseDoes() {
        Session bob = somebody(1);
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
        filter = filter.tellingTime(new TimePrefix(ChatFixture.CLOCK));
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
        Filter there = Filter.NONE.tellingTime(new TimePrefix(Clock.fixed(instant, zone)));
        assertEquals(time + " x", there.dress("x"));
    }

    @Test
    void aFilterIsOpenOnlyWhenNothingIsSet() {
        filter = filter.tellingTime(new TimePrefix(ChatFixture.CLOCK));
        filter = filter.hidingNotices(true);
        Session bob = somebody(1);
        filter = filter.ignoring(bob);
        filter = filter.tellingTime(null);
        assertFalse(filter.isOpen());
        filter = filter.hidingNotices(false);
        assertFalse(filter.isOpen());
        filter = filter.notIgnoring(bob);
        assertTrue(filter.isOpen());
    }

    @Test
    void theTimeGoesOnWithTheMinute() {
        Instant[] now = {Instant.parse("2026-01-02T10:59:59.999Z")};
        TimePrefix stamp = new TimePrefix(new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneId getZone() {
                return ZoneId.of("UTC");
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        });
        filter = filter.tellingTime(stamp);
        assertEquals("10:59 x", filter.dress("x"));
        now[0] = now[0].plusMillis(1);
        assertEquals("11:00 x", filter.dress("x"));
        now[0] = now[0].minusSeconds(3600);
        assertEquals("10:00 x", filter.dress("x"));
    }

    @Test
    void anEncodedLineGetsTheTimeAndIsNotChangedItself() {
        byte[] line = "ж\n".getBytes(StandardCharsets.UTF_8);
        assertSame(line, filter.dress(line));
        filter = filter.tellingTime(new TimePrefix(ChatFixture.CLOCK));
        assertEquals("14:03 ж\n", new String(filter.dress(line), StandardCharsets.UTF_8));
        assertEquals("ж\n", new String(line, StandardCharsets.UTF_8));
    }
}
