package chatd.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Formats addresses for logs and commands: {@code 127.0.0.1:8000}, {@code [::1]:8000}, {@code unix:/run/chat.sock}.
 * Never asks a name server.
 */
public final class Addresses {

    private static final int GROUPS = 8;
    private static final int NETWORK_BYTES = 8;

    private Addresses() {
    }

    /** The address and port, IPv6 in brackets; or the path of a Unix domain socket. */
    public static String format(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            String ip = format(inet.getAddress());
            return (inet.getAddress() instanceof Inet6Address ? '[' + ip + ']' : ip) + ':' + inet.getPort();
        }
        return address instanceof UnixDomainSocketAddress unix ? "unix:" + unix.getPath() : address.toString();
    }

    /** The address alone; IPv6 in the short form of RFC 5952. */
    public static String format(InetAddress address) {
        return address instanceof Inet6Address v6 ? shorten(v6) : address.getHostAddress();
    }

    /** The address by which clients are counted: an IPv4 address itself, the 64-bit network of an IPv6 address. */
    static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String shorten(Inet6Address address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String[] groups = (zone < 0 ? text : text.substring(0, zone)).split(":");
        int start = 0;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zerosAt(groups, i);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        String shortened = length == 1
                ? String.join(":", groups)
                : join(groups, 0, start) + "::" + join(groups, start + length, GROUPS);
        return zone < 0 ? shortened : shortened + text.substring(zone);
    }

    private static int zerosAt(String[] groups, int i) {
        int end = i;
        while (end < GROUPS && groups[end].equals("0")) {
            end++;
        }
        return end - i;
    }

    private static String join(String[] groups, int from, int to) {
        return String.join(":", Arrays.copyOfRange(groups, from, to));
    }
}
