package chatd.chat;

import chatd.wire.Visibility;
import java.text.Normalizer;
import java.util.List;

/**
 * Recognizes lines that look like one of a few notices, though they need not be equal to it: with invisible characters,
 * other blanks, or letters of another width between and around. It reads a line from the start up to the first
 * character that the notice does not have there, so its work does not depend on what follows.
 */
final class Lookalike {

    private final List<int[]> notices;

    Lookalike(List<String> notices) {
        this.notices = notices.stream().map(notice -> decomposed(notice).codePoints().toArray()).toList();
    }

    /** Whether a reader would take the text for one of the notices. */
    boolean matches(CharSequence text) {
        return notices.stream().anyMatch(notice -> new Reading(notice).matches(text));
    }

    /** Characters that are shown alike, such as a full-width letter and the usual one, become one; the rest stays. */
    private static String decomposed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD);
    }

    /** How far a text has agreed with a notice. */
    private static final class Reading {

        private final int[] notice;
        private int position;
        /** Blanks at this place of the text. */
        private boolean hasBlank;
        /** Something at this place of the text may be shown as a blank, or as nothing. */
        private boolean mayHaveBlank;

        Reading(int[] notice) {
            this.notice = notice;
        }

        boolean matches(CharSequence text) {
            for (int i = 0; i < text.length();) {
                int c = Character.codePointAt(text, i);
                if (!agrees(c)) {
                    return false;
                }
                i += Character.charCount(c);
            }
            return position == notice.length;
        }

        private boolean agrees(int typed) {
            if (typed < 0x80 || !Visibility.isVisible(typed)) {
                return agreesAsShown(typed);
            }
            return decomposed(Character.toString(typed)).codePoints().allMatch(this::agreesAsShown);
        }

        private boolean agreesAsShown(int shown) {
            if (Visibility.isWhiteSpace(shown)) {
                hasBlank = true;
            } else if (Visibility.looksBlank(shown)) {
                mayHaveBlank = true;
            } else if (!Visibility.isIgnored(shown)) {
                return agreesAsVisible(shown);
            }
            return true;
        }

        private boolean agreesAsVisible(int visible) {
            boolean wantsBlank = position < notice.length && notice[position] == ' ';
            if (wantsBlank ? !hasBlank && !mayHaveBlank : hasBlank && position > 0) {
                return false;
            }
            position += wantsBlank ? 1 : 0;
            hasBlank = false;
            mayHaveBlank = false;
            return position < notice.length && notice[position++] == visible;
        }
    }
}
