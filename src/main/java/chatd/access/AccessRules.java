package chatd.access;

import java.time.Duration;
import java.util.List;

/**
 * The addresses that clients may connect from, how many may be connected and how fast. Built by name:
 * {@code AccessRules.NONE.withMaxPerAddress(5)}. A client on a Unix domain socket has no address, so no rule applies
 * to it.
 *
 * @param allowed ranges that clients may connect from; empty allows every address
 * @param denied ranges that clients may not connect from, even if {@code allowed} has them
 * @param maxPerAddress clients that may be connected from one address at a time, at least 1; 0 is no limit
 * @param connectInterval time between two connections from an address at the highest rate; zero is no limit
 * @param connectBurst connections from one address that are accepted at once before the rate applies, at least 1
 * @param proxies ranges of the proxies; a connection from there must begin with a {@link ProxyHeader}
 */
public record AccessRules(List<Cidr> allowed, List<Cidr> denied, int maxPerAddress, Duration connectInterval,
        int connectBurst, List<Cidr> proxies) {

    /** Accepts every client. */
    public static final AccessRules NONE = new AccessRules(List.of(), List.of(), 0, Duration.ZERO, 1, List.of());

    public AccessRules {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
        proxies = List.copyOf(proxies);
    }

    public AccessRules withAllowed(List<Cidr> ranges) {
        return new AccessRules(ranges, denied, maxPerAddress, connectInterval, connectBurst, proxies);
    }

    public AccessRules withDenied(List<Cidr> ranges) {
        return new AccessRules(allowed, ranges, maxPerAddress, connectInterval, connectBurst, proxies);
    }

    public AccessRules withMaxPerAddress(int clients) {
        return new AccessRules(allowed, denied, clients, connectInterval, connectBurst, proxies);
    }

    public AccessRules withConnectRate(Duration interval, int burst) {
        return new AccessRules(allowed, denied, maxPerAddress, interval, burst, proxies);
    }

    public AccessRules withProxies(List<Cidr> ranges) {
        return new AccessRules(allowed, denied, maxPerAddress, connectInterval, connectBurst, ranges);
    }
}
