package chatd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {

    private static final int MAX = 16;

    private final Line line = new Line(MAX);

    @ParameterizedTest
    @ValueSource(strings = {"", " \t \t ", "\u3000", " \u2003\t", "\u00A0 \u202F", "\u2800", "\u3164", "\u034F",
            "\u180B", "\uFE0F\u2065", "\u1680\uDB40\uDC00"})
    void whiteSpaceIsBlank(String text) {
        take(text);
        assertTrue(line.isBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\t0 ", "\u00A0x", "я", "\u3000\uD83D\uDE00", "\uFFFD", "\u0085"})
    void aVisibleCharacterIsNotBlank(String text) {
        take(text);
        assertFalse(line.isBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void bytesAroundTheLineDoNotMakeItVisible(String text) {
        byte[] buffer = ("x" + text + "x").getBytes(StandardCharsets.UTF_8);
        line.set(buffer, 1, buffer.length - 1);
        assertTrue(line.isBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"with\ttab", "текст", "😀", ""})
    void safeBytesAreNotCopied(String text) {
        byte[] buffer = ("..." + text + "...").getBytes(StandardCharsets.UTF_8);
        line.set(buffer, 3, buffer.length - 3);
        assertSame(buffer, line.bytes());
        assertContent(text);
    }

    @Test
    void unsafeBytesAreSanitized() {
        take("a\u001Bя");
        assertContent("a\uFFFDя");
    }

    @Test
    void nothingOfThePreviousLineIsLeft() {
        take("a long line");
        byte[] buffer = "hello".getBytes(StandardCharsets.UTF_8);
        line.set(buffer, 2, 4);
        assertContent("ll");
        take("ой");
        assertContent("ой");
        assertEquals("hello", new String(buffer, StandardCharsets.UTF_8), "the buffer is not changed");
    }

    @Test
    void aLineOfTheLimitFitsEvenIfEachByteIsReplaced() {
        byte[] broken = new byte[MAX];
        Arrays.fill(broken, (byte) 0xFF);
        line.set(broken, 0, MAX);
        assertContent("\uFFFD".repeat(MAX));
    }

    /** Takes a text with other bytes around it. */
    private void take(String text) {
        byte[] raw = ("(" + text + ")").getBytes(StandardCharsets.UTF_8);
        line.set(raw, 1, raw.length - 1);
    }

    private void assertContent(String text) {
        assertEquals(text, new String(line.bytes(), line.offset(), line.length(), StandardCharsets.UTF_8));
        assertEquals(text, line.toString());
    }
}
