package chatd.sim;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The lines that a client's terminal receives: complete lines of valid UTF-8 without harmful characters. */
public final class TerminalLines {

    /** Answers to a telnet timing mark: WILL and WONT, one character for each byte. */
    private static final String TIMING_MARKS = "\u00FF[\u00FB\u00FC]\u0006";

    private static final Pattern HEAP_OF_MARKS = Pattern.compile("\\p{M}{11}");

    private TerminalLines() {
    }

    /** The lines received since the last call; fails if a terminal must not receive them. */
    public static List<String> by(SimulatedNetwork.Client client) {
        return lines(client.receivedBytes());
    }

    /** The lines of a member that may have turned the bell on: a BEL may stand at the end of each line. */
    public static List<String> ofMemberWithBell(SimulatedNetwork.Client client) {
        return lines(client.receivedBytes().replace("\u0007\n", "\n"));
    }

    private static List<String> lines(String received) {
        byte[] bytes = received.replaceAll(TIMING_MARKS, "").getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
            throw new AssertionError("half a line");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            text.codePoints().filter(TerminalLines::isHarmful).findAny().ifPresent(c -> {
                throw new AssertionError("character " + c + " in " + text);
            });
            if (HEAP_OF_MARKS.matcher(text).find()) {
                throw new AssertionError("a heap of marks in " + text);
            }
            return text.lines().toList();
        } catch (CharacterCodingException e) {
            throw new AssertionError("invalid UTF-8", e);
        }
    }

    /** Whether a line must not contain this character. */
    public static boolean isHarmful(int c) {
        return Character.isISOControl(c) && c != '\t' && c != '\n'
                || c == 0x061C || c == 0x200E || c == 0x200F
                || c >= 0x2028 && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069;
    }
}
