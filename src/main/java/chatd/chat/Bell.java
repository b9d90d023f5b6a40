package chatd.chat;

import java.util.Arrays;

/** The control character BEL, which makes a terminal sound: the only one that the server ever sends. */
final class Bell {

    private static final char BEL = '\u0007';

    private Bell() {
    }

    /** A line with a bell at its end. */
    static String after(String line) {
        return line + BEL;
    }

    /** The same for an encoded line with its LF, which is not written to. */
    static byte[] after(byte[] line) {
        byte[] ringing = Arrays.copyOf(line, line.length + 1);
        ringing[line.length - 1] = BEL;
        ringing[line.length] = '\n';
        return ringing;
    }

    /**
     * Whether a text has a name as a word, in any case.
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
