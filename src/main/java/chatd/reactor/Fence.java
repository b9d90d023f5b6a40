package chatd.reactor;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may come in, by where they come from: the {@link AccessRules}, and who is banned. Where people are counted by
 * address, an IPv6 network of 64 bits is one address, for so much is given to everybody.
 */
final class Fence {

    final Bans bans;

    private final Reactor reactor;
    private AccessRules rules = AccessRules.NONE;
    private ArrivalRate arrivalRate;
    /** How many have entered from an address and not left it; only if that is limited. */
    private final Map<InetAddress, Integer> present = new HashMap<>();

    Fence(Reactor reactor) {
        this.reactor = reactor;
        bans = new Bans(reactor::nowNanos);
    }

    /** From now on it keeps to these rules; before anybody has come. */
    void follow(AccessRules newRules) {
        rules = newRules;
        arrivalRate = rules.connectInterval().isZero()
                ? null
                : new ArrivalRate(rules.connectInterval(), rules.connectBurst());
    }

    /** Whether who connects from this address is a proxy. */
    boolean isProxy(InetAddress address) {
        return contain(rules.proxies(), address);
    }

    /**
     * Somebody has come from this address; null is from this machine by a file. They count there until they {@link
     * #leave}, also if they are not let in.
     *
     * @return why they may not come in; null if they may
     */
    Service.Refusal enter(InetAddress address) {
        if (address == null) {
            return null;
        }
        int others = rules.maxPerAddress() == 0 ? 0 : present.merge(Addresses.network(address), 1, Integer::sum) - 1;
        if (contain(rules.denied(), address) || !rules.allowed().isEmpty() && !contain(rules.allowed(), address)) {
            return Service.Refusal.NOT_ALLOWED;
        }
        if (bans.cover(address)) {
            return Service.Refusal.BANNED;
        }
        if (rules.maxPerAddress() > 0 && others >= rules.maxPerAddress()) {
            return Service.Refusal.TOO_MANY;
        }
        return null;
    }

    /** Whether somebody comes from this address too soon after others did. If not, they count as one who did. */
    boolean isTooFast(InetAddress address) {
        return arrivalRate != null && address != null
                && !arrivalRate.lets(Addresses.network(address), reactor.nowNanos());
    }

    /** Somebody from this address is not here any more. */
    void leave(InetAddress address) {
        if (address != null && rules.maxPerAddress() > 0) {
            present.computeIfPresent(Addresses.network(address), (network, count) -> count == 1 ? null : count - 1);
        }
    }

    private static boolean contain(List<AddressRange> ranges, InetAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
