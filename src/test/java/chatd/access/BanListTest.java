package chatd.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.text.Durations;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BanListTest {

    private long nanos = Long.MAX_VALUE - 1;
    private final BanList bans = new BanList(() -> nanos);

    private void sleep(Duration time) {
        nanos += time.toNanos();
    }

    private boolean ban(String range, Duration time) {
        return bans.add(Cidr.parse(range).orElseThrow(), time);
    }

    private boolean unban(String range) {
        return bans.remove(Cidr.parse(range).orElseThrow());
    }

    private boolean covers(String address) throws UnknownHostException {
        return bans.covers(InetAddress.getByName(address));
    }

    @Test
    void anEmptyListCoversNoAddress() throws UnknownHostException {
        assertFalse(covers("192.0.2.7"));
        assertEquals(List.of(), bans.list());
    }

    @Test
    void aBanCoversItsRangeOnly() throws UnknownHostException {
        assertTrue(ban("192.0.2.0/24", Duration.ZERO));
        assertTrue(ban("2001:db8::/32", Duration.ZERO));
        assertTrue(covers("192.0.2.255"));
        assertTrue(covers("2001:db8::7"));
        assertFalse(covers("192.0.3.0"));
        assertFalse(covers("2001:db9::"));
    }

    @Test
    void aBanWithoutATimeNeverExpires() throws UnknownHostException {
        ban("192.0.2.7", Duration.ZERO);
        sleep(Durations.MAX.multipliedBy(2));
        assertTrue(covers("192.0.2.7"));
        assertEquals(List.of("192.0.2.7 for ever"), bans.list());
    }

    @Test
    void aBanWithATimeExpires() throws UnknownHostException {
        ban("192.0.2.7", Duration.ofHours(1));
        sleep(Duration.ofHours(1).minusNanos(1));
        assertTrue(covers("192.0.2.7"));
        sleep(Duration.ofNanos(1));
        assertFalse(covers("192.0.2.7"));
        assertEquals(List.of(), bans.list());
        assertFalse(unban("192.0.2.7"));
    }

    @Test
    void theLongestBanExpires() throws UnknownHostException {
        ban("192.0.2.7", Durations.MAX);
        sleep(Durations.MAX.minusNanos(1));
        assertTrue(covers("192.0.2.7"));
        sleep(Duration.ofNanos(1));
        assertFalse(covers("192.0.2.7"));
    }

    @Test
    void eachBanExpiresAtItsOwnTime() {
        ban("192.0.2.1", Duration.ofMinutes(2));
        ban("192.0.2.2", Duration.ofMinutes(1));
        ban("192.0.2.3", Duration.ZERO);
        sleep(Duration.ofMinutes(1));
        assertEquals(List.of("192.0.2.1 for another 1m", "192.0.2.3 for ever"), bans.list());
    }

    @Test
    void theListShowsTheRemainingTimesInTheOrderOfAdding() {
        ban("10.0.0.0/8", Duration.ZERO);
        ban("2001:db8::/32", Duration.ofHours(49));
        ban("10.0.0.1", Duration.ofHours(1));
        ban("10.0.0.2", Duration.ofSeconds(90));
        ban("10.0.0.3", Duration.ofSeconds(31));
        sleep(Duration.ofSeconds(1));
        assertEquals(List.of("10.0.0.0/8 for ever", "2001:db8::/32 for another 3d", "10.0.0.1 for another 1h",
                "10.0.0.2 for another 89s", "10.0.0.3 for another 30s"), bans.list());
    }

    @Test
    void theRemainingTimeIsRoundedUpToSeconds() {
        ban("10.0.0.1", Duration.ofMinutes(1));
        sleep(Duration.ofNanos(1));
        assertEquals(List.of("10.0.0.1 for another 1m"), bans.list());
        sleep(Duration.ofMillis(999));
        assertEquals(List.of("10.0.0.1 for another 1m"), bans.list());
        sleep(Duration.ofMillis(1));
        assertEquals(List.of("10.0.0.1 for another 59s"), bans.list());
        sleep(Duration.ofSeconds(59).minusNanos(2));
        assertEquals(List.of("10.0.0.1 for another 1s"), bans.list());
    }

    @Test
    void aBanOfTheSameRangeReplacesTheOldOne() throws UnknownHostException {
        ban("192.0.2.7", Duration.ofHours(1));
        sleep(Duration.ofMinutes(30));
        ban("192.0.2.7", Duration.ofHours(1));
        assertEquals(List.of("192.0.2.7 for another 1h"), bans.list());
        sleep(Duration.ofMinutes(45));
        assertTrue(covers("192.0.2.7"));
        ban("192.0.2.7/32", Duration.ofSeconds(1));
        sleep(Duration.ofSeconds(1));
        assertFalse(covers("192.0.2.7"));
    }

    @Test
    void unbanningRemovesOnlyTheBanOfExactlyThatRange() throws UnknownHostException {
        ban("192.0.2.0/24", Duration.ZERO);
        ban("192.0.2.7", Duration.ZERO);
        assertFalse(unban("192.0.2.8"));
        assertFalse(unban("192.0.2.0/25"));
        assertFalse(unban("192.0.0.0/16"));
        assertTrue(unban("192.0.2.99/24"));
        assertFalse(unban("192.0.2.0/24"));
        assertTrue(covers("192.0.2.7"));
        assertFalse(covers("192.0.2.8"));
    }

    @Test
    void aThousandBansAreTheMaximum() {
        for (int i = 0; i < BanList.MAX_BANS; i++) {
            assertTrue(ban("10.0." + i / 256 + '.' + i % 256, Duration.ofHours(i == 0 ? 1 : 0)));
        }
        assertFalse(ban("192.0.2.7", Duration.ZERO));
        assertEquals(1000, bans.list().size());
        assertTrue(ban("10.0.0.9", Duration.ofHours(2)), "a ban that replaces another");
        assertEquals(1000, bans.list().size());
        sleep(Duration.ofHours(1));
        assertTrue(ban("192.0.2.7", Duration.ZERO), "a ban in place of an expired one");
        assertFalse(ban("192.0.2.8", Duration.ZERO));
        unban("10.0.0.10");
        assertTrue(ban("192.0.2.8", Duration.ZERO));
    }
}
