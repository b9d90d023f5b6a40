package chatd.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    private static Origin of(String address) throws UnknownHostException {
        return Origin.of(InetAddress.getByName(address));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 192.0.2.7", "2001:db8::7, 2001:db8::/64", "2001:db8:0:1:2::, 2001:db8:0:1::/64"})
    void anAddressIsWrittenAsItsNetwork(String address, String text) throws UnknownHostException {
        assertEquals(text, of(address).toString());
        assertEquals(Optional.of(of(address)), Origin.parse(text));
        assertEquals(Optional.of(of(address)), Origin.parse(address));
    }

    @Test
    void addressesOfOneNetworkAreOneOrigin() throws UnknownHostException {
        assertEquals(of("2001:db8::1"), of("2001:db8::2"));
        assertNotEquals(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assertNotEquals(of("192.0.2.7"), of("192.0.2.8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/24", "2001:db8::/32", "2001:db8::/65", "alice", "local:3", "", "192.0.2.07"})
    void aRangeOrAnotherTextIsNotAnOrigin(String text) {
        assertEquals(Optional.empty(), Origin.parse(text));
    }

    @Test
    void aClientOfAUnixDomainSocketIsWrittenAsItsText() {
        assertEquals("local:3", Origin.local("local:3").toString());
        assertNotEquals(Origin.local("local:3"), Origin.local("local:4"));
    }
}
