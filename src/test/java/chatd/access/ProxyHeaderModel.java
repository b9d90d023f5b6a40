package chatd.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Model of the PROXY header parser, which has all bytes at once: written from HAProxy's proxy-protocol.txt.
 *
 * <p>Where the specification leaves a choice, or {@link ProxyHeader} deviates from it, the model follows ProxyHeader:
 * UDP, Unix domain sockets and unspecified connections have the proxy's own address; fields after the addresses are
 * skipped; an IPv6 address may end like an IPv4 address, its groups may have leading zeros, and a zone may
 * follow it.
 *
 * @param found the result
 * @param length length of a complete header, or of a malformed one up to its first wrong byte
 * @param source the client's address in a complete header; null if it has none
 */
public record ProxyHeaderModel(ProxyHeader.Result found, int length, InetSocketAddress source) {

    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
    private static final String TEXT = "PROXY ";
    private static final int LONGEST_TEXT = 139;
    private static final int FIXED = 16;
    private static final int GROUPS = 8;

    private static final ProxyHeaderModel UNFINISHED = new ProxyHeaderModel(ProxyHeader.Result.UNFINISHED, 0, null);

    /** Parses the bytes sent so far. */
    public static ProxyHeaderModel of(byte[] sent) {
        String text = new String(sent, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < text.length(); i++) {
            String begun = text.substring(0, i + 1);
            if (i < TEXT.length() ? !TEXT.startsWith(begun) && !SIGNATURE.startsWith(begun)
                    : i < SIGNATURE.length() && !text.startsWith(TEXT) && !SIGNATURE.startsWith(begun)) {
                return malformed(i + 1);
            }
        }
        return text.startsWith(TEXT) ? version1(text)
                : text.length() < FIXED ? UNFINISHED : version2(sent);
    }

    public boolean isUnfinished() {
        return found == ProxyHeader.Result.UNFINISHED;
    }

    public boolean isComplete() {
        return found == ProxyHeader.Result.COMPLETE;
    }

    private static ProxyHeaderModel malformed(int length) {
        return new ProxyHeaderModel(ProxyHeader.Result.MALFORMED, length, null);
    }

    private static ProxyHeaderModel complete(int length, InetAddress address, int port) {
        return new ProxyHeaderModel(ProxyHeader.Result.COMPLETE, length,
                address == null ? null : new InetSocketAddress(address, port));
    }

    // Version 1

    private static ProxyHeaderModel version1(String text) {
        int end = text.indexOf('\n');
        if (end < 0 || end >= LONGEST_TEXT) {
            return text.length() < LONGEST_TEXT ? UNFINISHED : malformed(LONGEST_TEXT);
        }
        int length = end + 1;
        if (text.charAt(end - 1) != '\r') {
            return malformed(length);
        }
        String line = text.substring(TEXT.length(), end - 1);
        if (line.equals("UNKNOWN") || line.startsWith("UNKNOWN ")) {
            return complete(length, null, 0);
        }
        List<String> words = List.of(line.split(" ", -1));
        boolean isFour = words.get(0).equals("TCP4");
        if (words.size() != 5 || !isFour && !words.get(0).equals("TCP6")) {
            return malformed(length);
        }
        byte[] source = isFour ? four(words.get(1)) : six(words.get(1));
        byte[] destination = isFour ? four(words.get(2)) : six(words.get(2));
        int port = number(words.get(3), 65_535);
        return source == null || destination == null || port < 0 || number(words.get(4), 65_535) < 0
                ? malformed(length)
                : complete(length, address(source), port);
    }

    /** A number without leading zeros, up to this maximum; -1 if it is invalid. */
    private static int number(String text, int most) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')
                || text.length() > 1 && text.startsWith("0")) {
            return -1;
        }
        int number = Integer.parseInt(text);
        return number <= most ? number : -1;
    }

    private static byte[] four(String text) {
        String[] numbers = text.split("\\.", -1);
        byte[] bytes = new byte[4];
        for (int i = 0; i < numbers.length; i++) {
            int number = number(numbers[i], 255);
            if (numbers.length != bytes.length || number < 0) {
                return null;
            }
            bytes[i] = (byte) number;
        }
        return bytes;
    }

    private static byte[] six(String address) {
        String[] parts = address.split("%", -1);
        String text = parts[0];
        if (parts.length > 2 || parts.length == 2 && !isZone(parts[1])) {
            return null;
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text, true);
            return all != null && all.length == 2 * GROUPS ? all : null;
        }
        String before = text.substring(0, gap);
        String after = text.substring(gap + 2);
        byte[] first = before.isEmpty() ? new byte[0] : groups(before, false);
        byte[] last = after.isEmpty() ? new byte[0] : groups(after, true);
        if (first == null || last == null || first.length + last.length >= 2 * GROUPS) {
            return null;
        }
        byte[] all = Arrays.copyOf(first, 2 * GROUPS);
        System.arraycopy(last, 0, all, all.length - last.length, last.length);
        return all;
    }

    private static boolean isZone(String text) {
        return !text.isEmpty() && text.length() <= 15 && text.chars().allMatch(c -> c == '_' || c == '.' || c == '-'
                || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z');
    }

    /** The bytes of all groups between colons; null if one is invalid. */
    private static byte[] groups(String text, boolean mayEndAsFour) {
        String[] groups = text.split(":", -1);
        byte[] bytes = new byte[0];
        for (int i = 0; i < groups.length; i++) {
            byte[] next = mayEndAsFour && i == groups.length - 1 && groups[i].contains(".")
                    ? lastFour(groups[i]) : group(groups[i]);
            if (next == null) {
                return null;
            }
            bytes = Arrays.copyOf(bytes, bytes.length + next.length);
            System.arraycopy(next, 0, bytes, bytes.length - next.length, next.length);
        }
        return bytes;
    }

    private static byte[] group(String digits) {
        String rest = digits.replaceFirst("^0+(?=.)", "");
        if (!rest.matches("[0-9A-Fa-f]{1,4}")) {
            return null;
        }
        int value = Integer.parseInt(rest, 16);
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    private static byte[] lastFour(String text) {
        return four(text);
    }

    // Version 2

    private static ProxyHeaderModel version2(byte[] sent) {
        int command = sent[12] & 0xFF;
        int family = (sent[13] & 0xFF) >> 4;
        int transport = sent[13] & 0xF;
        int length = (sent[14] & 0xFF) * 256 + (sent[15] & 0xFF);
        if (command != 0x20 && command != 0x21 || command == 0x21 && (family > 3 || transport > 2)) {
            return malformed(FIXED);
        }
        boolean tells = command == 0x21 && transport == 1 && (family == 1 || family == 2);
        int size = family == 1 ? 4 : 16;
        if (tells && length < 2 * size + 4) {
            return malformed(FIXED);
        }
        if (sent.length < FIXED + length) {
            return UNFINISHED;
        }
        if (!tells) {
            return complete(FIXED + length, null, 0);
        }
        int port = FIXED + 2 * size;
        return complete(FIXED + length, address(Arrays.copyOfRange(sent, FIXED, FIXED + size)),
                (sent[port] & 0xFF) * 256 + (sent[port + 1] & 0xFF));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
