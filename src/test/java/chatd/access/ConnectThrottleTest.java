package chatd.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.net.AccessControlTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The limit of remembered addresses; {@link AccessControlTest} tests the rate itself. */
class ConnectThrottleTest {

    /** Shortly before the clock overflows. */
    private static final long NOW = Long.MAX_VALUE - 5;
    private final ConnectThrottle rate = new ConnectThrottle(Duration.ofSeconds(1), 1);

    private static InetAddress address(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    }

    @Test
    void theOldestAddressIsForgottenWhenTheTableIsFull() throws UnknownHostException {
        for (int i = 0; i < ConnectThrottle.MAX_ADDRESSES; i++) {
            assertTrue(rate.allows(address(i), NOW));
        }
        assertFalse(rate.allows(address(ConnectThrottle.MAX_ADDRESSES - 1), NOW));
        assertTrue(rate.allows(address(ConnectThrottle.MAX_ADDRESSES), NOW));
        assertFalse(rate.allows(address(ConnectThrottle.MAX_ADDRESSES - 1), NOW));
        assertTrue(rate.allows(address(0), NOW), "forgotten");
    }

    @Test
    void anAddressThatConnectsAgainIsNotTheOldest() throws UnknownHostException {
        long second = Duration.ofSeconds(1).toNanos();
        assertTrue(rate.allows(address(0), NOW));
        assertTrue(rate.allows(address(1), NOW + second - 1));
        assertTrue(rate.allows(address(0), NOW + second));
        for (int i = 2; i < ConnectThrottle.MAX_ADDRESSES; i++) {
            assertTrue(rate.allows(address(i), NOW + second));
        }
        assertTrue(rate.allows(address(ConnectThrottle.MAX_ADDRESSES), NOW + second));
        assertFalse(rate.allows(address(0), NOW + second));
    }
}
