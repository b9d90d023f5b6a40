package chatd.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileModeTest {

    @ParameterizedTest
    @CsvSource({"000, ---------", "0600, rw-------", "0177, --xrwxrwx", "421, r---w---x", "777, rwxrwxrwx"})
    void aModeIsThreeOctalDigits(String text, String permissions) {
        assertEquals(Optional.of(PosixFilePermissions.fromString(permissions)), FileMode.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "66", "1660", "0668", "rw-rw----", "66０", "00660"})
    void aTextThatIsNotAModeIsRefused(String text) {
        assertEquals(Optional.empty(), FileMode.parse(text));
    }
}
