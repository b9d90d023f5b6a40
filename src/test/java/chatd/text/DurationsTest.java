package chatd.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "2s, PT2S", "5m, PT5M", "1h, PT1H", "90s, PT1M30S", "5M, PT5M", "007s, PT7S",
            "0, PT0S", "10000h, PT10000H", "999999999ms, PT999999.999S"})
    void aTimeIsANumberWithAUnit(String text, Duration time) {
        assertEquals(Optional.of(time), Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "00", "ms", "-1s", "1.5h", "1 s", " 1s", "1s ", "1d", "1h30m", "1000000000s",
            "10001h", "٣s", "1s\n"})
    void invalidAndTooLongTimesAreRefused(String text) {
        assertEquals(Optional.empty(), Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"PT0.999S, 0s", "PT59.999S, 59s", "PT1M, 1m", "PT59M59.999S, 59m", "PT1H, 1h", "PT23H59M59S, 23h",
            "P1D, 1d", "P400D, 400d"})
    void theBriefFormIsTheLargestUnitRoundedDown(Duration time, String brief) {
        assertEquals(brief, Durations.brief(time));
    }

    @Test
    void theLongestTimeFitsIntoNanoseconds() {
        assertEquals(36_000_000L * 1_000_000_000, Durations.MAX.toNanos());
    }
}
