package chatd.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTimeTest {

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d ";

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T18:33:17Z, UTC, '2026-11-21 18:33:17 '",
        "2026-01-02T03:04:05Z, UTC, '2026-01-02 03:04:05 '",
        "2026-12-31T23:30:59.999Z, +01:00, '2027-01-01 00:30:59 '",
        "2026-10-10T10:10:10Z, -05:30, '2026-10-10 04:40:10 '"})
    void theTimeIsInTheZoneAndPaddedWithZeros(Instant now, ZoneId zone, String text) {
        assertEquals(text, new LogTime(Clock.fixed(now, zone)).get());
    }

    @Test
    void withoutAJournalTheTimeIsLogged() {
        assertTrue(orNothing(Map.of()).get().matches(TIME));
    }

    @Test
    void noTimeIsLoggedToTheJournalWhichAddsItsOwn() throws Exception {
        assertEquals("", orNothing(Map.of("JOURNAL_STREAM", standardError())).get());
    }

    @Test
    void theTimeIsLoggedIfStandardErrorIsNotTheJournal() throws Exception {
        String[] ours = standardError().split(":");
        for (String other : List.of(ours[0] + ":1" + ours[1], "1" + ours[0] + ':' + ours[1],
                ours[1] + ':' + ours[0], ours[0] + ':' + ours[1] + '0')) {
            assertTrue(orNothing(Map.of("JOURNAL_STREAM", other)).get().matches(TIME), other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:2:3", "null:null"})
    void theTimeIsLoggedIfTheJournalStreamIsInvalid(String stream) {
        assertTrue(orNothing(Map.of("JOURNAL_STREAM", stream)).get().matches(TIME));
    }

    private static Supplier<String> orNothing(Map<String, String> environment) {
        return LogTime.orNothing(environment, Clock.systemUTC());
    }

    /** Device and inode of standard error, as another program reports them. */
    private static String standardError() throws IOException, InterruptedException {
        String file = "/proc/" + ProcessHandle.current().pid() + "/fd/2";
        Process stat = new ProcessBuilder("stat", "-L", "-c", "%d:%i", file).start();
        String text = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertEquals(0, stat.waitFor());
        return text;
    }
}
