package chatd.reactor;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** Writes addresses as people do, without ever asking a name server: {@code 127.0.0.1:8000}, {@code [::1]:8000}. */
public final class Addresses {

    private static final int GROUPS = 8;

    private Addresses() {
    }

    /** The address and port; IPv6 in brackets and in the short form of RFC 5952. */
    public static String format(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip instanceof Inet6Address v6) {
            return '[' + shorten(v6) + "]:" + address.getPort();
        }
        return ip.getHostAddress() + ':' + address.getPort();
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
