package chatd.access;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast people may come from one address: a {@link RateLimiter} for each address from which somebody came lately. Of more
 * addresses than it remembers, it forgets the one that was let in longest ago.
 */
final class ConnectThrottle {

    /** The most addresses that are remembered. */
    static final int MOST_ADDRESSES = 10_000;

    private final RateLimiter pace;
    /** When the next arrival from an address is due; the address from which one came longest ago is the first. */
    private final Map<InetAddress, Long> dueNanos = new LinkedHashMap<>();

    /**
     * @param interval the time between two arrivals
     * @param burst how many may come at once, at least 1
     */
    ConnectThrottle(Duration interval, int burst) {
        pace = new RateLimiter(interval, burst);
    }

    /** Whether somebody may come from this address now. If not, that they tried is not held against them. */
    boolean lets(InetAddress address, long nowNanos) {
        forgetPast(nowNanos);
        long due = dueNanos.getOrDefault(address, nowNanos);
        if (pace.nanosToNext(due, nowNanos) > 0) {
            return false;
        }
        dueNanos.remove(address);
        dueNanos.put(address, pace.next(due, nowNanos));
        if (dueNanos.size() > MOST_ADDRESSES) {
            forgetOldest();
        }
        return true;
    }

    /** Those from which one might come now as if nobody had come before, but for some behind one that is not. */
    private void forgetPast(long nowNanos) {
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
