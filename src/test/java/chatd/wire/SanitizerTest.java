package chatd.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SanitizerTest {

    private static final int REPLACEMENT = 0xFFFD;
    private static final Set<Integer> BIDI_CONTROL_AND_SEPARATORS = Set.of(
            0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069,
            0x2028, 0x2029);

    @Test
    void everyCodePointPassesOrIsReplacedByOneCharacter() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (Character.getType(c) != Character.SURROGATE) {
                String line = "a" + Character.toString(c) + "b";
                String expected = isForbidden(c) ? "a\uFFFDb" : line;
                assertEquals(expected, sanitized(line), () -> "U+" + HexFormat.of().formatHex(utf8(line)));
            }
        }
    }

    /** Input, between an a and a b, and number of U+FFFD. */
    @ParameterizedTest
    @CsvSource({
        // Continuations without a lead byte, and bytes that are never valid
        "80 BF, 2", "FF, 1", "F5 80 80 80, 4",
        // Overlong forms
        "C1 BF, 2", "E0 9F BF, 3", "F0 8F BF BF, 4",
        // Over U+10FFFF
        "F4 90 80 80, 4",
        // Truncated: one for each maximal subpart
        "C3, 1", "E2 82, 1", "F0 9F 98, 1", "F0 9F, 1", "F4 8F BF, 1", "ED 9F, 1", "E1 80 E2 F0 91 92 F1 BF, 4",
        "E2 E2 82, 2", "F0 9F 98 F0, 2",
        // The examples of the Unicode Standard: tables 3-8 (overlong), 3-9 (surrogates) and 3-10 (others)
        "C0 AF E0 80 BF F0 81 82, 8", "ED A0 80 ED BF BF ED AF, 8", "F4 91 92 93 FF, 5"})
    void aBrokenSequenceGivesOneReplacementForEachMaximalSubpart(String hex, int replacements) {
        byte[] broken = HexFormat.ofDelimiter(" ").parseHex(hex);
        byte[] in = new byte[broken.length + 2];
        in[0] = 'a';
        System.arraycopy(broken, 0, in, 1, broken.length);
        in[in.length - 1] = 'b';
        assertEquals("a" + "\uFFFD".repeat(replacements) + "b", sanitized(in));
        assertEquals("\uFFFD".repeat(replacements), sanitized(broken), "at the end of the line");
    }

    @Test
    void bytesOutsideTheLineDoNotCompleteASequence() {
        byte[] euros = utf8("€€€");
        byte[] out = new byte[euros.length * Sanitizer.MAX_GROWTH];
        int length = Sanitizer.sanitize(euros, 1, euros.length - 1, out);
        assertEquals("\uFFFD\uFFFD€\uFFFD", new String(out, 0, length, StandardCharsets.UTF_8));
    }

    @Test
    void anEmptyLineStaysEmpty() {
        assertEquals("", sanitized(""));
    }

    @Test
    void elevenMarksInARowBecomeTenAndAReplacement() {
        String ten = "\u0301\u0316".repeat(5);
        assertEquals("a" + ten, sanitized("a" + ten));
        assertEquals("a" + ten + "\uFFFD", sanitized("a" + ten + "\u0301"));
        assertEquals("a" + ten + "\uFFFDb", sanitized("a" + ten + "\u0301".repeat(99) + "b"));
        assertEquals(ten + "\uFFFD", sanitized("\u0301\u0316".repeat(50)));
    }

    @Test
    void theMarksAreCountedAnewAfterAnyOtherCharacter() {
        String ten = "\u0301".repeat(10);
        for (String other : List.of("a", "\t", "é", "Я", "א", "中", "\uD83D\uDE00", "\u200D", "한")) {
            String line = "a" + ten + other + ten;
            assertEquals(line, sanitized(line), other);
        }
        assertEquals("a" + ten + "\uFFFD" + ten, sanitized("a" + ten + "\u0007" + ten));
        assertEquals("a" + ten + "\uFFFD".repeat(2) + "b", sanitized("a" + ten + "\u0301\u0007b"));
    }

    @Test
    void everyMarkCountsAndNothingElse() {
        for (int c = 0xA0; c <= Character.MAX_CODE_POINT; c++) {
            if (Character.getType(c) != Character.SURROGATE && !isForbidden(c)) {
                boolean passes = sanitized(Character.toString(c).repeat(11)).indexOf('\uFFFD') < 0 || c == REPLACEMENT;
                assertEquals(!isMark(c), passes, Integer.toHexString(c));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"e\u0323\u0302\u0301", "קָמַץ שָׁלוֹם", "เพื่อน ที่นี่", "བསྒྲུབས་", "नमस्ते", "ක්‍ෂ",
            "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67", "❤\uFE0F", "ѣ҃", "Ӕ҄"})
    void theMarksOfLanguagesPass(String text) {
        assertEquals(text, sanitized(text));
    }

    @Test
    void aHeapOfMarksIsCutBeforeAnybodyNormalizesIt() {
        String line = "a" + "\u0301".repeat(16_383) + "\u0316".repeat(16_383);
        assertEquals("a" + "\u0301".repeat(10) + "\uFFFD", sanitized(line));
    }

    @Test
    void randomBytesAreDecodedAsByTheJdkAndForbiddenCharactersReplaced() {
        long seed = 1;
        Random random = new Random(seed);
        for (int i = 0; i < 300_000; i++) {
            byte[] in = randomBytes(random);
            String message = "seed " + seed + ", " + HexFormat.ofDelimiter(" ").formatHex(in);
            String out = sanitized(in);
            assertEquals(reference(in), out, message);
            assertEquals(out, sanitized(out), message + ": a safe line does not change");
        }
    }

    @Test
    void theOutputGrowsByTheDeclaredFactorAtMost() {
        byte[] in = new byte[10];
        Arrays.fill(in, (byte) 0xFF);
        assertArrayEquals(utf8("\uFFFD".repeat(10)), sanitize(in));
        assertEquals(in.length * Sanitizer.MAX_GROWTH, sanitize(in).length);
    }

    /** Random bytes, many of them lead bytes, continuations, or at the borders of valid ranges. */
    private static byte[] randomBytes(Random random) {
        byte[] borders = HexFormat.of().parseHex("7F808F909FA0BFC0C1C2DFE0E1E2ECEDEEEFF0F1F4F5FF00091F2041A8AA61");
        byte[] bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            switch (random.nextInt(4)) {
                case 0 -> bytes[i] = borders[random.nextInt(borders.length)];
                case 1 -> bytes[i] = (byte) (0x80 | bytes[i] & 0x3F);
                default -> { }
            }
        }
        return bytes;
    }

    private static String reference(byte[] in) {
        byte[] bytes = in.clone();
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xED && (bytes[i + 1] & 0xFF) >= 0xA0 && (bytes[i + 1] & 0xFF) <= 0xBF) {
                // The JDK replaces the three bytes of a surrogate by one character; Unicode recommends three.
                bytes[i] = (byte) 0xFF;
            }
        }
        return new String(bytes, StandardCharsets.UTF_8).codePoints()
                .map(c -> isForbidden(c) ? REPLACEMENT : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static boolean isForbidden(int c) {
        return Character.getType(c) == Character.CONTROL && c != '\t' || BIDI_CONTROL_AND_SEPARATORS.contains(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static String sanitized(String line) {
        return sanitized(utf8(line));
    }

    private static String sanitized(byte[] line) {
        byte[] out = sanitize(line);
        String text = new String(out, StandardCharsets.UTF_8);
        assertArrayEquals(utf8(text), out, "the output is well-formed");
        return text;
    }

    private static byte[] sanitize(byte[] line) {
        byte[] out = new byte[line.length * Sanitizer.MAX_GROWTH];
        int length = Sanitizer.sanitize(line, 0, line.length, out);
        assertTrue(length <= out.length);
        return Arrays.copyOf(out, length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
