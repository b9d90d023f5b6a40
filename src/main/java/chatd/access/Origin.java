package chatd.access;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The origin of a client, which is the same when the client connects again: an IPv4 address, the 64-bit network of an
 * IPv6 address, or a local user at a Unix domain socket.
 *
 * @param network null for a Unix domain socket
 * @param local the text for a client of a Unix domain socket; null for a network
 */
public record Origin(InetAddress network, String local) {

    private static final int NETWORK_BITS = 64;
    private static final int IPV4_BYTES = 4;

    /** The origin of the clients at an IP address. */
    public static Origin of(InetAddress address) {
        return new Origin(Addresses.network(address), null);
    }

    /** The origin of a client of a Unix domain socket. */
    public static Origin local(String text) {
        return new Origin(null, text);
    }

    /** Parses an IP address, or a network as {@link #toString} writes it. Empty if the text is neither. */
    public static Optional<Origin> parse(String text) {
        return Cidr.parse(text).filter(range -> range.bits() == longestPrefix(range)
                || range.bits() == NETWORK_BITS).map(range -> of(range.first()));
    }

    private static int longestPrefix(Cidr range) {
        return range.first().getAddress().length * Byte.SIZE;
    }

    /** {@code 192.0.2.7}, {@code 2001:db8::/64}, or the text for a client of a Unix domain socket. */
    @Override
    public String toString() {
        if (network == null) {
            return local;
        }
        boolean isIpv4 = network.getAddress().length == IPV4_BYTES;
        return isIpv4 ? Addresses.format(network) : new Cidr(network, NETWORK_BITS).toString();
    }
}
