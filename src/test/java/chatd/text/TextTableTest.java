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
            "a小, 3"})
    void aCellIsAsWideAsOnATerminal(String name, int cells) {
        String expected = name + " ".repeat(6 - cells) + "  |";
        assertEquals(List.of("xxxxxx  |", expected), lines(2, row("xxxxxx", "|"), row(name, "|")));
    }

    /** For each block of wide characters: a narrow one below, the first, the last, and a narrow one above. */
    @ParameterizedTest
    @CsvSource({"10FF, 1100, 115F, 1160", "2E7F, 2E80, 303E, 303F", "303F, 3041, A4CF, A4D0", "ABFF, AC00, D7A3, D7A4",
            "F8FF, F900, FAFF, FB00", "FE1F, FE30, FE6F, FE70", "FEFE, FF00, FF60, FF61", "FFDF, FFE0, FFE6, FFE7",
            "1F2FF, 1F300, 1F64F, 1F650", "1F8FF, 1F900, 1F9FF, 1FA00", "1FFFF, 20000, 3FFFD, 3FFFE"})
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
