package chatd.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A server's protocol: the first bytes a client sends, and the form in which others receive a line. */
enum Protocol {

    /** chatd without names, and the servers written to match it. */
    PLAIN("", "", "127.0.0.1:", " has arrived", true, Integer.MAX_VALUE,
            List.of("You are ", "No one else ", "Here now: ")),
    /** chatd, in a room to which clients move from the lobby. */
    ROOM("", "", "127.0.0.1:", " has joined from #lobby", true, Integer.MAX_VALUE,
            List.of("You are ", "No one else ", "Here now: ")),
    /** chatd with names. */
    NAMED("n%d\n", "", "n", " has arrived", true, Integer.MAX_VALUE,
            List.of("You are ", "No one else ", "Here now: ", "What is your name? ")),
    /** ncat --chat: arrivals are announced without the client's port. Backlog 10. */
    NCAT("", "", null, null, false, 8, List.of("<announce> ")),
    /** ngircd. Backlog 10. */
    IRC("NICK n%d\r\nUSER b 0 * :b\r\nJOIN #b\r\n", "PRIVMSG #b :", ":n", "!~b@127.0.0.1 JOIN :#b", false, 8,
            List.of(":irc.bench.example ", "PING ", "NOTICE "));

    private static final byte[] MOVED = bytes(" has moved to #");

    private final String hello;
    private final byte[] before;
    private final byte[] arrivalStart;
    private final byte[] arrivalEnd;
    private final boolean echoes;
    private final int atATime;
    private final List<byte[]> privateStarts;

    Protocol(String hello, String before, String arrivalStart, String arrivalEnd, boolean echoes, int atATime,
            List<String> privateStarts) {
        this.hello = hello;
        this.before = bytes(before);
        this.arrivalStart = arrivalStart == null ? null : bytes(arrivalStart);
        this.arrivalEnd = arrivalEnd == null ? null : bytes(arrivalEnd);
        this.echoes = echoes;
        this.atATime = atATime;
        this.privateStarts = privateStarts.stream().map(Protocol::bytes).toList();
    }

    /** The first bytes of a client connected from this port. */
    byte[] hello(int port) {
        return bytes(String.format(hello, port));
    }

    /** Written before each line for all. */
    byte[] before() {
        return before;
    }

    byte[] lineEnding() {
        return bytes(this == IRC ? "\r\n" : "\n");
    }

    /** Whether clients receive their own lines. */
    boolean echoes() {
        return echoes;
    }

    /** How many clients may connect before the server must answer. */
    int atATime() {
        return atATime;
    }

    /** Whether arrival notices contain the client's port. */
    boolean announces() {
        return arrivalStart != null;
    }

    /** The port of the arriving client, if this line is an arrival notice; else -1. */
    int arrival(byte[] line, int length) {
        return port(line, length, arrivalEnd, true);
    }

    /** The port of the client, if this line is the notice that a client has moved to another room; else -1. */
    int move(byte[] line, int length) {
        return port(line, length, MOVED, false);
    }

    private int port(byte[] line, int length, byte[] after, boolean isWhole) {
        if (arrivalStart == null || !startsWith(line, length, arrivalStart)) {
            return -1;
        }
        int port = 0;
        int at = arrivalStart.length;
        while (at < length && line[at] >= '0' && line[at] <= '9') {
            port = port * 10 + line[at++] - '0';
        }
        boolean ends = isWhole ? length - at == after.length : length - at >= after.length;
        for (int i = 0; ends && i < after.length; i++) {
            ends = line[at + i] == after[i];
        }
        return ends ? port : -1;
    }

    /** Whether this is a line that only the client with this port receives. */
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
