package chatd.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a server is spoken to: what a client says first, and the form in which what was said comes back. */
enum Tongue {

    /** chatd without names, and all that were written to be like it. */
    PLAIN("", "", "127.0.0.1:", " has arrived", true, Integer.MAX_VALUE,
            List.of("You are ", "No one else ", "Here now: ")),
    /** chatd with names. */
    NAMED("n%d\n", "", "n", " has arrived", true, Integer.MAX_VALUE,
            List.of("You are ", "No one else ", "Here now: ", "What is your name? ")),
    /** ncat --chat: arrivals are announced without the client's port. Backlog 10. */
    NCAT("", "", null, null, false, 8, List.of("<announce> ")),
    /** ngircd. Backlog 10. */
    IRC("NICK n%d\r\nUSER b 0 * :b\r\nJOIN #b\r\n", "PRIVMSG #b :", ":n", "!~b@127.0.0.1 JOIN :#b", false, 8,
            List.of(":irc.bench.example ", "PING ", "NOTICE "));

    private final String hello;
    private final byte[] before;
    private final byte[] arrivalStart;
    private final byte[] arrivalEnd;
    private final boolean echoes;
    private final int atATime;
    private final List<byte[]> privateStarts;

    Tongue(String hello, String before, String arrivalStart, String arrivalEnd, boolean echoes, int atATime,
            List<String> privateStarts) {
        this.hello = hello;
        this.before = bytes(before);
        this.arrivalStart = arrivalStart == null ? null : bytes(arrivalStart);
        this.arrivalEnd = arrivalEnd == null ? null : bytes(arrivalEnd);
        this.echoes = echoes;
        this.atATime = atATime;
        this.privateStarts = privateStarts.stream().map(Tongue::bytes).toList();
    }

    /** What a client says as soon as it is connected from this port. */
    byte[] hello(int port) {
        return bytes(String.format(hello, port));
    }

    /** What a client writes before a line that it says to all. */
    byte[] before() {
        return before;
    }

    byte[] lineEnding() {
        return bytes(this == IRC ? "\r\n" : "\n");
    }

    /** Whether people receive what they say themselves. */
    boolean echoes() {
        return echoes;
    }

    /** How many may connect before the server must be waited for. */
    int atATime() {
        return atATime;
    }

    /** Whether all are told who arrived, so that the ports of the clients can be read off. */
    boolean announces() {
        return arrivalStart != null;
    }

    /** The port of whoever arrived, if this line says so; else -1. */
    int arrival(byte[] line, int length) {
        if (arrivalStart == null || !startsWith(line, length, arrivalStart)) {
            return -1;
        }
        int port = 0;
        int at = arrivalStart.length;
        while (at < length && line[at] >= '0' && line[at] <= '9') {
            port = port * 10 + line[at++] - '0';
        }
        boolean ends = length - at == arrivalEnd.length;
        for (int i = 0; ends && i < arrivalEnd.length; i++) {
            ends = line[at + i] == arrivalEnd[i];
        }
        return ends ? port : -1;
    }

    /** Whether only the client that has this port received this line. */
    boolean isPrivate(byte[] line, int length, int port) {
        for (byte[] start : privateStarts) {
            if (startsWith(line, length, start)) {
                return true;
            }
        }
        return length == 0 || arrival(line, length) == port;
    }

    private static boolean startsWith(byte[] line, int length, byte[] start) {
        if (length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (line[i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
