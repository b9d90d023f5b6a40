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
        "2026-09-09T09:09:09Z, UTC, '2026-09-09 09:09:09 '",
        "2026-01-02T00:00:00Z, UTC, '2026-01-02 00:00:00 '",
        "2026-12-31T23:59:59.999Z, UTC, '2026-12-31 23:59:59 '",
        "2026-12-31T23:30:00Z, +01:00, '2027-01-01 00:30:00 '",
        "2026-10-10T10:10:10Z, -05:30, '2026-10-10 04:40:10 '"})
    void theTimeIsLocalAndPaddedWithZeros(Instant now, ZoneId zone, String text) {
        assertEquals(text, new LogTime(Clock.fixed(now, zone)).get());
    }

    @Test
    void withoutAJournalLinesHaveTheTime() {
        assertTrue(LogTime.orNothing(Map.of()).get().matches(TIME));
    }

    @Test
    void linesForTheJournalHaveNoTime() throws Exception {
        assertEquals("", LogTime.orNothing(Map.of("JOURNAL_STREAM", standardError())).get());
    }

    @Test
    void linesHaveTheTimeIfStandardErrorIsNotTheJournal() throws Exception {
        String[] ours = standardError().split(":");
        for (String other : List.of(ours[0] + ":1" + ours[1], "1" + ours[0] + ':' + ours[1],
                ours[1] + ':' + ours[0], ours[0] + ':' + ours[1] + '0')) {
            assertTrue(LogTime.orNothing(Map.of("JOURNAL_STREAM", other)).get().matches(TIME), other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "1", "1:", ":1", "a:b", "1:2:3", "-1:-1", "null:null", " ", "1 : 2"})
    void linesHaveTheTimeIfJournalStreamIsInvalid(String stream) {
        assertTrue(LogTime.orNothing(Map.of("JOURNAL_STREAM", stream)).get().matches(TIME));
    }

    /** The device and inode of standard error, from another program. */
    private static String standardError() throws IOException, InterruptedException {
        String file = "/proc/" + ProcessHandle.current().pid() + "/fd/2";
        Process stat = new ProcessBuilder("stat", "-L", "-c", "%d:%i", file).start();
        String text = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertEquals(0, stat.waitFor());
        return text;
    }
}
