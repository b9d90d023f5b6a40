package chatd.access;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Checks the address of each client against the {@link AccessRules} and the {@link BanList}, and counts clients by
 * address. An IPv6 network of 64 bits counts as one address, because providers give each customer at least that.
 */
public final class AccessControl {

    private final BanList bans;

    private final LongSupplier nanoClock;
    private AccessRules rules = AccessRules.NONE;
    /** Null if the rules set no limit. */
    private ConnectThrottle connectThrottle;
    /** The number of clients from each address; kept only if the rules limit it. */
    private final Map<InetAddress, Integer> clients = new HashMap<>();

    /** @param nanoClock monotonic, in nanoseconds, from any origin */
    public AccessControl(LongSupplier nanoClock, BanList bans) {
        this.nanoClock = nanoClock;
        this.bans = bans;
    }

    /** Sets the rules; to be called before the first client connects. */
    public void setRules(AccessRules newRules) {
        rules = newRules;
        connectThrottle = rules.connectInterval().isZero()
                ? null
                : new ConnectThrottle(rules.connectInterval(), rules.connectBurst());
    }

    /** Whether a connection from this address is a proxy's. */
    public boolean isProxy(InetAddress address) {
        return anyContains(rules.proxies(), address);
    }

    /**
     * Counts a client and decides whether its address is allowed. The client counts until {@link #release}, even if it
     * is rejected.
     *
     * @param address null for a client on a Unix domain socket, to which no rule applies
     * @return why the client is rejected; null if it is allowed
     */
    public Rejection admit(InetAddress address) {
        if (address == null) {
            return null;
        }
        int others = rules.maxPerAddress() == 0 ? 0 : clients.merge(Addresses.network(address), 1, Integer::sum) - 1;
        if (anyContains(rules.denied(), address)
                || !rules.allowed().isEmpty() && !anyContains(rules.allowed(), address)) {
            return Rejection.NOT_ALLOWED;
        }
        if (bans.covers(address)) {
            return Rejection.BANNED;
        }
        if (rules.maxPerAddress() > 0 && others >= rules.maxPerAddress()) {
            return Rejection.TOO_MANY;
        }
        return null;
    }

    /**
     * Whether clients connect from this address faster than the rules allow. If not, this client counts for the rate
     * from now on; a client that is too fast does not.
     *
     * @param address null for a client on a Unix domain socket, which is never too fast
     */
    public boolean isTooFast(InetAddress address) {
        return connectThrottle != null && address != null
                && !connectThrottle.allows(Addresses.network(address), nanoClock.getAsLong());
    }

    /** A client that {@link #admit} counted is gone; null for a client on a Unix domain socket. */
    public void release(InetAddress address) {
        if (address != null && rules.maxPerAddress() > 0) {
            clients.computeIfPresent(Addresses.network(address), (network, count) -> count == 1 ? null : count - 1);
        }
    }

    private static boolean anyContains(List<Cidr> ranges, InetAddress address) {
        for (Cidr range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
