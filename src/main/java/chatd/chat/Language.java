package chatd.chat;

import java.util.List;
import java.util.Map;

/** The languages that have phrases, and their plural rules. */
public final class Language {

    /** The codes of all languages; the first one is the default. */
    public static final List<String> CODES = List.of("en", "ru", "zh");

    /** In the order in which POSIX reads them for the language of messages. */
    private static final List<String> VARIABLES = List.of("LC_ALL", "LC_MESSAGES", "LANG");

    private Language() {
    }

    /** The language of the first of these variables that is set; English if there are no phrases in it. */
    public static String of(Map<String, String> environment) {
        String locale = VARIABLES.stream().map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty()).findFirst().orElse("");
        String code = locale.split("[_.@]", 2)[0];
        return CODES.contains(code) ? code : CODES.get(0);
    }

    /**
     * The plural category of a whole number that is not negative, by the rules of Unicode CLDR (supplemental/plurals).
     */
    static String pluralCategory(String code, long number) {
        return switch (code) {
            case "en" -> number == 1 ? "one" : "other";
            case "ru" -> {
                long tens = number % 100;
                long ones = number % 10;
                if (ones == 1 && tens != 11) {
                    yield "one";
                }
                yield ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? "few" : "many";
            }
            case "zh" -> "other";
            default -> throw new IllegalArgumentException(code);
        };
    }
}
