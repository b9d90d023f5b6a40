package chatd.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void aKeyThatIsNotThereIsNamed() {
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

    @Test
    void theWordsThatNoticesBeginWithAreReserved() {
        assertEquals(Set.of("disconnected"), phrases.reservedNames());
    }

    @Test
    void noNoticeLooksLikeSomebodysLine() throws IOException {
        Names names = new Names(phrases.reservedNames());
        for (String key : bundle().stringPropertyNames()) {
            String notice = phrases.text(key, "x", "y");
            int colon = notice.indexOf(": ");
            assertFalse(colon >= 0 && names.problem(notice.substring(0, colon)) == null, notice);
        }
    }

    /** Every phrase, with as many parameters as those who use it give. */
    @ParameterizedTest
    @CsvSource({"ask, 1", "you, 1", "alone, 0", "here, 1", "here.more, 2", "arrived, 1", "left, 1", "left.idle, 1",
            "left.not-reading, 1", "name.characters, 0", "name.beginning, 0", "name.digits, 0", "name.reserved, 0",
            "name.taken, 0", "idle, 1", "unnamed, 1", "stopping, 0", "full, 0", "too-long, 1", "skipped.one, 1",
            "skipped.other, 1", "hours.one, 1", "hours.other, 1", "minutes.one, 1", "minutes.other, 1",
            "seconds.one, 1", "seconds.other, 1", "milliseconds.one, 1", "milliseconds.other, 1"})
    void everyPhraseThatIsUsedIsThereOnOneLineWithItsParameters(String key, int parameters) {
        String text = phrases.text(key, (Object[]) new String[] {"<first>", "<second>"});
        assertFalse(text.isBlank());
        assertTrue(text.lines().count() == 1 && text.equals(text.strip()), text);
        assertEquals(parameters > 0, text.contains("<first>"), text);
        assertEquals(parameters > 1, text.contains("<second>"), text);
        assertFalse(text.contains("{"), text);
    }

    @Test
    void noPhraseIsThereThatNobodyUses() throws Exception {
        CsvSource used = getClass()
                .getDeclaredMethod("everyPhraseThatIsUsedIsThereOnOneLineWithItsParameters", String.class, int.class)
                .getAnnotation(CsvSource.class);
        Set<String> keys = new TreeSet<>();
        for (String row : used.value()) {
            keys.add(row.substring(0, row.indexOf(',')));
        }
        assertEquals(keys, new TreeSet<>(bundle().stringPropertyNames()));
    }

    private static Properties bundle() throws IOException {
        Properties bundle = new Properties();
        try (InputStream in = Phrases.class.getResourceAsStream("phrases_en.properties")) {
            bundle.load(in);
        }
        return bundle;
    }
}
