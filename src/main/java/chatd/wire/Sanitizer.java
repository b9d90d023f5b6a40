package chatd.wire;

/**
 * Makes the bytes of a line safe for the terminals of other members. Replaces with U+FFFD: invalid UTF-8, control
 * characters except TAB (C0, DEL, C1), Unicode's Bidi_Control characters, and the line and paragraph separators
 * (U+2028, U+2029). Of combining marks in a row only the first {@value #MOST_MARKS} pass, and one U+FFFD stands for the
 * others: a longer row is no text of any language, hides the lines around it, and takes normalizing quadratic time.
 *
 * <p>Each maximal subpart of an ill-formed sequence becomes one U+FFFD, as Unicode recommends ("U+FFFD Substitution of
 * Maximal Subparts", section 3.9) and browsers do. Well-formed sequences are those of table 3-7 in the Unicode
 * standard.
 */
public final class Sanitizer {

    /** The output is at most this many times as long as the input: one invalid byte becomes the three of U+FFFD. */
    public static final int MAX_GROWTH = 3;
    /** Combining marks that pass in a row. The stream-safe text format of Unicode (UAX #15) allows 30. */
    static final int MOST_MARKS = 10;

    private static final byte DEL = 0x7F;
    /** The lead bytes of two-byte sequences of which some are marks: bit k stands for the byte 0xC0 + k. */
    private static final long LEADS_OF_MARKS = 1L << 0x0C | 1L << 0x0D | 1L << 0x12 | 1L << 0x16 | 1L << 0x17;
    private static final byte LEAD_OF_HEBREW = (byte) 0xD7;
    /** From here on, the sequences of the lead byte of Hebrew are letters. */
    private static final byte HEBREW_LETTERS = (byte) 0x90;

    private Sanitizer() {
    }

    /**
     * Sanitizes {@code in[from..to)}, which must be a whole line.
     *
     * @param out receives the output from index 0 on; must have room for {@link #MAX_GROWTH} times the input
     * @return the length of the output in bytes
     */
    static int sanitize(byte[] in, int from, int to, byte[] out) {
        int length = 0;
        int i = from;
        while (i < to) {
            int end = safeRun(in, i, to);
            System.arraycopy(in, i, out, length, end - i);
            length += end - i;
            i = end;
            if (i < to) {
                out[length++] = (byte) 0xEF;
                out[length++] = (byte) 0xBF;
                out[length++] = (byte) 0xBD;
                i = skip(in, i, to);
            }
        }
        return length;
    }

    /** The index after the unsafe sequence at {@code i}; marks in a row are one sequence. */
    private static int skip(byte[] in, int i, int to) {
        int next = i + Math.abs(sequenceLength(in, i, to));
        if (isMarkAt(in, i, to)) {
            while (next < to && isMarkAt(in, next, to)) {
                next += sequenceLength(in, next, to);
            }
        }
        return next;
    }

    private static boolean isMarkAt(byte[] in, int i, int to) {
        int size = sequenceLength(in, i, to);
        return size > 1 && isMark(codePoint(in, i, size));
    }

    /**
     * The index of the first unsafe byte of {@code in[from..to)}, or {@code to}. Line endings are unsafe, and so is a
     * sequence that is incomplete at {@code to}.
     */
    static int safeRun(byte[] in, int from, int to) {
        int i = ByteScan.printableRun(in, from, to);
        return i == to || isControl(in[i]) ? i : mixedRun(in, i, to);
    }

    /** {@link #safeRun} for text that is not all ASCII. */
    private static int mixedRun(byte[] in, int from, int to) {
        int marks = 0;
        int i = from;
        while (i < to) {
            byte b = in[i];
            if (isLeadOfLetters(b) && isContinuation(in, i + 1, to)) {
                i += 2;
                marks = 0;
            } else if (b >= 0) {
                if (isControl(b)) {
                    return i;
                }
                // In most texts that are not ASCII, this is a single blank between words: a scan would find no more.
                i++;
                if (i < to && in[i] > ' ') {
                    i = ByteScan.printableRun(in, i, to);
                }
                marks = 0;
            } else if (isLeadOfChinese(b) && isContinuation(in, i + 1, to) && isContinuation(in, i + 2, to)) {
                i += 3;
                marks = 0;
            } else if (isHebrewLetter(in, i, to)) {
                i += 2;
                marks = 0;
            } else {
                int size = sequenceLength(in, i, to);
                if (size < 2) {
                    return i;
                }
                int codePoint = codePoint(in, i, size);
                marks = isMark(codePoint) ? marks + 1 : 0;
                if (marks > MOST_MARKS || !isHarmless(codePoint)) {
                    return i;
                }
                i += size;
            }
        }
        return i;
    }

    /** Whether an ASCII byte is a control character other than TAB. */
    private static boolean isControl(byte b) {
        return b >= 0 && b < ' ' && b != '\t' || b == DEL;
    }

    /**
     * Whether all sequences of this lead byte are harmless and none is a mark. This fast path is for most of U+00C0 to
     * U+057F, such as Greek and Cyrillic letters.
     */
    private static boolean isLeadOfLetters(byte b) {
        return b >= (byte) 0xC3 && b < (byte) 0xD8 && (LEADS_OF_MARKS >> b & 1) == 0;
    }

    /** Whether this lead byte begins U+4000 to U+9FFF, most Chinese characters: none is harmful, and none is a mark. */
    private static boolean isLeadOfChinese(byte b) {
        return b >= (byte) 0xE4 && b <= (byte) 0xE9;
    }

    private static boolean isContinuation(byte[] in, int i, int to) {
        return i < to && in[i] < (byte) 0xC0;
    }

    private static boolean isHebrewLetter(byte[] in, int i, int to) {
        return in[i] == LEAD_OF_HEBREW && isContinuation(in, i + 1, to) && in[i + 1] >= HEBREW_LETTERS;
    }

    private static boolean isMark(int codePoint) {
        // From Bopomofo to Yi, which holds the Chinese characters, and among the Hangul syllables there is none.
        if (codePoint < 0x300 || codePoint >= 0x3100 && codePoint < 0xA66F
                || codePoint >= 0xAC00 && codePoint < 0xD7A4) {
            return false;
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** The length of the well-formed sequence at {@code i}, or minus the length of the ill-formed one; in bytes. */
    static int sequenceLength(byte[] in, int i, int to) {
        int lead = in[i] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return -1;
        }
        int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        for (int k = 1; k < size; k++) {
            int b = i + k < to ? in[i + k] & 0xFF : -1;
            if (b < lowest || b > highest) {
                return -k;
            }
            lowest = 0x80;
            highest = 0xBF;
        }
        return size;
    }

    static int codePoint(byte[] in, int i, int size) {
        int codePoint = in[i] & 0xFF >> size + 1;
        for (int k = 1; k < size; k++) {
            codePoint = codePoint << 6 | in[i + k] & 0x3F;
        }
        return codePoint;
    }

    private static boolean isHarmless(int codePoint) {
        if (codePoint < 0xA0) {
            return false;
        }
        return switch (codePoint) {
            case 0x061C, 0x200E, 0x200F -> false;
            case 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E -> false;
            case 0x2066, 0x2067, 0x2068, 0x2069 -> false;
            default -> true;
        };
    }
}
