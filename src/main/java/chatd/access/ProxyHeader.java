package chatd.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the header in which a proxy names the client that it connects for, ahead of the client's first byte: the PROXY
 * protocol of HAProxy, versions 1 (a line of text) and 2 (binary), after its proxy-protocol.txt of 2020. The header may
 * arrive in pieces. Input that begins like neither version is malformed from its first wrong byte on.
 *
 * <p>The zone of an IPv6 address, as in {@code fe80::1%eth0}, is ignored; stunnel sends it in version 1.
 *
 * <p>A header of version 2 may have up to 64 KiB of further fields. They are skipped, even a checksum, because TCP has
 * one of its own.
 */
public final class ProxyHeader {

    /** The outcome of {@link #parse}. */
    public enum Result {
        /** More bytes are needed. */
        UNFINISHED,
        /** The header is complete. */
        COMPLETE,
        /** The input is not a PROXY header. */
        MALFORMED
    }

    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
    /** The longest header of version 1, with its CR LF: after the specification, and with two zones. */
    private static final int MAX_TEXT_BYTES = 107 + 2 * 16;
    private static final Pattern TEXT_FORM = Pattern.compile("PROXY (?<family>TCP[46]) (?<source>[^ /]+) "
            + "(?<destination>[^ /]+) (?<port>0|[1-9]\\d{0,4}) (?<toPort>0|[1-9]\\d{0,4})\r\n");
    /** A percent sign and the name of a network interface. */
    private static final Pattern ZONE = Pattern.compile("%[\\w.-]{1,15}$");
    private static final String UNKNOWN = "PROXY UNKNOWN";
    private static final int MAX_PORT = 65_535;

    private static final int FIXED_BYTES = 16;
    private static final int VERSION_AND_COMMAND = 12;
    private static final int FAMILY = 13;
    private static final int LENGTH = 14;
    private static final int VERSION_2 = 0x20;
    private static final int COMMAND_PROXY = 1;
    private static final int MAX_FAMILY = 3;
    private static final int MAX_TRANSPORT = 2;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int PORT_BYTES = 2;

    private final byte[] header = new byte[MAX_TEXT_BYTES];
    private int length;
    /** Where the addresses of version 2 end; only the fixed part until that has been read. */
    private int addressesEnd = FIXED_BYTES;
    private int addressBytes;
    /** How many bytes after the addresses are still to be skipped. */
    private int toSkip;
    /** Whether the addresses are complete, so that bytes are being skipped. */
    private boolean skipping;
    private int position;
    private InetSocketAddress source;
    private boolean hasLeadingZero;

    /**
     * Parses {@code in[from..to)}: up to the end of the header, up to the first wrong byte, or all of it. Not to be
     * called again after any result but {@link Result#UNFINISHED}.
     */
    public Result parse(byte[] in, int from, int to) {
        Result result = Result.UNFINISHED;
        position = from;
        while (result == Result.UNFINISHED && position < to) {
            result = parse(in[position++]);
        }
        return result;
    }

    /** The index of the first byte that the last {@link #parse} did not read: after the header, if it is complete. */
    public int position() {
        return position;
    }

    /** The client that the proxy connects for; null if the header names none, as in a health check of the proxy. */
    public InetSocketAddress source() {
        return source;
    }

    /** After {@link Result#MALFORMED}: whether the fault is an IPv4 address with a leading zero, as in 010.0.0.1. */
    public boolean hasLeadingZero() {
        return hasLeadingZero;
    }

    /** After {@link Result#MALFORMED}: whether the input began as a header does, so that the fault is after that. */
    public boolean hasBegun() {
        return beginsLike(TEXT) && length >= TEXT.length || beginsLike(BINARY) && length >= BINARY.length;
    }

    private Result parse(byte next) {
        if (skipping) {
            return --toSkip == 0 ? Result.COMPLETE : Result.UNFINISHED;
        }
        header[length++] = next;
        if (beginsLike(TEXT)) {
            return next == '\n' ? readText() : length < MAX_TEXT_BYTES ? Result.UNFINISHED : Result.MALFORMED;
        }
        if (!beginsLike(BINARY)) {
            return Result.MALFORMED;
        }
        if (length == FIXED_BYTES && !readFixed()) {
            return Result.MALFORMED;
        }
        return length < addressesEnd ? Result.UNFINISHED : readAddresses();
    }

    private boolean beginsLike(byte[] signature) {
        int count = Math.min(length, signature.length);
        return Arrays.equals(header, 0, count, signature, 0, count);
    }

    private Result readText() {
        String text = new String(header, 0, length, StandardCharsets.ISO_8859_1);
        if (text.endsWith("\r\n") && (text.equals(UNKNOWN + "\r\n") || text.startsWith(UNKNOWN + ' '))) {
            return Result.COMPLETE;
        }
        Matcher matcher = TEXT_FORM.matcher(text);
        if (!matcher.matches()) {
            return Result.MALFORMED;
        }
        boolean isIpv6 = matcher.group("family").equals("TCP6");
        String from = withoutZone(matcher.group("source"), isIpv6);
        String to = withoutZone(matcher.group("destination"), isIpv6);
        hasLeadingZero = Cidr.hasLeadingZero(from) || Cidr.hasLeadingZero(to);
        InetAddress client = address(from, isIpv6);
        int port = Integer.parseInt(matcher.group("port"));
        if (client == null || address(to, isIpv6) == null || port > MAX_PORT
                || Integer.parseInt(matcher.group("toPort")) > MAX_PORT) {
            return Result.MALFORMED;
        }
        source = new InetSocketAddress(client, port);
        return Result.COMPLETE;
    }

    private static String withoutZone(String text, boolean isIpv6) {
        return isIpv6 ? ZONE.matcher(text).replaceFirst("") : text;
    }

    /** An address of this family; null if the text is not one. */
    private static InetAddress address(String text, boolean isIpv6) {
        return text.contains(":") != isIpv6 ? null : Cidr.parse(text).map(Cidr::first).orElse(null);
    }

    /** Reads the fixed part of version 2; false if it is malformed. */
    private boolean readFixed() {
        int command = header[VERSION_AND_COMMAND] - VERSION_2;
        int family = header[FAMILY] & 0xFF;
        if (command < 0 || command > COMMAND_PROXY) {
            return false;
        }
        if (command == COMMAND_PROXY) {
            if (family >> 4 > MAX_FAMILY || (family & 0xF) > MAX_TRANSPORT) {
                return false;
            }
            addressBytes = family == TCP_OVER_IPV4 ? IPV4_BYTES : family == TCP_OVER_IPV6 ? IPV6_BYTES : 0;
        }
        addressesEnd = addressBytes == 0 ? FIXED_BYTES : FIXED_BYTES + 2 * (addressBytes + PORT_BYTES);
        toSkip = number(LENGTH) - (addressesEnd - FIXED_BYTES);
        return toSkip >= 0;
    }

    private Result readAddresses() {
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
        return skipping ? Result.UNFINISHED : Result.COMPLETE;
    }

    private int number(int at) {
        return (header[at] & 0xFF) << Byte.SIZE | header[at + 1] & 0xFF;
    }
}
