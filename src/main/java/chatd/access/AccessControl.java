package chatd.access;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who may come in, by where they come from: the {@link AccessRules}, and who is banned. Where people are counted by
 * address, an IPv6 network of 64 bits is one address, for so much is given to everybody.
 */
public final class AccessControl {

    private final BanList bans;

    private final LongSupplier nanoClock;
    private AccessRules rules = AccessRules.NONE;
    private ConnectThrottle arrivalRate;
    /** How many have entered from an address and not left it; only if that is limited. */
    private final Map<InetAddress, Integer> present = new HashMap<>();

    /** @param nanoClock monotonic, in nanoseconds */
    public AccessControl(LongSupplier nanoClock, BanList bans) {
        this.nanoClock = nanoClock;
        this.bans = bans;
    }

    /** From now on it keeps to these rules; before anybody has come. */
    public void follow(AccessRules newRules) {
        rules = newRules;
        arrivalRate = rules.connectInterval().isZero()
                ? null
                : new ConnectThrottle(rules.connectInterval(), rules.connectBurst());
    }

    /** Whether who connects from this address is a proxy. */
    public boolean isProxy(InetAddress address) {
        return contain(rules.proxies(), address);
    }

    /**
     * Somebody has come from this address; null is from this machine by a file. They count there until they {@link
     * #leave}, also if they are not let in.
     *
     * @return why they may not come in; null if they may
     */
    public Rejection enter(InetAddress address) {
        if (address == null) {
            return null;
        }
        int others = rules.maxPerAddress() == 0 ? 0 : present.merge(Addresses.network(address), 1, Integer::sum) - 1;
        if (contain(rules.denied(), address) || !rules.allowed().isEmpty() && !contain(rules.allowed(), address)) {
            return Rejection.NOT_ALLOWED;
        }
        if (bans.cover(address)) {
            return Rejection.BANNED;
        }
        if (rules.maxPerAddress() > 0 && others >= rules.maxPerAddress()) {
            return Rejection.TOO_MANY;
        }
        return null;
    }

    /** Whether somebody comes from this address too soon after others did. If not, they count as one who did. */
    public boolean isTooFast(InetAddress address) {
        return arrivalRate != null && address != null
                && !arrivalRate.lets(Addresses.network(address), nanoClock.getAsLong());
    }

    /** Somebody from this address is not here any more. */
    public void leave(InetAddress address) {
        if (address != null && rules.maxPerAddress() > 0) {
            present.computeIfPresent(Addresses.network(address), (network, count) -> count == 1 ? null : count - 1);
        }
    }

    private static boolean contain(List<Cidr> ranges, InetAddress address) {
        for (Cidr range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
