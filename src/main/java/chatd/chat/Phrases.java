package chatd.chat;

import chatd.text.Durations;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The phrases of one language, from a bundle; {@code {0}}, {@code {1}} are places for parameters. */
final class Phrases {

    private static final Pattern FIRST_WORD =
            Pattern.compile("^([\\p{L}\\p{Nd}][^\\s:]*)(?:: | \\([^)]*\\): )");
    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    private final String language;
    private final Properties phrases = new Properties();

    /** @param language one of {@link Language#CODES} */
    Phrases(String language) {
        this.language = language;
        String bundle = "phrases_" + language + ".properties";
        try (Reader reader = new InputStreamReader(Phrases.class.getResourceAsStream(bundle), StandardCharsets.UTF_8)) {
            phrases.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(bundle, e);
        }
    }

    /** The phrase with this key, its parameters filled in. */
    String text(String key, Object... parameters) {
        String phrase = phrases.getProperty(key);
        if (phrase == null) {
            throw new MissingResourceException("no such phrase: " + key, "phrases", key);
        }
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int open = phrase.indexOf('{'); open >= 0; open = phrase.indexOf('{', from)) {
            text.append(phrase, from, open).append(parameters[phrase.charAt(open + 1) - '0']);
            from = open + "{0}".length();
        }
        return text.append(phrase, from, phrase.length()).toString();
    }

    boolean has(String key) {
        return phrases.containsKey(key);
    }

    /** The phrase in the plural form of a number, which is its first parameter. */
    String counted(String key, long number, Object... others) {
        Object[] parameters = new Object[others.length + 1];
        parameters[0] = number;
        System.arraycopy(others, 0, parameters, 1, others.length);
        return text(key + '.' + Language.pluralCategory(language, number), parameters);
    }

    /** A time in the largest unit that divides it: {@code 5 minutes}, {@code 90 seconds}. */
    String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 3_600_000 == 0) {
            return counted("hours", millis / 3_600_000);
        }
        if (millis % 60_000 == 0) {
            return counted("minutes", millis / 60_000);
        }
        if (millis % 1_000 == 0) {
            return counted("seconds", millis / 1_000);
        }
        return counted("milliseconds", millis);
    }

    /** A remaining time, rounded up:  {@code 5 minutes}, {@code 90 seconds}, {@code 2 days}. */
    String remaining(Duration time) {
        Duration rounded = Durations.roundUp(time);
        return rounded.toHours() % 24 == 0 && rounded.toDays() > 0
                ? counted("days", rounded.toDays())
                : duration(rounded);
    }

    /** A time in its largest unit, rounded down: {@code 35s}, {@code 12m}, {@code 3h}, {@code 2d}. */
    String briefly(Duration time) {
        if (time.toMinutes() < 1) {
            return text("brief.seconds", time.toSeconds());
        }
        if (time.toHours() < 1) {
            return text("brief.minutes", time.toMinutes());
        }
        return time.toDays() < 1 ? text("brief.hours", time.toHours()) : text("brief.days", time.toDays());
    }

    /**
     * Words that cannot be names, because a member's line or a notice about it would look like another notice: words
     * before a colon at the beginning of a phrase, as in {@code Server: } and {@code you (to bob): }, and the words for
     * the reader.
     */
    Set<String> reservedNames() {
        Set<String> names = new HashSet<>();
        for (Object phrase : phrases.values()) {
            Matcher matcher = FIRST_WORD.matcher(phrase.toString());
            if (matcher.find()) {
                names.add(Names.reservedForm(matcher.group(1)));
            }
        }
        names.addAll(words("who.you"));
        // "{0} (to you)" without the words of "you (to {0})": Russian has another case there.
        Set<String> reader = words("private.from");
        reader.removeAll(words("private.to"));
        names.addAll(reader);
        return names;
    }

    private Set<String> words(String key) {
        return WORD.matcher(text(key, "", "")).results().map(MatchResult::group).map(Names::reservedForm)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
