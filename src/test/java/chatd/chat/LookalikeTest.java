package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookalikeTest {

    private final Lookalike notices = new Lookalike(List.of("login", "has left", "отключён за бездействие", "已退出"));

    @ParameterizedTest
    @ValueSource(strings = {"login", "  login\u3000", "lo\u2065gin", "login\uFFF0", "\uDB40\uDC00login", "ｌｏｇｉｎ",
            "l\u200Bo\u00ADgin\u2800", "has left", "has\u1680left", "has \u00A0 \u200B left", "has\u2800left",
            "has\u3164left", "has \u115F left", "\u3164has\u2003left", "отключе\u0308н за бездеи\u0306ствие",
            "已\u2800退出"})
    void aLineThatIsShownAsANoticeIsRecognized(String line) {
        assertTrue(notices.matches(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "logi", "login.", "login again", "Login", "log in", "has", "has ", "hasleft",
            "has\u200Bleft", "has left\u0301", "h as left", "has left has left", "\u2800", "отключен за бездействие",
            "已退", "已退出了"})
    void aLineThatIsShownOtherwiseIsNot(String line) {
        assertFalse(notices.matches(line));
    }

    @Test
    void aLineIsReadOnlyUpToTheFirstDifference() {
        CountedText text = new CountedText("logix" + "\u0301".repeat(16_383) + "\u0316".repeat(16_383));
        assertFalse(notices.matches(text));
        assertTrue(text.reads < 100, text.reads + " reads");
    }

    @Test
    void invisibleCharactersAreReadOnceForEachNotice() {
        int length = 60_000;
        CountedText text = new CountedText("\uDB40\uDC00\u2065 ".repeat(length / 4));
        assertFalse(notices.matches(text));
        assertTrue(text.reads <= 2 * 4 * length, text.reads + " reads");
        assertEquals(length, text.length());
    }

    /** Counts how often a character is read. */
    private static final class CountedText implements CharSequence {

        private final String text;
        private int reads;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            throw new UnsupportedOperationException();
        }
    }
}
