package chatd.text;

import java.util.Collection;

/** Finds the word that somebody may have meant. */
public final class Spelling {

    private static final int LONGEST = 16;
    private static final int SHORT = 4;
    private static final int MOST_EDITS = 2;

    private Spelling() {
    }

    /**
     * The word that begins with what was typed, or differs least from it: by one letter that is wrong, missing, too many
     * or swapped with the next, by two in a longer word. Null if there is none. A word of one letter is never suggested.
     *
     * @param typed of any length; a long text is not looked at
     * @param words the first of several that are equally near is returned
     */
    public static String nearest(String typed, Collection<String> words) {
        if (typed.length() < 2 || typed.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        int fewest = (typed.length() <= SHORT ? 1 : MOST_EDITS) + 1;
        for (String word : words) {
            if (word.startsWith(typed)) {
                return word;
            }
            int edits = word.length() < 2 ? fewest : edits(typed, word);
            if (edits < fewest) {
                nearest = word;
                fewest = edits;
            }
        }
        return nearest;
    }

    /** The optimal string alignment distance. */
    private static int edits(String one, String other) {
        int[][] edits = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : fewest(edits, one, i, other, j);
            }
        }
        return edits[one.length()][other.length()];
    }

    private static int fewest(int[][] edits, String one, int i, String other, int j) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int fewest = Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
    }
}
