package chatd.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

    @ParameterizedTest
    @CsvSource({"20/s, 20, PT0.05S", "1/s, 1, PT1S", "60/m, 60, PT1S", "1/m, 1, PT1M", "1000/s, 1000, PT0.001S",
            "0, 1, PT0S"})
    void aRateIsANumberPerSecondOrMinuteOrNoLimit(String text, int count, Duration interval) {
        assertEquals(Optional.of(new Rate(count, interval)), Rate.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20", "0/s", "/s", "20/h", "-1/s", "1.5/s", "20 / s", "1234567/s", "20/S", ""})
    void aTextThatIsNotARateIsRefused(String text) {
        assertEquals(Optional.empty(), Rate.parse(text));
    }
}
