package chatd.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.ProxyHeader.Result;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers of version 1 and 2, in one read and split. */
class ProxyHeaderTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final byte[] REST = "alice\n".getBytes(StandardCharsets.US_ASCII);

    private final ProxyHeader header = new ProxyHeader();

    private static byte[] text(String line) {
        return line.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** The source in a header, or "none"; checked for pieces of every size. */
    private static String read(byte[] bytes) {
        byte[] input = join(bytes, REST);
        String first = null;
        for (int size = input.length; size > 0; size--) {
            ProxyHeader header = new ProxyHeader();
            int from = 0;
            Result found = Result.UNFINISHED;
            while (found == Result.UNFINISHED) {
                int to = Math.min(from + size, input.length);
                found = header.parse(input, from, to);
                from = header.position();
            }
            assertEquals(Result.COMPLETE, found);
            assertEquals(bytes.length, header.position(), "in pieces of " + size);
            String source = header.source() == null ? "none" : Addresses.format(header.source());
            first = first == null ? source : first;
            assertEquals(first, source, "in pieces of " + size);
        }
        return first;
    }

    private void assertMalformedAt(int length, byte[] bytes) {
        assertEquals(Result.UNFINISHED, header.parse(bytes, 0, length - 1));
        assertEquals(Result.MALFORMED, header.parse(bytes, length - 1, bytes.length));
        assertEquals(length, header.position());
        assertNull(header.source());
    }

    // Version 1

    @ParameterizedTest
    @CsvSource({"PROXY TCP4 192.0.2.7 10.0.0.1 56324 443~, 192.0.2.7:56324",
            "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535~, 255.255.255.255:65535",
            "PROXY TCP4 0.0.0.0 0.0.0.0 0 0~, 0.0.0.0:0",
            "PROXY TCP6 2001:db8::7 ::1 1 2~, [2001:db8::7]:1",
            "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535~, "
                    + "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
            "PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2~, 192.0.2.7:1",
            "PROXY TCP6 fe80::7%eth0 fe80::1%eth0 1 2~, [fe80::7]:1",
            "PROXY TCP6 fe80::7 fe80::1%a-Z_0.abcdefghi 1 2~, [fe80::7]:1",
            "PROXY UNKNOWN~, none", "PROXY UNKNOWN anything at all~, none"})
    void aTextHeaderContainsTheClientsAddress(String line, String source) {
        assertEquals(source, read(text(line)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\n", "PROXY TCP4 192.0.2.7 10.0.0.1 56324~",
            "PROXY TCP4 192.0.2.7 10.0.0.1 56324 443 1~", "PROXY TCP4  192.0.2.7 10.0.0.1 56324 443~",
            "PROXY TCP4 192.0.2.7 10.0.0.1 65536 443~", "PROXY TCP4 192.0.2.7 10.0.0.1 1 65536~",
            "PROXY TCP4 192.0.2.7 10.0.0.1 01 443~", "PROXY TCP4 192.0.2.256 10.0.0.1 1 443~",
            "PROXY TCP4 192.0.2.0/24 10.0.0.1 1 443~", "PROXY TCP4 2001:db8::7 10.0.0.1 1 443~",
            "PROXY TCP6 192.0.2.7 ::1 1 443~", "PROXY TCP6 ::1 192.0.2.7 1 443~",
            "PROXY TCP4 192.0.2.7%eth0 10.0.0.1 1 443~", "PROXY TCP6 fe80::7% ::1 1 443~",
            "PROXY TCP6 fe80::7%eth0%eth0 ::1 1 443~", "PROXY TCP6 fe80::7%eth0@ ::1 1 443~",
            "PROXY TCP6 fe80::7%0123456789abcdef ::1 1 443~", "PROXY TCP6 %eth0 ::1 1 443~",
            "PROXY UDP4 192.0.2.7 10.0.0.1 1 443~", "PROXY ~", "PROXY UNKNOWNS~",
            "PROXY TCP4 192.0.2.7 10.0.0.1 1 443\r\r\n"})
    void anInvalidTextHeaderIsMalformedAtItsEnd(String line) {
        byte[] bytes = text(line);
        assertMalformedAt(bytes.length, bytes);
    }

    @Test
    void anythingMayFollowUnknown() {
        assertEquals("none", read(text("PROXY UNKNOWN a\rb\u0085c~")));
    }

    @Test
    void aTextHeaderOfMoreThan139BytesIsMalformed() {
        assertMalformedAt(139, text("PROXY UNKNOWN " + "x".repeat(200)));
        assertEquals("none", read(text("PROXY UNKNOWN " + "x".repeat(139 - 16) + "~")));
    }

    @ParameterizedTest
    @CsvSource({"PROXY TCP4 nonsense~, true", "'PROXY ~', true", "PROXXY, false", "alice, false"})
    void aFaultIsInTheHeaderOrTheInputDoesNotBeginLikeOne(String line, boolean hasBegun) {
        assertEquals(Result.MALFORMED, header.parse(text(line), 0, text(line).length));
        assertEquals(hasBegun, header.hasBegun());
    }

    @Test
    void aBinaryHeaderMayBeFaultyAfterItsSignature() {
        byte[] bytes = hex(SIGNATURE + "31 11 000c");
        assertEquals(Result.MALFORMED, header.parse(bytes, 0, bytes.length));
        assertTrue(header.hasBegun());
    }

    @ParameterizedTest
    @CsvSource({"alice, 1", "PROXYTCP4, 6", "'', 1"})
    void bytesOfNeitherVersionAreMalformedAtTheFirstWrongOne(String beginning, int at) {
        assertMalformedAt(at, text(beginning + "\n".repeat(20)));
    }

    // Version 2

    @ParameterizedTest
    @CsvSource({"21 11 000c c0000207 0a000001 dc04 01bb, 192.0.2.7:56324",
            "21 11 000c ffffffff ffffffff ffff ffff, 255.255.255.255:65535",
            "21 21 0024 20010db8000000000000000000000007 00000000000000000000000000000001 0001 0002, [2001:db8::7]:1",
            "21 21 0024 00000000000000000000ffffc0000207 00000000000000000000000000000001 0001 0002, 192.0.2.7:1",
            "21 11 0010 c0000207 0a000001 dc04 01bb 04000100, 192.0.2.7:56324",
            "20 f5 0000, none", "20 11 000c c0000207 0a000001 dc04 01bb, none", "20 11 0001 ff, none",
            "21 00 0003 010203, none", "21 12 000c c0000207 0a000001 dc04 01bb, none",
            "21 31 0001 00, none"})
    void aBinaryHeaderContainsTheClientsAddress(String fields, String source) {
        assertEquals(source, read(hex(SIGNATURE + fields)));
    }

    @Test
    void furtherFieldsOfAnyLengthAreSkipped() {
        byte[] longest = new byte[0xffff - 12];
        Arrays.fill(longest, (byte) '\n');
        byte[] bytes = join(hex(SIGNATURE + "2111ffff c0000207 0a000001 dc04 01bb"), longest);
        assertEquals(Result.UNFINISHED, header.parse(bytes, 0, bytes.length - 1));
        assertEquals(Result.COMPLETE, header.parse(bytes, bytes.length - 1, bytes.length));
        assertEquals("192.0.2.7:56324", Addresses.format(header.source()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"11 11 000c", "22 11 000c", "a1 11 000c", "21 41 000c", "21 13 000c", "21 f1 000c",
            "21 11 000b", "21 21 0023"})
    void invalidFixedFieldsAreMalformed(String fields) {
        assertMalformedAt(16, hex(SIGNATURE + fields + "00".repeat(40)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11})
    void aWrongSignatureIsMalformedAtTheFirstWrongByte(int at) {
        byte[] bytes = hex(SIGNATURE + "2000 0000");
        bytes[at] ^= 0x20;
        assertMalformedAt(at + 1, bytes);
    }
}
