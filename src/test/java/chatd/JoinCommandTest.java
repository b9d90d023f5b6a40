package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinCommandTest {

    @ParameterizedTest
    @CsvSource({"localhost, 127.0.0.1, nc localhost 8000", "127.0.0.1, 127.0.0.1, nc 127.0.0.1 8000",
            "::1, ::1, nc ::1 8000", "0.0.0.0, 0.0.0.0, nc localhost 8000", "::, ::, nc localhost 8000"})
    void aHostIsJoinedByItsNameAndTheWildcardAsLocalhost(String host, String address, String command) {
        assertEquals(command, JoinCommand.of(host, new InetSocketAddress(address, 8000)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/run/chatd/chat.sock | nc -U /run/chatd/chat.sock", "/a b | nc -U '/a b'",
            "/it's $HOME | nc -U '/it'\\''s $HOME'", "/комната | nc -U /комната"}, quoteCharacter = '"')
    void aUnixDomainSocketIsJoinedByItsPathQuotedForTheShell(Path path, String command) {
        assertEquals(command, JoinCommand.of(path));
    }

    @Test
    void aRelativePathIsMadeAbsolute() {
        Path path = Path.of("").toAbsolutePath().resolve("chat.sock");
        assertEquals("nc -U " + path, JoinCommand.of(Path.of("chat.sock")));
    }
}
