package chatd.chat;

import chatd.access.Cidr;
import chatd.wire.Visibility;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for names: 1 to 32 letters (with their combining marks) and digits of any script, {@code _}, {@code -} or
 * {@code .}, beginning with a letter or digit, and not digits alone. It does not mix scripts ({@link NameScripts}). A
 * word with which one of the server's own notices begins is not allowed, for its owner's lines would look like that
 * notice; nor are invisible characters, except joiners between letters of scripts that need them.
 *
 * <p>A name is kept in Unicode NFKC. Two names that differ in case or joiners only are the same.
 */
final class Names {

    private static final int MOST_CODE_POINTS = 32;
    /** Normalizing joins at most this many code points into one: a Greek vowel with all its marks. */
    private static final int MOST_IN_ONE = 4;
    private static final char ZWNJ = '\u200C';
    private static final char ZWJ = '\u200D';
    /** Marks of the Canonical_Combining_Class before and after that of the virama. */
    private static final String CLASS_8 = "\u3099";
    private static final String CLASS_10 = "\u05B0";

    private static final char SIGMA = '\u03C3';
    private static final char FINAL_SIGMA = '\u03C2';

    /** It need not be valid, because people would read it as an address all the same. */
    private static final Pattern LIKE_IPV4 = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
    private static final int IPV4_DOTS = 3;
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");

    private final Set<String> reserved;

    /** @param reserved words that are not allowed as names, in their {@link #reservedForm} */
    Names(Set<String> reserved) {
        this.reserved = Set.copyOf(reserved);
    }

    /** The form in which a name is checked, kept and shown. A text too long for a name is returned as it is. */
    static String normalize(String typed) {
        String name = typed.strip();
        return isTooLong(name) ? name : normalize(name, Normalizer.Form.NFKC);
    }

    /** Whether it is too long for a name in any form. Normalizing a long text, above all one of marks, is slow. */
    private static boolean isTooLong(String typed) {
        return typed.codePointCount(0, typed.length()) > MOST_CODE_POINTS * MOST_IN_ONE;
    }

    /** ASCII is its own normal form; the tables of the normalizer are not loaded for it. */
    private static String normalize(String text, Normalizer.Form form) {
        return isAscii(text) ? text : Normalizer.normalize(text, form);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /**
     * Full case folding of Unicode, in no language: one string for all names that differ in case only. A text too long
     * for a name is returned as it is.
     */
    static String fold(String name) {
        if (isFolded(name) || isTooLong(name)) {
            return name;
        }
        return normalize(foldText(name), Normalizer.Form.NFKC);
    }

    /** Folds the case of a text of any length. Does not normalize it, so the time is proportional to the length. */
    static String foldText(String text) {
        // To lower case first: the upper case of the capital sharp s is itself. The last lower case makes a sigma at the
        // end of a word final; in a beginning of a longer name it is not.
        return withoutJoiners(text).toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)
                .replace(FINAL_SIGMA, SIGMA);
    }

    /** Names that differ in joiners only may look the same. */
    private static String withoutJoiners(String name) {
        return name.replace(Character.toString(ZWNJ), "").replace(Character.toString(ZWJ), "");
    }

    /** Whether it is ASCII without capitals, as most names and all addresses are. */
    private static boolean isFolded(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return true;
    }

    /** Whether a normalized name is the address of a client, with or without a port. */
    static boolean isAddress(String name) {
        if (isTooLong(name)) {
            return false;
        }
        String host = PORT.matcher(name).replaceFirst("");
        boolean hasPort = host.length() < name.length();
        if (LIKE_IPV4.matcher(host).matches() || hasPort && host.equals("local")) {
            return true;
        }
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        String ip = isBracketed ? host.substring(1, host.length() - 1) : name;
        return ip.indexOf(':') >= 0 && Cidr.parse(ip).isPresent();
    }

