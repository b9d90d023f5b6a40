package chatd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checked against the Unicode data of the JDK, as far as it has the properties. */
class VisibilityTest {

    /** Format characters that Unicode takes out of Default_Ignorable_Code_Point. */
    private static final String SHOWN_OR_ANNOTATING = "[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\uFFF9-\uFFFB"
            + "\\x{110BD}\\x{110CD}\\x{13430}-\\x{1343F}]";

    @Test
    void whiteSpaceIsThatOfUnicode() {
        Pattern whiteSpace = Pattern.compile("\\p{IsWhite_Space}");
        assertNone(c -> whiteSpace.matcher(Character.toString(c)).matches() == Visibility.isWhiteSpace(c));
    }

    @Test
    void everyFormatCharacterIsIgnoredButForTheVisibleOnes() {
        assertNone(c -> Character.getType(c) != Character.FORMAT || Visibility.isDefaultIgnorable(c)
                || Character.toString(c).matches(SHOWN_OR_ANNOTATING));
    }

    /** The rest of Default_Ignorable_Code_Point: joiners of graphemes, fillers, variation selectors, unassigned. */
    @Test
    void noOtherCharacterIsDefaultIgnorable() {
        String others = "[\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180D\u180F\u2065\u3164\uFE00-\uFE0F\uFFA0\uFFF0-\uFFF8"
                + "\\x{E0000}-\\x{E0FFF}]";
        assertNone(c -> Visibility.isDefaultIgnorable(c)
                == (Character.getType(c) == Character.FORMAT && !Character.toString(c).matches(SHOWN_OR_ANNOTATING)
                || Character.toString(c).matches(others)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x2065, 0xFFF0, 0xFFF8, 0xE0000, 0xE0002, 0xE0080, 0xE0FFF})
    void anUnassignedDefaultIgnorableIsInvisible(int codePoint) {
        assertEquals(Character.UNASSIGNED, Character.getType(codePoint));
        assertFalse(Visibility.isVisible(codePoint));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x2800, 0x3164, 0x115F, 0x1160, 0xFFA0, 0x034F, 0x17B4, 0x17B5, 0x180B, 0x180E, 0x180F, 0xFE00,
            0xFE0F, 0x1680, 0x85, 0xA0, 0x2028, 0x3000, 0xFEFF, 0xFFF9, 0x13430, 0x1D159, 0x13441, 0x16FE4, 0xFFFC})
    void whatLooksLikeNothingOrABlankIsInvisible(int codePoint) {
        assertFalse(Visibility.isVisible(codePoint));
    }

    @ParameterizedTest
    @ValueSource(ints = {'a', '.', 0xA1, 0x301, 0x600, 0x6DD, 0x110BD, 0x2801, 0x3163, 0x17B6, 0xFE10, 0xFFFD, 0xE1000,
            0x1F600, 0xE000, 0x378})
    void anyOtherCharacterIsVisible(int codePoint) {
        assertTrue(Visibility.isVisible(codePoint));
    }

    @Test
    void aTextAndItsBytesAreBlankAlike() {
        for (String text : List.of("", " \t", "\u2800\uDB40\uDC01 \u3164", "\u2065", "\uD83D\uDE00", "\u200D\u200Dя",
            "é",
                "\u00A0\uFE0F", " a")) {
            byte[] bytes = ("x" + text + "x").getBytes(StandardCharsets.UTF_8);
            boolean isBlank = text.codePoints().noneMatch(Visibility::isVisible);
            assertEquals(isBlank, Visibility.isBlank(text), text);
            assertEquals(isBlank, Visibility.invisibleRun(bytes, 1, bytes.length - 1) == bytes.length - 1, text);
        }
    }

    private static void assertNone(IntPredicate holds) {
        List<String> others = new ArrayList<>();
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(c -> Character.getType(c) != Character.SURROGATE)
                .filter(holds.negate()).forEach(c -> others.add(Integer.toHexString(c)));
        assertEquals(List.of(), others);
    }
}
