package chatd.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All IP addresses that begin with the same bits, as in CIDR (RFC 4632): {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or
 * one address.
 *
 * @param first the lowest of them
 * @param bits how many bits they have in common
 */
public record Cidr(InetAddress first, int bits) {

    /** A number up to 255; without zeros in front, which to some mean that it is octal. */
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    /** No text matches for which getByName would ask a name server: neither 300.1.1.1 nor one that begins with a dot. */
    private static final Pattern WRITTEN = Pattern.compile(
            "(" + OCTET + "(?:\\." + OCTET + "){3}|(?=[^.]*:)[0-9A-Fa-f:][0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");
    private static final Pattern LIKE_AN_ADDRESS =
            Pattern.compile("(?:[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:/\\d+)?");
    /** A decimal number with a zero before it: next to a dot, or after the slash. A group of IPv6 is hexadecimal. */
    private static final Pattern LEADING_ZERO = Pattern.compile("(?:^|:)0\\d+\\.|\\.0\\d|/0\\d");
    /** The bits of an IPv6 address before the IPv4 address that is mapped to it (RFC 4291). */
    private static final int MAPPED_BITS = 96;
    private static final int IPV4_BYTES = 4;

    /** The range that is written so; bits beyond those in common do not matter. Empty if none is. */
    public static Optional<Cidr> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches() || hasLeadingZero(text)) {
            return Optional.empty();
        }
        try {
            byte[] address = InetAddress.getByName(matcher.group(1)).getAddress();
            int most = address.length * Byte.SIZE;
            int bits = matcher.group(2) == null ? most : Integer.parseInt(matcher.group(2));
            if (matcher.group(2) != null && address.length == IPV4_BYTES && text.contains(":")) {
                bits -= MAPPED_BITS;
            }
            if (bits < 0 || bits > most) {
                return Optional.empty();
            }
            for (int i = 0; i < address.length; i++) {
                address[i] &= (byte) mask(i, bits);
            }
            return Optional.of(new Cidr(InetAddress.getByAddress(address), bits));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a text is not a range because a decimal number in it begins with a zero: {@code 010.0.0.1} or
     * {@code 10.0.0.0/08}. Some programs read such a number as octal, others as decimal.
     */
    public static boolean hasLeadingZero(String text) {
        return LIKE_AN_ADDRESS.matcher(text).matches() && LEADING_ZERO.matcher(text).find();
    }

    /** The range of one address. */
    public static Cidr of(InetAddress address) {
        return new Cidr(address, address.getAddress().length * Byte.SIZE);
    }

    /** Whether an address is one of these. */
    public boolean contains(InetAddress address) {
        byte[] ours = first.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int i = 0; i * Byte.SIZE < bits; i++) {
            if (((ours[i] ^ theirs[i]) & mask(i, bits)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The bits of the byte {@code i} that are among the first {@code bits} of all. */
    private static int mask(int i, int bits) {
        int here = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
        return 0xFF << Byte.SIZE - here;
    }

    /** As it is written; a single address without its bits. */
    @Override
    public String toString() {
        String address = Addresses.format(first);
        return bits == first.getAddress().length * Byte.SIZE ? address : address + '/' + bits;
    }
}
