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
    void noLineEndsWithSpaces() {
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

    /** A name, and how many cells it takes on a terminal. */
    @ParameterizedTest
    @CsvSource({"ab, 2", "Ёж, 2", "小明, 4", "ひら, 4", "カナ, 4", "한글, 4", "e\u0301, 1", "ب\u064E, 1", "a\u200D, 1",
            "\uD840\uDC00, 2", "a\u20DD, 1", "שלום, 4", "a小, 3"})
    void aCellIsAsWideAsATerminalShowsIt(String name, int cells) {
        String expected = name + " ".repeat(6 - cells) + "  |";
        assertEquals(List.of("xxxxxx  |", expected), lines(2, row("xxxxxx", "|"), row(name, "|")));
    }

    /** Code points, and how many cells each takes: the first and the last wide one of a block, and their neighbours. */
    @ParameterizedTest
    @CsvSource({"10FF, 1", "1100, 2", "115F, 2", "1160, 1", "2E7F, 1", "2E80, 2", "303E, 2", "303F, 1", "3041, 2",
            "A4CF, 2", "A4D0, 1", "ABFF, 1", "AC00, 2", "D7A3, 2", "D7A4, 1", "F8FF, 1", "F900, 2", "FAFF, 2", "FB00, 1",
            "FE1F, 1", "FE30, 2", "FE6F, 2", "FE70, 1", "FEFE, 1", "FF00, 2", "FF60, 2", "FF61, 1", "FFDF, 1", "FFE0, 2",
            "FFE6, 2", "FFE7, 1", "1F2FF, 1", "1F300, 2", "1F64F, 2", "1F650, 1", "1F8FF, 1", "1F900, 2", "1F9FF, 2",
            "1FA00, 1", "1FFFF, 1", "20000, 2", "3FFFD, 2", "3FFFE, 1"})
    void theRangesOfWideCharactersEndWhereUnicodeSays(String codePoint, int cells) {
        aCellIsAsWideAsATerminalShowsIt(Character.toString(Integer.parseInt(codePoint, 16)), cells);
    }

    /** Letters that may stand in a name and that Unicode's EastAsianWidth.txt calls wide. */
    @ParameterizedTest
    @CsvSource({"カー, 4", "ㄅㄆ, 4", "ꀀ, 2", "々〆, 4"})
    void everyWideLetterTakesTwoCells(String name, int cells) {
        aCellIsAsWideAsATerminalShowsIt(name, cells);
    }
}
