package chatd.access;

import java.time.Duration;
import java.util.List;

/**
 * From which addresses clients are let in, and how many. People of this machine who come by a file have no address:
 * nothing here is about them.
 *
 * @param allowed whoever comes from elsewhere is not let in; empty is everywhere
 * @param denied whoever comes from there is not let in, whatever is allowed
 * @param maxPerAddress how many may be connected from one address, at least 1; 0 is no limit
 * @param connectInterval the time between two arrivals from one address that come as fast as they may; zero is no limit
 * @param connectBurst how many may come at once from an address from which nobody came for a while, at least 1
 * @param proxies whoever connects from there is a proxy, which says first for whom it does: see {@link ProxyHeader}
 */
public record AccessRules(List<Cidr> allowed, List<Cidr> denied, int maxPerAddress,
        Duration connectInterval, int connectBurst, List<Cidr> proxies) {

    /** Everybody may come in. */
    public static final AccessRules NONE = new AccessRules(List.of(), List.of(), 0, Duration.ZERO, 1,
            List.of());

    public AccessRules {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
        proxies = List.copyOf(proxies);
    }
}
