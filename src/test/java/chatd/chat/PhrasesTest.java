package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhrasesTest {

    private final Phrases phrases = new Phrases("en");

    @Test
    void aPhraseWithoutParametersIsAsItStandsInTheBundle() {
        assertEquals("No one else is here.", phrases.text("alone"));
    }

    @Test
    void parametersArePutInWhereTheirNumbersStand() {
        assertEquals("alice has arrived", phrases.text("arrived", "alice"));
        assertEquals("Here now: alice, bob and 7 more", phrases.text("here.more", "alice, bob", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{0}", "{1}", "{9}", "$1", "$0", "${x}", "\\", "\\$1", "%s", "'{0}'", ""})
    void aParameterIsPutInAsItIs(String value) {
        assertEquals("Here now: " + value + " and " + value + " more", phrases.text("here.more", value, value));
    }

    @Test
    void aMissingKeyIsNamed() {
        MissingResourceException missing =
                assertThrows(MissingResourceException.class, () -> phrases.text("no.such.key"));
        assertTrue(missing.getMessage().contains("no.such.key"));
        assertEquals("no.such.key", missing.getKey());
    }

    @ParameterizedTest
    @CsvSource({"0, 0 seconds", "1, 1 second", "2, 2 seconds", "21, 21 seconds", "1234567, 1234567 seconds"})
    void thePhraseGoesWithTheNumber(long number, String words) {
        assertEquals(words, phrases.counted("seconds", number));
    }

    @ParameterizedTest
    @CsvSource({"PT5M, 5 minutes", "PT1M, 1 minute", "PT60S, 1 minute", "PT90S, 90 seconds", "PT2S, 2 seconds",
            "PT1S, 1 second", "PT1H, 1 hour", "PT90M, 90 minutes", "PT48H, 48 hours", "PT0.5S, 500 milliseconds",
            "PT0.001S, 1 millisecond", "PT1.5S, 1500 milliseconds", "PT1H0.001S, 3600001 milliseconds",
            "PT1H1S, 3601 seconds"})
    void aTimeIsToldInTheLargestUnitThatFits(Duration duration, String words) {
        assertEquals(words, phrases.duration(duration));
    }

    @ParameterizedTest
    @CsvSource({"en, 1, one", "en, 0, other", "en, 2, other", "en, 21, other",
            "ru, 1, one", "ru, 21, one", "ru, 101, one", "ru, 2, few", "ru, 4, few", "ru, 22, few", "ru, 104, few",
            "ru, 0, many", "ru, 5, many", "ru, 11, many", "ru, 12, many", "ru, 14, many", "ru, 20, many",
            "ru, 111, many", "ru, 112, many", "zh, 0, other", "zh, 1, other", "zh, 5, other"})
    void numbersAreCountedAsTheLanguageDoes(String language, long number, String category) {
        assertEquals(category, Language.pluralCategory(language, number));
    }

    @ParameterizedTest
    @CsvSource({"PT1M, 1 минуту", "PT2M, 2 минуты", "PT5M, 5 минут", "PT21M, 21 минуту", "PT11M, 11 минут",
            "PT1S, 1 секунду", "PT3S, 3 секунды", "PT1H, 1 час", "PT22H, 22 часа", "PT0.5S, 500 миллисекунд"})
    void russianTimesStandInTheAccusative(Duration duration, String words) {
        assertEquals(words, new Phrases("ru").duration(duration));
    }

    @ParameterizedTest
    @CsvSource({"ru, PT18S, 18 с", "ru, PT4M, 4 мин", "ru, PT3H, 3 ч", "ru, PT48H, 2 д",
            "zh, PT18S, 18 秒", "zh, PT4M, 4 分钟", "zh, PT3H, 3 小时", "zh, PT48H, 2 天"})
    void aBriefTimeHasOneUnitOfTheLanguage(String language, Duration duration, String words) {
        assertEquals(words, new Phrases(language).briefly(duration));
    }

    @Test
    void theWordsThatNoticesBeginWithAreReserved() {
        assertEquals(Set.of("disconnected", "server", "topic", "usage", "write", "you"), phrases.reservedNames());
        assertTrue(new Phrases("ru").reservedNames().containsAll(Set.of("отключено", "сервер")));
        assertTrue(new Phrases("zh").reservedNames().containsAll(Set.of("连接已断开", "服务器")));
    }

    @ParameterizedTest
    @CsvSource({"en, you", "ru, вы", "ru, вам", "zh, 你"})
    void theWordsForTheReaderAreReserved(String language, String word) {
        assertTrue(new Phrases(language).reservedNames().contains(word));
    }

    static List<String> languages() {
        return Language.CODES;
    }

    @ParameterizedTest
    @MethodSource("languages")
    void noNoticeLooksLikeALineOfAMember(String language) {
        Phrases phrases = new Phrases(language);
        Names names = new Names(phrases.reservedNames());
        for (String key : bundle(language).stringPropertyNames()) {
            String notice = phrases.text(key, "x y", "z", "t");
            int colon = notice.indexOf(": ");
            assertFalse(colon >= 0 && names.problem(notice.substring(0, colon)) == null, notice);
            int parenthesis = notice.indexOf(" (");
            assertFalse(colon > parenthesis && parenthesis >= 0
                    && names.problem(notice.substring(0, parenthesis)) == null, notice);
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageHasEveryPhraseWithTheSameParameters(String language) {
        assertEquals(parametersByKey("en"), parametersByKey(language));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void countedPhrasesExistForEveryPluralCategory(String language) {
        Set<String> categories = LongStream.range(0, 200).mapToObj(n -> Language.pluralCategory(language, n))
                .collect(Collectors.toSet());
        Map<String, Set<String>> there = bundle(language).stringPropertyNames().stream()
                .filter(key -> !stem(key).equals(key))
                .collect(Collectors.groupingBy(PhrasesTest::stem,
                        Collectors.mapping(key -> key.substring(stem(key).length() + 1), Collectors.toSet())));
        there.forEach((key, forms) -> assertEquals(categories, forms, key));
        assertTrue(there.containsKey("minutes"));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyPhraseIsOneLineWithoutBlanksAroundIt(String language) {
        bundle(language).forEach((key, phrase) -> {
            String text = phrase.toString();
            assertTrue(!text.isBlank() && text.lines().count() == 1 && text.equals(text.strip()), key + " = " + text);
        });
    }

    /** By reading the sources: a key stands there as a string, or is put together for a command. */
    @Test
    void everyPhraseIsUsed() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/chatd/chat"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sources.append(Files.readString(file));
            }
        }
        for (String key : parametersByKey("en").keySet()) {
            assertTrue(sources.indexOf('"' + key + '"') >= 0 || key.startsWith("command."), key);
        }
    }

    /** The parameters of each phrase; the forms of one that is counted are one phrase. */
    private static Map<String, Set<String>> parametersByKey(String language) {
        Properties bundle = bundle(language);
        Map<String, Set<String>> parameters = new TreeMap<>();
        for (String key : bundle.stringPropertyNames()) {
            parameters.computeIfAbsent(stem(key), stem -> new TreeSet<>()).addAll(
                    Pattern.compile("\\{\\d}").matcher(bundle.getProperty(key)).results()
                            .map(MatchResult::group).toList());
        }
        return parameters;
    }

    private static String stem(String key) {
        return key.replaceFirst("\\.(one|few|many|other)$", "");
    }

    private static Properties bundle(String language) {
        Properties bundle = new Properties();
        try (Reader in = new InputStreamReader(
                Phrases.class.getResourceAsStream("phrases_" + language + ".properties"), StandardCharsets.UTF_8)) {
            bundle.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bundle;
    }
}
