package chatd.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Aligns columns for a terminal, where a Chinese character takes two cells and a combining mark none. The last column
 * is not padded.
 */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final List<int[]> widths = new ArrayList<>();
    private final int[] widest;

    /** @param columns number of columns, at least 1 */
    public TextTable(int columns) {
        widest = new int[columns - 1];
    }

    /**
     * Adds a row.
     *
     * @param cells one text for each column
     */
    public void row(String... cells) {
        int[] row = new int[widest.length];
        for (int column = 0; column < row.length; column++) {
            row[column] = width(cells[column]);
            widest[column] = Math.max(widest[column], row[column]);
        }
        rows.add(cells);
        widths.add(row);
    }

    /** The rows as lines with aligned columns. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            lines.add(line(rows.get(i), widths.get(i)));
        }
        return lines;
    }

    private String line(String[] cells, int[] width) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widest.length; column++) {
            line.append(cells[column]).append(" ".repeat(widest[column] - width[column])).append(GAP);
        }
        return line.append(cells[widest.length]).toString().stripTrailing();
    }

    private static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += cells(text.codePointAt(i));
        }
        return width;
    }

    private static int cells(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isJoiningHangul(codePoint) ? 0 : WideCharacters.contain(codePoint) ? 2 : 1;
        };
    }

    /** Vowels and final consonants of old Hangul (jungseong, jongseong), drawn into the syllable before them. */
    private static boolean isJoiningHangul(int c) {
        return c >= 0x1160 && c <= 0x11FF || c >= 0xD7B0 && c <= 0xD7FF;
    }
}