    /** The same for a name that a member has, in which other text was refused. Allocates nothing. */
    static boolean isAddressOfMember(String name) {
        int dots = 0;
        int digits = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == ':') {
                return true;
            }
            dots += c == '.' ? 1 : 0;
            digits += c >= '0' && c <= '9' ? 1 : 0;
        }
        return dots == IPV4_DOTS && dots + digits == name.length();
    }

    /** The key of the phrase that says what is wrong with a normalized name; null if nothing is. */
    String problem(String name) {
        int length = name.codePointCount(0, name.length());
        if (length < 1 || length > MOST_CODE_POINTS || !hasOnlyNameCharacters(name)) {
            return "name.characters";
        }
        if (!isLetter(name.codePointAt(0)) && !Character.isDigit(name.codePointAt(0))) {
            return "name.beginning";
        }
        if (name.codePoints().allMatch(Character::isDigit)) {
            return "name.digits";
        }
        if (!isAscii(name) && NameScripts.areMixed(name)) {
            return "name.scripts";
        }
        return reserved.contains(reservedForm(name)) ? "name.reserved" : null;
    }

    /** The form in which reserved words are compared: without regard to case, or to marks on the letters. */
    static String reservedForm(String word) {
        return fold(normalize(word, Normalizer.Form.NFKD).replaceAll("\\p{M}", ""));
    }

    private static boolean hasOnlyNameCharacters(String name) {
        boolean markMayFollow = false;
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int c = name.codePointAt(i);
            if (isJoiner(c) && joinsLetters(name, i)) {
                continue;
            }
            boolean letter = isLetter(c) || isMark(c) && markMayFollow;
            if (!Visibility.isVisible(c) || !letter && !Character.isDigit(c) && c != '_' && c != '-' && c != '.') {
                return false;
            }
            markMayFollow = letter;
        }
        return true;
    }

    /** Also the ideographs that are numbers: people write a year as 二〇〇八. */
    private static boolean isLetter(int c) {
        return Character.isLetter(c) || Character.isIdeographic(c);
    }

    private static boolean isJoiner(int c) {
        return c == ZWNJ || c == ZWJ;
    }

    /**
     * Whether a script needs the joiner at {@code i}, about as in UAX #31: ZWNJ between letters of a cursive script,
     * and both joiners after the virama of an Indic one. A letter of the same script must follow.
     */
    private static boolean joinsLetters(String name, int i) {
        if (i == 0 || i + 1 == name.length()) {
            return false;
        }
        int before = name.codePointBefore(i);
        int after = name.codePointAt(i + 1);
        if (!Character.isLetter(after)) {
            return false;
        }
        if (isVirama(before)) {
            return Character.UnicodeScript.of(before) == Character.UnicodeScript.of(after);
        }
        int letter = i;
        while (letter > 0 && isMark(name.codePointBefore(letter))) {
            letter -= Character.charCount(name.codePointBefore(letter));
        }
        return name.charAt(i) == ZWNJ && letter > 0 && isCursive(name.codePointBefore(letter)) && isCursive(after);
    }

    private static boolean isCursive(int letter) {
        return Character.isLetter(letter) && switch (Character.UnicodeScript.of(letter)) {
            case ARABIC, SYRIAC, MONGOLIAN, NKO, MANDAIC, MANICHAEAN, PHAGS_PA, PSALTER_PAHLAVI, ADLAM,
                    HANIFI_ROHINGYA, SOGDIAN -> true;
            default -> false;
        };
    }

    /** Whether its Canonical_Combining_Class is 9. Normalizing puts marks in the order of their classes. */
    private static boolean isVirama(int c) {
        String mark = Character.toString(c);
        return isMark(c) && Normalizer.normalize(CLASS_10 + mark, Normalizer.Form.NFD).startsWith(mark)
                && Normalizer.normalize(mark + CLASS_8, Normalizer.Form.NFD).startsWith(CLASS_8);
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
