package chatd.access;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how fast clients may connect from one address: applies a {@link RateLimiter} to each address that connected
 * lately. It remembers a bounded number of addresses; over that, it forgets the one that was allowed longest ago.
 */
final class ConnectThrottle {

    /** Addresses that are remembered. */
    static final int MAX_ADDRESSES = 10_000;

    private final RateLimiter limiter;
    /** When the next connection from each address is due; the address that was allowed longest ago is the first. */
    private final Map<InetAddress, Long> dueNanos = new LinkedHashMap<>();

    /**
     * @param interval time between two connections from an address at the highest rate; not zero
     * @param burst connections from one address that are allowed at once, at least 1
     */
    ConnectThrottle(Duration interval, int burst) {
        limiter = new RateLimiter(interval, burst);
    }

    /**
     * Whether a client may connect from this address now. If so, the connection counts; a rejected attempt does not, so
     * trying again does not prolong the wait.
     */
    boolean allows(InetAddress address, long nowNanos) {
        forgetRecovered(nowNanos);
        long due = dueNanos.getOrDefault(address, nowNanos);
        if (limiter.nanosToNext(due, nowNanos) > 0) {
            return false;
        }
        dueNanos.remove(address);
        dueNanos.put(address, limiter.next(due, nowNanos));
        if (dueNanos.size() > MAX_ADDRESSES) {
            forgetOldest();
        }
        return true;
    }

    /** Forgets addresses that have their full burst again. Those after the first that has not stay for now. */
    private void forgetRecovered(long nowNanos) {
        while (!dueNanos.isEmpty() && dueNanos.values().iterator().next() - nowNanos <= 0) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Iterator<Long> oldest = dueNanos.values().iterator();
        oldest.next();
        oldest.remove();
    }
}
