package chatd.sim;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What somebody's terminal is given: whole lines of good UTF-8, and nothing in them that plays tricks. */
public final class TerminalLines {

    /** The answers to telnet's timing mark: WILL and WONT, each byte as one character. */
    private static final String TIMING_MARKS = "\u00FF[\u00FB\u00FC]\u0006";

    private TerminalLines() {
    }

    /** The lines that have come since somebody was asked last; fails if a terminal should not be given them. */
    public static List<String> by(SimulatedNetwork.Client client) {
        byte[] bytes = client.receivedBytes().replaceAll(TIMING_MARKS, "").getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
            throw new AssertionError("half a line");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            text.codePoints().filter(TerminalLines::isHarmful).findAny().ifPresent(c -> {
                throw new AssertionError("a character of the number " + c + " in " + text);
            });
            return text.lines().toList();
        } catch (CharacterCodingException e) {
            throw new AssertionError("no UTF-8", e);
        }
    }

    /** Whether a line must not have this in it. */
    public static boolean isHarmful(int c) {
        return Character.isISOControl(c) && c != '\t' && c != '\n'
                || c == 0x061C || c == 0x200E || c == 0x200F
                || c >= 0x2028 && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069;
    }
}
