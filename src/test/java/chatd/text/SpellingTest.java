package chatd.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {

    private static final List<String> WORDS =
            List.of("help", "?", "who", "name", "names", "msg", "w", "reply", "r", "me", "ignore", "unignore", "quit");

    @ParameterizedTest
    @CsvSource({"mee, me", "mm, me", "hlep, help", "hepl, help", "helpp, help", "elp, help", "quti, quit", "qit, quit",
            "iggnor, ignore", "unignroe, unignore", "nams, name", "msgg, msg", "replay, reply", "whois, who"})
    void aSlipIsFound(String typed, String word) {
        assertEquals(word, Spelling.nearest(typed, WORDS));
    }

    @ParameterizedTest
    @CsvSource({"he, help", "un, unignore", "rep, reply", "na, name", "names, names"})
    void aBeginningIsFoundFirst(String typed, String word) {
        assertEquals(word, Spelling.nearest(typed, WORDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "q", "x", "foo", "nonsense", "hxxp", "h", "mewaves", "hxlx"})
    void anotherWordIsNotMistakenForOne(String typed) {
        assertNull(Spelling.nearest(typed, WORDS));
    }

    @Test
    void aLongTextIsNotCompared() {
        assertEquals("unignorable-thing", Spelling.nearest("unignorable-thin", List.of("unignorable-thing")));
        assertNull(Spelling.nearest("unignorable-thing", List.of("unignorable-thing")));
        assertNull(Spelling.nearest("x".repeat(100_000), WORDS));
    }
}
