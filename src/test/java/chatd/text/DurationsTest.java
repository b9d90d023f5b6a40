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
            "0, PT0S", "1d, P1D",
            "2D, P2D", "416d, P416D", "10000h, PT10000H", "999999999ms, PT999999.999S"})
    void aTimeIsANumberWithAUnit(String text, Duration time) {
        assertEquals(Optional.of(time), Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "00", "ms", "-1s", "1.5h", "1 s", " 1s", "1s ", "417d", "1w", "1d2h", "1h30m", "1000000000s",
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

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT0.001S, 1s", "PT59S, 59s", "PT59.001S, 1m", "PT1M0.001S, 61s", "PT1M59S, 119s",
            "PT1M59.5S, 2m", "PT2M0.001S, 3m", "PT59M, 59m", "PT59M0.001S, 1h", "PT59M57S, 1h", "PT1H0.001S, 61m",
            "PT1H59M, 119m", "PT1H59M1S, 2h", "PT23H0.001S, 1d", "P1D, 1d", "P1DT1S, 25h", "PT47H, 47h",
            "PT47H0.001S, 2d", "P2DT0.001S, 3d"})
    void whatRemainsIsRoundedUp(Duration time, String text) {
        assertEquals(text, Durations.remaining(time));
    }

    @Test
    void theLongestTimeFitsIntoNanoseconds() {
        assertEquals(36_000_000L * 1_000_000_000, Durations.MAX.toNanos());
    }
}
