package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chatd.sim.SimulatedNetwork.Client;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice of the language, and what members read in each. */
class LanguageTest {

    @Test
    void englishIsTheFirstOfThreeLanguages() {
        assertEquals(List.of("en", "ru", "zh"), Language.CODES);
    }

    @Test
    void withoutAnyVariableItIsEnglish() {
        assertEquals("en", Language.of(Map.of()));
        assertEquals("en", Language.of(Map.of("LANGUAGE", "ru", "LC_TIME", "zh_CN.UTF-8")));
    }

    @ParameterizedTest
    @CsvSource({"ru, ru", "ru_RU, ru", "ru_RU.UTF-8, ru", "ru.UTF-8, ru", "ru_RU.KOI8-R@test, ru", "ru@test, ru",
            "zh_CN, zh", "zh_CN.UTF-8, zh", "zh_TW.Big5, zh", "zh, zh", "en_US.UTF-8, en", "de_DE, en",
            "de_DE.UTF-8, en", "C, en", "C.UTF-8, en", "POSIX, en", "run_RU, en", "r, en", "_ru, en", ".ru, en",
            "'', en"})
    void aVariableNamesTheLanguageInItsFirstPart(String value, String code) {
        assertEquals(code, Language.of(Map.of("LANG", value)));
        assertEquals(code, Language.of(Map.of("LC_MESSAGES", value)));
        assertEquals(code, Language.of(Map.of("LC_ALL", value)));
    }

    @ParameterizedTest
    @CsvSource({
        "ru_RU, zh_CN, en_US, ru",
        "'',    zh_CN, ru_RU, zh",
        "'',    '',    ru_RU, ru",
        "C,     zh_CN, ru_RU, en",
        "'',    C,     ru_RU, en",
        "de_DE, ru_RU, ru_RU, en",
        "zh_CN, '',    ru_RU, zh",
        "'',    '',    '',    en",
    })
    void theFirstThatIsSetCountsAndAnEmptyOneIsNotSet(String all, String messages, String lang, String code) {
        assertEquals(code, Language.of(Map.of("LC_ALL", all, "LC_MESSAGES", messages, "LANG", lang)));
    }

    @Test
    void anEmptyVariableIsNotSet() {
        assertEquals("ru", Language.of(Map.of("LC_MESSAGES", "ru_RU.UTF-8", "LANG", "zh_CN.UTF-8")));
        assertEquals("en", Language.of(Map.of("LC_ALL", "C", "LANG", "ru_RU.UTF-8")));
    }

    @Test
    void anUnknownLanguageHasNoPluralRules() {
        assertThrows(IllegalArgumentException.class, () -> Language.pluralCategory("de", 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "en | You are alice | bob has arrived  | bob is now ben   | ben has left     | ben has left: bye",
        "ru | Вы alice      | bob входит в чат | bob теперь ben   | ben покидает чат | ben покидает чат: bye",
        "zh | 你是 alice    | bob 进入了聊天室 | bob 改名为 ben   | ben 离开了聊天室 | ben 离开了聊天室: bye",
    })
    void theRoomSpeaksIt(String language, String you, String arrived, String renamed, String left, String leftSaying) {
        ChatFixture daemon = new ChatFixture().dialect("chat", language);
        Client alice = daemon.connect();
        alice.lines();
        assertEquals(you, daemon.type(alice, "alice").get(0));
        Client bob = daemon.join("bob");
        daemon.type(bob, "/name ben");
        daemon.type(bob, "/quit");
        assertEquals(List.of(arrived, renamed, left), alice.lines());
        daemon.type(daemon.join("ben"), "/quit bye");
        assertEquals(leftSaying, alice.lines().get(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1 | ru | 1 человек:",
        "2 | ru | 2 человека:",
        "5 | ru | 5 человек:",
        "1 | zh | 1 人在线:",
        "2 | zh | 2 人在线:",
        "1 | en | 1 person:",
        "2 | en | 2 people:",
    })
    void peopleAreCountedAsTheLanguageDoes(int people, String language, String header) {
        ChatFixture daemon = new ChatFixture().dialect("chat", language);
        Client last = daemon.join("p");
        for (int i = 1; i < people; i++) {
            last = daemon.join("p" + i);
        }
        assertEquals(header, daemon.type(last, "/who").get(0));
    }
}
