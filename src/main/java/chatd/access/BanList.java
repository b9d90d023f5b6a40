package chatd.access;

import chatd.text.Durations;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The banned address ranges, each for a time or for ever. Their number is bounded, because each client that connects is
 * compared with every ban.
 */
public final class BanList {

    public static final int MAX_BANS = 1000;

    private record Ban(Cidr range, long sinceNanos, Duration time) {
        boolean isOver(long nowNanos) {
            return !time.isZero() && nowNanos - sinceNanos >= time.toNanos();
        }

        Duration remaining(long nowNanos) {
            return time.minusNanos(nowNanos - sinceNanos);
        }
    }

    private final LongSupplier nanoClock;
    private final List<Ban> bans = new ArrayList<>();

    /** @param nanoClock monotonic, in nanoseconds, from any origin */
    public BanList(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** The clock of the bans, for another list of entries that expire. */
    public LongSupplier nanoClock() {
        return nanoClock;
    }

    /**
     * Bans a range for a time; zero is for ever. Replaces a ban of the same range.
     *
     * @return false if there are {@link #MAX_BANS} other bans already
     */
    public boolean add(Cidr range, Duration time) {
        remove(range);
        return bans.size() < MAX_BANS && bans.add(new Ban(range, nanoClock.getAsLong(), time));
    }

    /** Ends the ban of exactly this range; false if there is none. */
    public boolean remove(Cidr range) {
        removeExpired();
        return bans.removeIf(ban -> ban.range().equals(range));
    }

    /** All bans, each as {@code 10.0.0.0/8 for ever} or {@code 10.0.0.1 for another 59m}, in the order of adding. */
    public List<String> list() {
        removeExpired();
        return bans.stream().map(ban -> ban.range() + Durations.forAnother(ban.time().isZero()
                ? Duration.ZERO
                : ban.remaining(nanoClock.getAsLong()))).toList();
    }

    /** All bans with the times that are left, in the order of adding; zero is for ever. A copy. */
    public Map<Cidr, Duration> remaining() {
        removeExpired();
        long now = nanoClock.getAsLong();
        Map<Cidr, Duration> all = new LinkedHashMap<>();
        bans.forEach(ban -> all.put(ban.range(), ban.time().isZero() ? ban.time() : ban.remaining(now)));
        return all;
    }

    /** Whether this address is banned. */
    boolean covers(InetAddress address) {
        if (bans.isEmpty()) {
            return false;
        }
        removeExpired();
        for (Ban ban : bans) {
            if (ban.range().contains(address)) {
                return true;
            }
        }
        return false;
    }

    private void removeExpired() {
        long now = nanoClock.getAsLong();
        bans.removeIf(ban -> ban.isOver(now));
    }
}
