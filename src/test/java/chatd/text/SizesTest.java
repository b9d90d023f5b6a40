package chatd.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "16, 16", "1000, 1000", "1k, 1024", "2K, 2048", "65536, 65536", "8M, 8388608", "1g, 1073741824",
            "2147483649, 2147483649", "007k, 7168", "8589934591g, 9223372035781033984"})
    void aSizeIsANumberOfBytesOrOfAPowerOf1024(String text, long bytes) {
        assertEquals(OptionalLong.of(bytes), Sizes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "+1", "1.5k", "1kb", "1 k", " 1k", "1k ", "1t", "12345678901", "8589934592g", "٣k"})
    void aTextThatIsNotASizeIsRefused(String text) {
        assertEquals(OptionalLong.empty(), Sizes.parse(text));
    }
}
