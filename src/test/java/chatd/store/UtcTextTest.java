package chatd.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtcTextTest {

    private static final int DAY_SECONDS = 86_400;

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01", "2000-02-29", "2026-11-28", "0001-01-01", "9999-12-31"})
    void aDayIsReadAsItIsWritten(String text) {
        int day = (int) LocalDate.parse(text).toEpochDay();
        assertEquals(text, UtcText.day(day));
        assertEquals(day, UtcText.parseDay(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2026-11-28T19:44:01Z", "2026-11-28T19:44:00Z",
            "2026-11-28T00:00:00Z", "9999-12-31T23:59:59Z"})
    void aTimeIsReadAsItIsWritten(String text) {
        long second = Instant.parse(text).getEpochSecond();
        assertEquals(text, UtcText.time(second));
        assertEquals(second, UtcText.parseTime(text));
    }

    @Test
    void theTextEqualsThatOfTheJdk() {
        for (long second = 0; second < UtcText.LAST_SECOND; second += 40 * DAY_SECONDS + 3661) {
            assertEquals(Instant.ofEpochSecond(second).toString(), UtcText.time(second));
        }
        assertEquals("9999-12-31T23:59:59Z", UtcText.time(UtcText.LAST_SECOND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-11-2", "2026-11-281", "2026-11-31", "2026-13-01", "2025-02-29", "2026/11/28",
            "+026-11-28", "2026-11-2\u0663", "2026-00-01"})
    void otherTextsAreNoDay(String text) {
        assertThrows(DateTimeException.class, () -> UtcText.parseDay(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-11-28", "2026-11-28T24:00:00Z", "2026-11-28T23:60:00Z", "2026-11-28T23:59:60Z",
            "2026-11-28T19:44:01", "2026-11-28T19:44:01+01:00", "2026-11-31T19:44:01Z", "2026-11-28t19:44:01Z"})
    void otherTextsAreNoTime(String text) {
        assertThrows(DateTimeException.class, () -> UtcText.parseTime(text));
    }
}
