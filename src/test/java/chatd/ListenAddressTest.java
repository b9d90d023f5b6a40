package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

    @ParameterizedTest
    @CsvSource({"localhost:8000, localhost, 8000", "0.0.0.0:0, 0.0.0.0, 0", "chat.example:65535, chat.example, 65535",
            "[::1]:8000, ::1, 8000", "[fe80::1%eth0]:80, fe80::1%eth0, 80", "[::ffff:192.0.2.7]:1, ::ffff:192.0.2.7, 1",
            "[2001:DB8::a]:80, 2001:DB8::a, 80", "localhost:00080, localhost, 80", "unix.example:1, unix.example, 1",
            "unix8000:1, unix8000, 1"})
    void anAddressIsAHostAndAPort(String text, String host, int port) {
        assertEquals(Optional.of(new ListenAddress.Port(host, port, null)), ListenAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/chat.sock", "chat.sock", "./a b", "/run/a:b:8000", "8000", ":", "unix:", "../x",
            "/run/комната", "/run/#1/chat.sock"})
    void orThePathOfAUnixDomainSocket(String path) {
        assertEquals(Optional.of(new ListenAddress.Socket(Path.of(path), null)), ListenAddress.parse("unix:" + path));
    }

    @ParameterizedTest
    @CsvSource({"localhost:8001/builds, localhost, 8001, builds", "[::1]:0/#Games, ::1, 0, Games",
            "a:1/жизнь, a, 1, жизнь", "a:1/b.c_d-1, a, 1, b.c_d-1"})
    void anAddressMayBeTheDoorOfARoom(String text, String host, int port, String room) {
        assertEquals(Optional.of(new ListenAddress.Port(host, port, room)), ListenAddress.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"unix:/run/chat.sock#builds, /run/chat.sock, builds", "unix:a b#Games, a b, Games",
            "unix:/run/a#b/c#d, /run/a#b/c, d", "unix:a#b#c, a#b, c"})
    void aUnixDomainSocketMayBeADoorToo(String text, String path, String room) {
        assertEquals(Optional.of(new ListenAddress.Socket(Path.of(path), room)), ListenAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:1/", "a:1/#", "a:1/a b", "a:1/12", "a:1//x", "a:1/x/y", "a:1/x:y", "unix:a#", "unix:a#-x",
            "unix:/run/a#b c", "unix:a##"})
    void aDoorWithABadRoomNameIsRefused(String text) {
        assertEquals(Optional.empty(), ListenAddress.parse(text));
        assertTrue(ListenAddress.hasBadRoom(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "8000", ":8000", "localhost", "localhost:", "localhost:http", "localhost:80x",
            "localhost:-1", "localhost:65536", "localhost:99999", "localhost:000080", "localhost:80:80", "::1:8000",
            "::1", "[::1]", "[::1:80", "[::1]8000", "[]:80", "[localhost]:80", "[::1%]:80", "a b:80", " a:80", "a:80 ",
            "http://localhost:80", "a:٨٠", "unix", "unix:", "/run/chat.sock",
            "unix:#builds", "unix#builds", "localhost/builds", "localhost:/builds", "localhost:65536/builds"})
    void aTextThatIsNotAnAddressIsRefused(String text) {
        assertEquals(Optional.empty(), ListenAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"010.0.0.1:8000", "127.0.0.01:80", "127.01:80", "[::ffff:010.0.0.1]:80",
            "[::ffff:127.0.0.01%eth0]:80", "127.0.0.01:80/builds"})
    void anIpAddressWithALeadingZeroIsRefused(String text) {
        assertEquals(Optional.empty(), ListenAddress.parse(text));
        assertTrue(ListenAddress.hasLeadingZero(text));
    }

    @Test
    void theDefaultIsPort8000OfThisMachine() {
        assertEquals(Optional.of(new ListenAddress.Port("localhost", 8000, null)),
                ListenAddress.parse(ListenAddress.DEFAULT));
    }
}
