package chatd.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chatd.net.LocalAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {

    private static final int PORT = 8000;

    @Test
    void anIpv4AddressIsFollowedByItsPort() throws UnknownHostException {
        InetAddress address = InetAddress.getByName("127.0.0.1");
        assertEquals("127.0.0.1:0", Addresses.format(new InetSocketAddress(address, 0)));
        assertEquals("127.0.0.1:65535", Addresses.format(new InetSocketAddress(address, 65535)));
    }

    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "2001:db8:0:0:0:0:0:0, 2001:db8::",
        "2001:0DB8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
        "2001:db8:0:0:1:0:0:0, 2001:db8:0:0:1::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "0:0:1:1:1:1:1:1, ::1:1:1:1:1:1",
        "1:1:1:1:1:1:0:0, 1:1:1:1:1:1::",
        "0:1:1:1:1:1:1:1, 0:1:1:1:1:1:1:1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "10:100:0:0:10:0:100:1000, 10:100::10:0:100:1000"})
    void anIpv6AddressIsInTheShortFormOfRfc5952(String address, String shortForm) throws UnknownHostException {
        assertEquals("[" + shortForm + "]:8000", format(address));
    }

    @Test
    void anIpv6AddressKeepsItsZone() throws UnknownHostException {
        assertEquals("[fe80::1%7]:8000", formatInZone("fe80::1", 7));
        assertEquals("[fe80:1:2:3:4:5:6:7%12]:8000", formatInZone("fe80:1:2:3:4:5:6:7", 12));
    }

    @Test
    void aUnixDomainSocketIsShownAsItsPath() {
        assertEquals("unix:/run/chat.sock", Addresses.format(UnixDomainSocketAddress.of("/run/chat.sock")));
        assertEquals("unix:chat.sock", Addresses.format(UnixDomainSocketAddress.of("chat.sock")));
    }

    @Test
    void aClientOfAUnixDomainSocketIsShownAsLocalWithANumber() {
        assertEquals("local:7", Addresses.format(new LocalAddress(7)));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, 10.0.0.1", "2001:DB8:0:0:0:0:0:1, 2001:db8::1"})
    void anAddressAloneHasNoBrackets(String address, String written) throws UnknownHostException {
        assertEquals(written, Addresses.format(InetAddress.getByName(address)));
    }

    @Test
    void theHostNameIsNotShown() throws UnknownHostException {
        InetAddress named = InetAddress.getByAddress("somewhere.example", new byte[] {10, 0, 0, 1});
        assertEquals("10.0.0.1:8000", Addresses.format(new InetSocketAddress(named, PORT)));
    }

    @Test
    void theShortFormIsTheSameAddress() throws UnknownHostException {
        long seed = 5952;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[16];
            for (int group = 0; group < bytes.length; group += 2) {
                if (random.nextInt(3) == 0) {
                    bytes[group] = (byte) random.nextInt();
                    bytes[group + 1] = (byte) random.nextInt();
                }
            }
            InetAddress address = Inet6Address.getByAddress(null, bytes, -1);
            String formatted = Addresses.format(new InetSocketAddress(address, PORT));
            String host = formatted.substring(1, formatted.indexOf(']'));
            assertEquals(address, InetAddress.getByName(host), "seed " + seed + ", " + address);
        }
    }

    private static String format(String literal) throws UnknownHostException {
        return Addresses.format(new InetSocketAddress(InetAddress.getByName(literal), PORT));
    }

    private static String formatInZone(String literal, int zone) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(literal).getAddress();
        return Addresses.format(new InetSocketAddress(Inet6Address.getByAddress(null, bytes, zone), PORT));
    }
}
