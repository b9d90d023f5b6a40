package chatd.sim;

import java.util.List;

/**
 * A client of another protocol.
 *
 * @param beginning what it sends first, one byte for each character
 * @param answer the lines that it must receive
 */
record Foreign(String beginning, List<String> answer) {

    private static final String WORDS = "This is a chat server. Join it with netcat: nc HOST PORT";
    private static final List<String> HTTP = List.of("HTTP/1.1 400 Bad Request\r",
            "Content-Type: text/plain; charset=utf-8\r", "Connection: close\r", "\r", WORDS);

    static final List<Foreign> ALL = List.of(
            new Foreign("POST / HTTP/1.1\r\nHost: localhost:8000\r\n\r\n/name boss\nwe meet at 5\n", HTTP),
            new Foreign("GET /" + "x".repeat(2000) + " HTTP/1.1\r\n\r\n", HTTP),
            new Foreign("OPTIONS * HTTP/1.0\r\n\r\n", HTTP),
            new Foreign("SSH-2.0-OpenSSH_9.9\r\n", List.of(WORDS)),
            new Foreign("\u0016\u0003\u0001\u0002\0hello\nhello\n", List.of()));
}
