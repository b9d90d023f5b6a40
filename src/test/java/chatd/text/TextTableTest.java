package chatd.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTableTest {

    private static List<String> lines(int count, String[]... rows) {
        TextTable columns = new TextTable(count);
        for (String[] row : rows) {
            columns.row(row);
        }
        return columns.lines();
    }

    private static String[] row(String... cells) {
        return cells;
    }

    @Test
    void columnsAreAligned() {
        assertEquals(List.of("1    alice  x", "200  bo     yy", "3    c      z"),
                lines(3, row("1", "alice", "x"), row("200", "bo", "yy"), row("3", "c", "z")));
    }

    @Test
    void noLineEndsInSpaces() {
        assertEquals(List.of("a  b", "c", "", "   d"),
                lines(2, row("a", "b"), row("c", ""), row("", ""), row("", "d")));
    }

    @Test
    void anEmptyCellKeepsItsColumn() {
        assertEquals(List.of("aaa     c", "d    e  f"), lines(3, row("aaa", "", "c"), row("d", "e", "f")));
    }

    @Test
    void withoutRowsThereAreNoLines() {
        assertEquals(List.of(), lines(2));
    }

    /** A name, and its width on a terminal. */
    @ParameterizedTest
    @CsvSource({"ab, 2", "Ёж, 2", "小明, 4", "カー, 4", "e\u0301, 1", "a\u200D, 1", "\uD840\uDC00, 2", "a\u20DD, 1",
            "a小, 3", "\u1112\u1161\u11AB, 2", "\uA97C\uD7C6\uD7FB, 2", "\uD81C\uDC00, 2", "\uD822\uDF00, 2",
            "\uD82C\uDC01, 2", "\uD83E\uDEE0, 2", "\uD83E\uDEE8, 2"})
    void aCellIsAsWideAsOnATerminal(String name, int cells) {
        String expected = name + " ".repeat(6 - cells) + "  |";
        assertEquals(List.of("xxxxxx  |", expected), lines(2, row("xxxxxx", "|"), row(name, "|")));
    }

    /** Of a range of wide characters: a narrow one below, the first, the last, and a narrow one above. */
    @ParameterizedTest
    @CsvSource({"10FF, 1100, 115F, 1200", "2E7F, 2E80, 303E, 303F", "303F, 3041, 3247, 3248", "4DFF, 4E00, A4CF, A4D0",
            "A95F, A960, A97F, A984", "ABFF, AC00, D7A3, D7A4", "F8FF, F900, FAFF, FB00", "FDF0, FE10, FE19, FB1D",
            "FB1D, FE30, FE6B, FE70", "FEFE, FF01, FF60, FF61", "FFDF, FFE0, FFE6, FFE7", "16FDF, 16FE0, 18AFF, 1B300",
            "16F50, 17000, 18CD5, 1B300", "16F50, 18D00, 1B2FF, 1B300", "1F1FF, 1F200, 1F320, 1F321",
            "1F32C, 1F32D, 1F335, 1F336", "1F6D3, 1F6D5, 1F6DF, 1F6E0", "1F7DF, 1F7E0, 1F7FF, 1F800",
            "1FA6F, 1FA70, 1FAFF, 1FB00", "1F946, 1F947, 1F9FF, 1FA00", "1FFFF, 20000, 3FFFD, 3FFFE",
            "2319, 231A, 231B, 231C", "26FC, 26FD, 26FD, 26FE"})
    void wideCharactersTakeTwoCells(String below, String first, String last, String above) {
        aCellIsAsWideAsOnATerminal(character(below), 1);
        aCellIsAsWideAsOnATerminal(character(first), 2);
        aCellIsAsWideAsOnATerminal(character(last), 2);
        aCellIsAsWideAsOnATerminal(character(above), 1);
    }

    private static String character(String codePoint) {
        return Character.toString(Integer.parseInt(codePoint, 16));
    }
}
