package chatd.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    /** Runs in a JVM of its own in which all these texts are host names: prints those that are parsed as a range. */
    static final class InAJvmWithOddHostNames {

        private InAJvmWithOddHostNames() {
        }

        public static void main(String[] texts) {
            for (String text : texts) {
                Cidr.parse(text).ifPresent(range -> System.out.println(text + " is " + range));
            }
        }
    }

    private static Cidr range(String text) {
        return Cidr.parse(text).orElseThrow(() -> new AssertionError(text));
    }

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    // Parsing and formatting

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "255.255.255.255", "10.0.0.0/8", "192.0.2.6/31", "128.0.0.0/1", "0.0.0.0/0",
            "2001:db8::7", "::", "fe80::/10", "::/0", "2001:db8::6/127", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})
    void formattingARangeGivesTheTextItWasParsedFrom(String text) {
        assertEquals(text, range(text).toString());
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7/32, 192.0.2.7", "2001:db8::7/128, 2001:db8::7", "10.1.2.3/8, 10.0.0.0/8",
            "255.255.255.255/25, 255.255.255.128/25", "1.2.3.4/0, 0.0.0.0/0", "2001:DB8:0:0:0:0:0:1/32, 2001:db8::/32",
            "ffff:ffff::/20, ffff:f000::/20", "::192.0.2.7, ::c000:207"})
    void bitsBeyondThePrefixDoNotMatter(String text, String written) {
        assertEquals(written, range(text).toString());
        assertEquals(range(written), range(text));
    }

    @Test
    void everyPrefixLengthIsKept() {
        for (int bits = 0; bits <= 32; bits++) {
            assertEquals(bits, range("255.255.255.255/" + bits).bits());
        }
        for (int bits = 0; bits <= 128; bits++) {
            assertEquals(bits, range("ffff::ffff/" + bits).bits());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/8", "localhost", "1.2.3", "1.2.3.4.5", "1..2.3", "-1.2.3.4", "0x1.2.3.4",
            "1234.1.1.1", "256.1.1.1", "1.1.1.256", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4\n", "1.2.3.4:80", "[::1]",
            "fe80::1%1", ":::", "1::2::3", "1:2:3:4:5:6:7", "12345::", "g::", "::256.1.1.1", "a:b.c", ".::1", "..:",
            "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/33", "1.2.3.4/4294967296", "1.2.3.4/8/8", "1.2.3.4/255.0.0.0",
            "::1/129", "١.٢.٣.٤", "1.2.3.4/٨"})
    void anInvalidRangeIsRefused(String text) {
        assertEquals(Optional.empty(), Cidr.parse(text));
    }

    /** Some programs read them as octal, others as decimal: 010.0.0.1 may mean 8.0.0.1. */
    @ParameterizedTest
    @ValueSource(strings = {"010.0.0.1", "10.0.0.08", "10.00.0.1", "10.0.0.1/08", "10.0.0.0/00", "2001:db8::/032",
            "::ffff:010.0.0.1", "::ffff:10.0.0.01", "::FFFF:10.00.0.1/104", "::010.0.0.1"})
    void leadingZerosAreRefused(String text) {
        assertEquals(Optional.empty(), Cidr.parse(text));
        assertTrue(Cidr.hasLeadingZero(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "0.0.0.0/0", "2001:0db8::01/32", "::ffff:10.0.0.1", "010", "cafe.01", "01.example",
            "bob", "", "fe80::1%01.02", "::ffff:0a00:0001"})
    void othersHaveNone(String text) {
        assertFalse(Cidr.hasLeadingZero(text));
    }

    @Test
    void groupsOfAnIpv6AddressMayHaveThem() {
        assertEquals("2001:db8::1", range("2001:0db8::0001").toString());
    }

    @ParameterizedTest
    @CsvSource({"::ffff:10.0.0.1, 10.0.0.1", "::FFFF:a00:1, 10.0.0.1", "0:0:0:0:0:ffff:10.0.0.1/128, 10.0.0.1",
            "::ffff:10.1.2.3/104, 10.0.0.0/8", "::ffff:10.1.2.3/96, 0.0.0.0/0"})
    void anIpv4MappedAddressIsTheIpv4Address(String text, String written) {
        assertEquals(written, range(text).toString());
        assertEquals(range(written), range(text));
    }

    /** The prefix length counts bits of the IPv6 address; below 96 it covers none of the IPv4 address. */
    @ParameterizedTest
    @ValueSource(strings = {"::ffff:10.0.0.0/24", "::ffff:10.0.0.0/95", "::ffff:10.0.0.0/129"})
    void aPrefixOfAMappedAddressOutsideTheIpv4AddressIsRefused(String text) {
        assertEquals(Optional.empty(), Cidr.parse(text));
    }

    /** A DNS look-up would block the loop, and 300.1.1.1 is not meant as a host name. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void parsingNeverLooksUpAName(@TempDir Path directory) throws Exception {
        List<String> names = List.of("300.1.1.1", "1.1.1.256", "999.999.999.999/8", ".::1", "..:", "10.0.0.1.", "1.2",
                "cafe", "cafe.beef", "localhost");
        Path hosts = directory.resolve("hosts");
        Files.write(hosts, names.stream().map(name -> "192.0.2.1 " + name.split("/")[0]).toList());
        assertEquals("", textsParsedAsRanges(hosts, names));
    }

    private static String textsParsedAsRanges(Path hosts, List<String> texts) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + hosts, "-cp", System.getProperty("java.class.path"),
                InAJvmWithOddHostNames.class.getName()));
        command.addAll(texts);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    // Inside and outside

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
        "192.0.2.128/25, 192.0.2.128, 192.0.2.255, 192.0.2.127, 192.0.3.0",
        "192.0.2.7, 192.0.2.7, 192.0.2.7, 192.0.2.6, 192.0.2.8",
        "192.0.2.6/31, 192.0.2.6, 192.0.2.7, 192.0.2.5, 192.0.2.8",
        "128.0.0.0/1, 128.0.0.0, 255.255.255.255, 127.255.255.255, 0.0.0.0",
        "2001:db8::/32, 2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff::, 2001:db9::",
        "2001:db8::7, 2001:db8::7, 2001:db8::7, 2001:db8::6, 2001:db8::8",
        "fe80::/10, fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fe7f::, fec0::"})
    void aRangeContainsItsFirstAndLastAddressAndNotTheirNeighbours(String text, String first, String last, String below,
            String above) throws UnknownHostException {
        assertTrue(range(text).contains(address(first)), first);
        assertTrue(range(text).contains(address(last)), last);
        assertFalse(range(text).contains(address(below)), below);
        assertFalse(range(text).contains(address(above)), above);
        assertEquals(address(first), range(text).first());
    }

    @Test
    void aPrefixOfNoBitsContainsAllAddressesOfItsFamilyAndNoneOfTheOther() throws UnknownHostException {
        for (String v4 : List.of("0.0.0.0", "192.0.2.7", "255.255.255.255")) {
            assertTrue(range("0.0.0.0/0").contains(address(v4)), v4);
            assertFalse(range("::/0").contains(address(v4)), v4);
        }
        for (String v6 : List.of("::", "2001:db8::7", "ffff::", "::192.0.2.7")) {
            assertTrue(range("::/0").contains(address(v6)), v6);
            assertFalse(range("0.0.0.0/0").contains(address(v6)), v6);
        }
    }

    @Test
    void theScopeOfAnAddressDoesNotMatter() throws UnknownHostException {
        InetAddress scoped = Inet6Address.getByAddress(null, address("fe80::7").getAddress(), 3);
        assertTrue(range("fe80::7").contains(scoped));
        assertFalse(range("fe80::8").contains(scoped));
    }

    @Test
    void anAddressIsInARangeIfAndOnlyIfThePrefixMatches() throws UnknownHostException {
        long seed = 4632;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] ours = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(ours);
            byte[] theirs = ours.clone();
            int flipped = random.nextInt(ours.length * 8);
            theirs[flipped / 8] ^= (byte) (0x80 >> flipped % 8);
            int bits = random.nextInt(ours.length * 8 + 1);
            Cidr range = range(InetAddress.getByAddress(ours).getHostAddress() + '/' + bits);
            assertEquals(bits <= flipped, range.contains(InetAddress.getByAddress(theirs)),
                    () -> range + " and " + Arrays.toString(theirs) + ", seed " + seed);
            assertTrue(range.contains(InetAddress.getByAddress(ours)), () -> range + ", seed " + seed);
        }
    }
}
