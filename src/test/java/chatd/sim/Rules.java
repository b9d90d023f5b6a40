package chatd.sim;

import static chatd.sim.Conditions.any;

import chatd.access.AccessRules;
import chatd.access.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Access rules as they are written in the options, and what they mean, worked out bit by bit.
 */
record Rules(List<String> allowed, List<String> denied, int maxPerAddress, Duration connectInterval, int connectBurst,
        List<String> proxies) {

    static final Rules NONE = new Rules(List.of(), List.of(), 0, Duration.ZERO, 1, List.of());

    private static final int NETWORK_BYTES_OF_IPV6 = 8;

    static Rules by(Random random) {
        if (random.nextInt(3) == 0) {
            return NONE;
        }
        return new Rules(
                any(random, List.of(), List.of(), List.of("10.0.0.0/24", "10.1.0.0/16", "2001:db8::/32")),
                any(random, List.of(), List.of("10.0.0.4/30"), List.of("10.0.0.7", "2001:db8:0:2::/64")),
                any(random, 0, 0, 1, 2, 4),
                any(random, Duration.ZERO, Duration.ZERO, Duration.ofMillis(70), Duration.ofSeconds(2)),
                any(random, 1, 3),
                any(random, List.of(), List.of("10.1.0.0/24"), List.of("10.1.0.1", "fd00::/8")));
    }

    AccessRules toFollow() {
        return AccessRules.NONE.withAllowed(ranges(allowed)).withDenied(ranges(denied))
                .withMaxPerAddress(maxPerAddress).withConnectRate(connectInterval, connectBurst)
                .withProxies(ranges(proxies));
    }

    private static List<Cidr> ranges(List<String> written) {
        return written.stream().map(range -> Cidr.parse(range).orElseThrow()).toList();
    }

    /** Whether the allow and deny lists allow this address. */
    boolean allows(String ip) {
        return (allowed.isEmpty() || contain(allowed, ip)) && !contain(denied, ip);
    }

    boolean isProxy(String ip) {
        return contain(proxies, ip);
    }

    private static boolean contain(List<String> ranges, String ip) {
        return ranges.stream().anyMatch(range -> contains(range, ip));
    }

    static boolean contains(String range, String ip) {
        String[] parts = range.split("/");
        String first = bits(bytes(parts[0]));
        int common = parts.length == 1 ? first.length() : Integer.parseInt(parts[1]);
        String other = bits(bytes(ip));
        return first.length() == other.length() && first.substring(0, common).equals(other.substring(0, common));
    }

    /** The network that counts as one address. */
    static String network(String ip) {
        byte[] bytes = bytes(ip);
        return ip.contains(":") ? bits(Arrays.copyOf(bytes, NETWORK_BYTES_OF_IPV6)) : ip;
    }

    static byte[] bytes(String ip) {
        try {
            return InetAddress.getByName(ip).getAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static String bits(byte[] bytes) {
        StringBuilder bits = new StringBuilder();
        for (byte b : bytes) {
            bits.append(Integer.toBinaryString(0x100 | b & 0xFF).substring(1));
        }
        return bits.toString();
    }
}
