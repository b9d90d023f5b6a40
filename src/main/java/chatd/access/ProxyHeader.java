package chatd.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header by which a proxy says for whom it has connected, before the first byte of theirs: the PROXY protocol of
 * HAProxy, versions 1 (a line of text) and 2 (binary), as its proxy-protocol.txt of 2020 has it. It is taken in pieces,
 * as it comes; what begins like neither version is known to be malformed at the first byte that is wrong.
 *
 * <p>A header of version 2 may have 64 KiB of further fields; they are skipped, also a checksum, for TCP has one.
 */
public final class ProxyHeader {

    /** What {@link #take} came to. */
    public enum Found {
        /** The header goes on. */
        UNFINISHED,
        /** It is whole. */
        COMPLETE,
        /** It is none. */
        MALFORMED
    }

    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
    /** With its CR LF. */
    private static final int LONGEST_TEXT = 107;
    private static final Pattern TEXT_FORM = Pattern.compile("PROXY (?<family>TCP[46]) (?<source>[^ /]+) "
            + "(?<destination>[^ /]+) (?<port>0|[1-9]\\d{0,4}) (?<toPort>0|[1-9]\\d{0,4})\r\n");
    private static final String UNKNOWN = "PROXY UNKNOWN";
    private static final int MOST_PORT = 65_535;

    private static final int FIXED_BYTES = 16;
    private static final int VERSION_AND_COMMAND = 12;
    private static final int FAMILY = 13;
    private static final int LENGTH = 14;
    private static final int VERSION_2 = 0x20;
    private static final int COMMAND_PROXY = 1;
    private static final int HIGHEST_FAMILY = 3;
    private static final int HIGHEST_TRANSPORT = 2;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int PORT_BYTES = 2;

    private final byte[] header = new byte[LONGEST_TEXT];
    private int length;
    /** How long version 2 is up to the end of its addresses, as far as is known. */
    private int addressesEnd = FIXED_BYTES;
    private int addressBytes;
    /** How many bytes there are behind those, and whether it has come to them. */
    private int toSkip;
    private boolean skipping;
    private int position;
    private InetSocketAddress source;
    private boolean hasLeadingZero;

    /** Reads {@code in[from..to)} up to the end of the header, or all of it. Where it stopped, position() says. */
    public Found take(byte[] in, int from, int to) {
        Found found = Found.UNFINISHED;
        position = from;
        while (found == Found.UNFINISHED && position < to) {
            found = take(in[position++]);
        }
        return found;
    }

    /** Where reading stopped: behind the header, if it is whole. */
    public int position() {
        return position;
    }

    /** The client for whom the proxy has connected; null if it does not say, or has connected for itself. */
    public InetSocketAddress source() {
        return source;
    }

    /** After {@link Found#MALFORMED}: whether the fault is an IPv4 address with a leading zero, as in 010.0.0.1. */
    public boolean hasLeadingZero() {
        return hasLeadingZero;
    }

    private Found take(byte next) {
        if (skipping) {
            return --toSkip == 0 ? Found.COMPLETE : Found.UNFINISHED;
        }
        header[length++] = next;
        if (beginsLike(TEXT)) {
            return next == '\n' ? readText() : length < LONGEST_TEXT ? Found.UNFINISHED : Found.MALFORMED;
        }
        if (!beginsLike(BINARY)) {
            return Found.MALFORMED;
        }
        if (length == FIXED_BYTES && !readFixed()) {
            return Found.MALFORMED;
        }
        return length < addressesEnd ? Found.UNFINISHED : readAddresses();
    }

    private boolean beginsLike(byte[] signature) {
        int count = Math.min(length, signature.length);
        return Arrays.equals(header, 0, count, signature, 0, count);
    }

    private Found readText() {
        String text = new String(header, 0, length, StandardCharsets.ISO_8859_1);
        if (text.endsWith("\r\n") && (text.equals(UNKNOWN + "\r\n") || text.startsWith(UNKNOWN + ' '))) {
            return Found.COMPLETE;
        }
        Matcher matcher = TEXT_FORM.matcher(text);
        if (!matcher.matches()) {
            return Found.MALFORMED;
        }
        hasLeadingZero = Cidr.hasLeadingZero(matcher.group("source"))
                || Cidr.hasLeadingZero(matcher.group("destination"));
        InetAddress client = address(matcher, "source");
        int port = Integer.parseInt(matcher.group("port"));
        if (client == null || address(matcher, "destination") == null || port > MOST_PORT
                || Integer.parseInt(matcher.group("toPort")) > MOST_PORT) {
            return Found.MALFORMED;
        }
        source = new InetSocketAddress(client, port);
        return Found.COMPLETE;
    }

    /** An address of the family that the header names; null if there is none. */
    private static InetAddress address(Matcher matcher, String group) {
        String text = matcher.group(group);
        boolean isIpv6 = matcher.group("family").equals("TCP6");
        return text.contains(":") != isIpv6 ? null : Cidr.parse(text).map(Cidr::first).orElse(null);
    }

    /** Reads what is the same in all headers of version 2; false if it makes no sense. */
    private boolean readFixed() {
        int command = header[VERSION_AND_COMMAND] - VERSION_2;
        int family = header[FAMILY] & 0xFF;
        if (command < 0 || command > COMMAND_PROXY) {
            return false;
        }
        if (command == COMMAND_PROXY) {
            if (family >> 4 > HIGHEST_FAMILY || (family & 0xF) > HIGHEST_TRANSPORT) {
                return false;
            }
            addressBytes = family == TCP_OVER_IPV4 ? IPV4_BYTES : family == TCP_OVER_IPV6 ? IPV6_BYTES : 0;
        }
        addressesEnd = addressBytes == 0 ? FIXED_BYTES : FIXED_BYTES + 2 * (addressBytes + PORT_BYTES);
        toSkip = number(LENGTH) - (addressesEnd - FIXED_BYTES);
        return toSkip >= 0;
    }

    private Found readAddresses() {
        if (addressBytes > 0) {
            byte[] address = Arrays.copyOfRange(header, FIXED_BYTES, FIXED_BYTES + addressBytes);
            int port = number(FIXED_BYTES + 2 * addressBytes);
            try {
                source = new InetSocketAddress(InetAddress.getByAddress(address), port);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
        skipping = toSkip > 0;
        return skipping ? Found.UNFINISHED : Found.COMPLETE;
    }

    private int number(int at) {
        return (header[at] & 0xFF) << Byte.SIZE | header[at + 1] & 0xFF;
    }
}
