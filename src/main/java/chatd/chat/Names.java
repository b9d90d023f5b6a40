package chatd.chat;

import chatd.access.Cidr;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for names: 1 to 32 letters (with their combining marks) and digits of any script, {@code _}, {@code -} or
 * {@code .}, beginning with a letter or digit, and not digits alone. A word with which one of the server's own notices
 * begins is not allowed, for its owner's lines would look like that notice; nor are invisible characters.
 *
 * <p>A name is kept in Unicode NFKC. Two names that differ in case only are the same.
 */
final class Names {

    private static final int MOST_CODE_POINTS = 32;
    /** Normalizing joins at most this many code points into one: a Greek vowel with all its marks. */
    private static final int MOST_IN_ONE = 4;

    private static final char SIGMA = '\u03C3';
    private static final char FINAL_SIGMA = '\u03C2';

    /** It need not be valid, because people would read it as an address all the same. */
    private static final Pattern LIKE_IPV4 = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
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
        return text.chars().allMatch(c -> c < 0x80) ? text : Normalizer.normalize(text, form);
    }

    /**
     * Full case folding of Unicode, in no language: one string for all names that differ in case only. A text too long
     * for a name is returned as it is.
     */
    static String fold(String name) {
        if (isFolded(name) || isTooLong(name)) {
            return name;
        }
        // To lower case first: the upper case of the capital sharp s is itself. The last step makes a sigma at the end of
        // a word final; in a beginning of a longer name it is not.
        String folded = name.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)
                .replace(FINAL_SIGMA, SIGMA);
        return normalize(folded, Normalizer.Form.NFKC);
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

    /** The key of the phrase that says what is wrong with a normalized name; null if nothing is. */
    String problem(String name) {
        int length = name.codePointCount(0, name.length());
        if (length < 1 || length > MOST_CODE_POINTS || !hasOnlyNameCharacters(name)) {
            return "name.characters";
        }
        if (!Character.isLetterOrDigit(name.codePointAt(0))) {
            return "name.beginning";
        }
        if (name.codePoints().allMatch(Character::isDigit)) {
            return "name.digits";
        }
        return reserved.contains(reservedForm(name)) ? "name.reserved" : null;
    }

    /** The text as a reader sees it: without invisible characters, blanks at its ends, and blanks in a row. */
    static String visible(String text) {
        StringBuilder seen = new StringBuilder();
        normalize(text, Normalizer.Form.NFKC).codePoints()
                .filter(c -> !isInvisible(c) && Character.getType(c) != Character.FORMAT)
                .forEach(seen::appendCodePoint);
        return seen.toString().strip().replaceAll("\\s+", " ");
    }

    /** The form in which reserved words are compared: without regard to case, or to marks on the letters. */
    static String reservedForm(String word) {
        return fold(normalize(word, Normalizer.Form.NFKD).replaceAll("\\p{M}", ""));
    }

    private static boolean hasOnlyNameCharacters(String name) {
        boolean markMayFollow = false;
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int c = name.codePointAt(i);
            boolean letter = Character.isLetter(c) || isMark(c) && markMayFollow;
            if (isInvisible(c) || !letter && !Character.isDigit(c) && c != '_' && c != '-' && c != '.') {
                return false;
            }
            markMayFollow = letter;
        }
        return true;
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /**
     * The letters and marks among Unicode's Default_Ignorable_Code_Point, and the empty Braille pattern: with them two
     * names could look the same.
     */
    private static boolean isInvisible(int c) {
        return c == 0x034F
                || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0
                || c == 0x17B4 || c == 0x17B5
                || c >= 0x180B && c <= 0x180F
                || c == 0x2800
                || c >= 0xFE00 && c <= 0xFE0F
                || c >= 0xE0100 && c <= 0xE01EF;
    }
}
