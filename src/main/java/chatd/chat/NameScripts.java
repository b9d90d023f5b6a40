package chatd.chat;

import static java.lang.Character.UnicodeScript.BOPOMOFO;
import static java.lang.Character.UnicodeScript.COMMON;
import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.HANGUL;
import static java.lang.Character.UnicodeScript.HIRAGANA;
import static java.lang.Character.UnicodeScript.INHERITED;
import static java.lang.Character.UnicodeScript.KATAKANA;
import static java.lang.Character.UnicodeScript.LATIN;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which scripts a name may mix: those of the level "highly restrictive" of Unicode's UTS 39, section 5.2, so that no
 * letter of one script passes for a letter of another, as a Cyrillic {@code с} does for a Latin one. ASCII names do not
 * load this class.
 */
final class NameScripts {

    /** How Japanese, Chinese in Taiwan, and Korean are written. */
    private static final List<Set<UnicodeScript>> TOGETHER = List.of(
            EnumSet.of(LATIN, HAN, HIRAGANA, KATAKANA), EnumSet.of(LATIN, HAN, BOPOMOFO),
            EnumSet.of(LATIN, HAN, HANGUL));

    private NameScripts() {
    }

    /** Whether the letters are of scripts that a name must not mix, or the digits are of two sets. */
    static boolean areMixed(String name) {
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        int zero = -1;
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int c = name.codePointAt(i);
            scripts.add(UnicodeScript.of(c));
            if (Character.isDigit(c)) {
                int itsZero = c - Character.digit(c, 10);
                if (zero >= 0 && itsZero != zero) {
                    return true;
                }
                zero = itsZero;
            }
        }
        // Digits, signs and most marks are of any script.
        scripts.remove(COMMON);
        scripts.remove(INHERITED);
        return scripts.size() > 1 && TOGETHER.stream().noneMatch(allowed -> allowed.containsAll(scripts));
    }
}
