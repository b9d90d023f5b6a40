package chatd.chat;

import java.util.Arrays;

/** The control character BEL, which makes a terminal beep. The server sends no other control character but LF. */
final class Bell {

    private static final char BEL = '\u0007';

    private Bell() {
    }

    /** Returns the line with a BEL at its end. */
    static String after(String line) {
        return line + BEL;
    }

    /** Returns a copy of an encoded line, which ends with LF, with a BEL before the LF. */
    static byte[] after(byte[] line) {
        byte[] ringing = Arrays.copyOf(line, line.length + 1);
        ringing[line.length - 1] = BEL;
        ringing[line.length] = '\n';
        return ringing;
    }

    /**
     * Whether a text contains a name as a whole word, in any case.
     *
     * @param foldedName the name as {@link Names#fold} has it
     * @param folded the text as {@link Names#foldText} has it
     */
    static boolean isFor(String foldedName, String folded) {
        for (int i = folded.indexOf(foldedName); i >= 0; i = folded.indexOf(foldedName, i + 1)) {
            int end = i + foldedName.length();
            if ((i == 0 || !isOfWord(folded.codePointBefore(i)))
                    && (end == folded.length() || !isOfWord(folded.codePointAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfWord(int c) {
        return Character.isLetterOrDigit(c) || Character.isIdeographic(c) || c == '_' || c == '-';
    }
}
