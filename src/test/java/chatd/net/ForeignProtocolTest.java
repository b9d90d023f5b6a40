package chatd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.access.Rejection;
import chatd.sim.SimulatedNetwork.Client;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that begin as those of other protocols do. */
class ForeignProtocolTest {

    private static final List<String> HTTP_ANSWER = List.of("HTTP/1.1 400 Bad Request",
            "Content-Type: text/plain; charset=utf-8", "Connection: close", "", "not chat");

    private final EchoService echo = new EchoService();
    private final SimulatedDaemon daemon = new SimulatedDaemon(SimulatedDaemon.LIMITS, echo.broadcasts, echo);
    private final Client other = daemon.connect();

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "HEAD /x", "POST / HTTP/1.1\r\n\r\nhello\n", "PUT /a", "DELETE /a", "OPTIONS /",
        "OPTIONS *", "PATCH /", "TRACE / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "PROPFIND /x HTTP/1.1\r\n", "\uFEFFPOST / HTTP/1.1\r\n",
        "CONNECT localhost:22 HTTP/1.1\r\nHost: x\r\n",
        "GET http://localhost/ HTTP/1.0\n", "M-SEARCH * HTTP/1.1\r\n"})
    void aClientThatBeginsWithAnHttpRequestIsAnsweredInHttpAndClosed(String request) {
        Client client = daemon.connect();
        client.send(request);
        daemon.turn();
        assertEquals(HTTP_ANSWER, client.lines());
        assertEndedUnheard(client);
    }

    @Test
    void aClientThatBeginsAsSshDoesIsAnsweredInALine() {
        Client client = daemon.connect();
        client.send("SSH-2.0-OpenSSH_9.9\r\n");
        daemon.turn();
        assertEquals(List.of("not chat"), client.lines());
        assertEndedUnheard(client);
    }

    @Test
    void aClientThatBeginsAsTlsDoesIsClosed() {
        Client client = daemon.connect();
        client.send(new byte[] {0x16, 3, 1, 2, 0, 1, '\n', 'a', '\n'});
        daemon.turn();
        assertEquals(List.of(), client.lines());
        assertEndedUnheard(client);
    }

    @Test
    void aBeginningThatComesByteByByteIsRecognized() {
        Client client = daemon.connect();
        for (byte b : "OPTIONS *".getBytes(StandardCharsets.US_ASCII)) {
            assertFalse(client.isOutputEnded());
            client.send(new byte[] {b});
            daemon.turn();
        }
        assertEquals(HTTP_ANSWER, client.lines());
        assertEndedUnheard(client);
    }

    @Test
    void aRequestLineThatTheEndOfInputEndsIsRecognized() {
        Client client = daemon.connect();
        client.send("PROPFIND / HTTP/1.1");
        client.endInput();
        daemon.turn();
        daemon.turn();
        assertEquals(HTTP_ANSWER, client.lines());
        assertEndedUnheard(client);
    }

    private void assertEndedUnheard(Client client) {
        assertTrue(client.isOutputEnded());
        assertEquals(1, daemon.server.metrics().rejected(Rejection.NOT_CHAT));
        assertEquals(List.of(client.address() + " NOT_CHAT"), echo.calls);
        client.send("hello\n");
        daemon.turn();
        assertEquals(List.of(client.address() + " NOT_CHAT"), other.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET UP", "G", "GET", "get / http/1.1", "POST it", "I like HTTP/1.1", "HTTP/1.1", "/1.1",
        "SSH-fan", "SSH", "PUTTY", "OPTIONS", "A B HTTP/1.1", "GET  HTTP/1.1", ""})
    void otherFirstLinesAreLines(String line) {
        Client client = daemon.connect();
        client.send(line + '\n');
        daemon.turn();
        assertEquals(List.of(client.address() + ": " + line), client.lines());
        assertEquals(0, daemon.server.metrics().rejected(Rejection.NOT_CHAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "PROPFIND / HTTP/1.1", "SSH-2.0-x"})
    void laterLinesAreLines(String line) {
        Client client = daemon.connect();
        client.send("hello\n" + line + '\n');
        daemon.turn();
        client.send(line + '\n');
        daemon.turn();
        String heard = client.address() + ": " + line;
        assertEquals(List.of(client.address() + ": hello", heard, heard), client.lines());
    }

    @Test
    void aLineAfterOneOverTheLimitIsALine() {
        Client client = daemon.connect();
        client.send("x".repeat(2000) + "\nPROPFIND / HTTP/1.1\n");
        daemon.turn();
        assertEquals(List.of("too long", client.address() + ": PROPFIND / HTTP/1.1"), client.lines());
    }

    @Test
    void aPrivilegedServiceReadsEveryLine(@TempDir Path directory) {
        Path path = directory.resolve("admin");
        EchoService admin = new EchoService();
        daemon.listen(path, admin);
        Client client = daemon.connect(path);
        client.send("!whisper yes\nGET / HTTP/1.1\n");
        daemon.turn();
        assertFalse(client.isOutputEnded());
        Client second = daemon.connect(path);
        second.send("GET / HTTP/1.1\n");
        daemon.turn();
        assertFalse(second.isOutputEnded());
    }
}
