package chatd.access;

import java.time.Duration;
import java.util.List;

/**
 * The addresses that clients may come from, and how many may come. Built by name:
 * {@code AccessRules.NONE.withMaxPerAddress(5)}. Clients on Unix domain sockets have no address: no rule is about them.
 *
 * @param allowed clients from elsewhere are rejected; empty allows every address
 * @param denied clients from there are rejected, even where they are allowed
 * @param maxPerAddress clients that may be connected from one address, at least 1; 0 is no limit
 * @param connectInterval time between two arrivals from one address that connects as fast as it may; zero is no limit
 * @param connectBurst arrivals accepted at once from an address that was silent, at least 1
 * @param proxies connections from there are proxies and must begin with a {@link ProxyHeader}
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
