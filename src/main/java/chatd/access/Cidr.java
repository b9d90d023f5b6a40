package chatd.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IP addresses that begin with the same bits, as in CIDR (RFC 4632): {@code 10.0.0.0/8},
 * {@code 2001:db8::/32}, or a single address.
 *
 * @param first the lowest address of the range
 * @param bits the length of the common prefix in bits, 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Cidr(InetAddress first, int bits) {

    /** A number up to 255, without leading zeros, because some programs read those as octal. */
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    /** Matches only numeric addresses: {@code getByName} would ask a name server about any other text. */
    private static final Pattern FORM = Pattern.compile(
            "(" + OCTET + "(?:\\." + OCTET + "){3}|(?=[^.]*:)[0-9A-Fa-f:][0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");
    private static final Pattern LIKE_AN_ADDRESS =
            Pattern.compile("(?:[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:/\\d+)?");
    /** A decimal number with a zero before it: next to a dot, or after the slash. A group of IPv6 is hexadecimal. */
    private static final Pattern LEADING_ZERO = Pattern.compile("(?:^|:)0\\d+\\.|\\.0\\d|/0\\d");
    /** The bits of an IPv6 address before the IPv4 address that is mapped to it (RFC 4291). */
    private static final int MAPPED_BITS = 96;
    private static final int IPV4_BYTES = 4;

    /** Parses a range; bits after the prefix are ignored. Empty if the text is not a range. */
    public static Optional<Cidr> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || hasLeadingZero(text)) {
            return Optional.empty();
        }
        try {
            byte[] address = InetAddress.getByName(matcher.group(1)).getAddress();
            int maxBits = address.length * Byte.SIZE;
            int bits = matcher.group(2) == null ? maxBits : Integer.parseInt(matcher.group(2));
            if (matcher.group(2) != null && address.length == IPV4_BYTES && text.contains(":")) {
                bits -= MAPPED_BITS;
            }
            if (bits < 0 || bits > maxBits) {
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

    /** Whether the range has this address; an address of the other IP version is in no range. */
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

    /** The mask for byte {@code i} of an address: a one for each bit that is among the first {@code bits}. */
    private static int mask(int i, int bits) {
        int here = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
        return 0xFF << Byte.SIZE - here;
    }

    /** The range in CIDR notation; a single address without the length of its prefix. */
    @Override
    public String toString() {
        String address = Addresses.format(first);
        return bits == first.getAddress().length * Byte.SIZE ? address : address + '/' + bits;
    }
}
