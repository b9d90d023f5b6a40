package chatd.wire;

/**
 * Whether people see a character. This class alone decides that, for lines and for names, by properties of Unicode.
 *
 * <p>Invisible are white space (White_Space), the characters that a renderer shows nothing for
 * (Default_Ignorable_Code_Point, which includes some unassigned ones), the other format characters, and the few that
 * look like a blank though they are letters or symbols.
 */
public final class Visibility {

    /** The ranges of Default_Ignorable_Code_Point, in ascending order: first and last code point of each. */
    private static final int[] DEFAULT_IGNORABLE = {
        0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B, 0x200F,
        0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8,
        0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF};

    private Visibility() {
    }

    /** Whether people see nothing of a text: it is empty, or has only invisible characters. */
    public static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (isVisible(text.codePointAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The index of the first visible character of {@code utf8[from..to)}, which must be valid UTF-8, or {@code to}. */
    static int invisibleRun(byte[] utf8, int from, int to) {
        int i = from;
        while (i < to) {
            int size = Sanitizer.sequenceLength(utf8, i, to);
            if (isVisible(size == 1 ? utf8[i] : Sanitizer.codePoint(utf8, i, size))) {
                return i;
            }
            i += size;
        }
        return i;
    }

    /** Whether people see this character. */
    public static boolean isVisible(int codePoint) {
        return !isWhiteSpace(codePoint) && !isIgnored(codePoint) && !looksBlank(codePoint);
    }

    /** Whether it is White_Space. */
    public static boolean isWhiteSpace(int codePoint) {
        return codePoint == ' ' || codePoint >= '\t' && codePoint <= '\r' || codePoint == 0x85
                || codePoint >= 0xA0 && Character.isSpaceChar(codePoint);
    }

    /** Whether nothing is shown for it, not even a blank. */
    public static boolean isIgnored(int codePoint) {
        return codePoint >= 0xA0 && (isDefaultIgnorable(codePoint) || isOtherFormat(codePoint));
    }

    /** Whether it is no white space, but is shown as a blank, at least by some terminals. */
    public static boolean looksBlank(int codePoint) {
        return switch (codePoint) {
            // The fillers of Hangul and Khitan, the empty Braille pattern, the object replacement character, the null
            // notehead, and the blanks of the Egyptian hieroglyphs.
            case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x16FE4, 0x2800, 0xFFFC, 0x1D159, 0x13441, 0x13442 -> true;
            default -> false;
        };
    }

    static boolean isDefaultIgnorable(int codePoint) {
        for (int i = 0; i < DEFAULT_IGNORABLE.length && codePoint >= DEFAULT_IGNORABLE[i]; i += 2) {
            if (codePoint <= DEFAULT_IGNORABLE[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Whether this is a format character that terminals do not show: one without Prepended_Concatenation_Mark. */
    private static boolean isOtherFormat(int codePoint) {
        return Character.getType(codePoint) == Character.FORMAT && !isPrepended(codePoint);
    }

    private static boolean isPrepended(int codePoint) {
        return switch (codePoint) {
            case 0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD,
                    0x110CD -> true;
            default -> false;
        };
    }
}
