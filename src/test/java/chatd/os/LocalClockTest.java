package chatd.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalClockTest {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final long HOUR = 3600;

    /** Valid values of TZ, which libc knows without a file or with one of tzdata. */
    static Stream<String> zones() {
        return Stream.of("GMT+8", "GMT-8", "UTC0", "UTC", "GMT", "<+03>-3", "<-03>3", "EST5", "EST5EDT",
                "PST8PDT", "CET-1CEST,M3.5.0,M10.5.0/3", "CET-1CEST,M3.5.0/2,M10.5.0/3:00:00",
                "AEST-10AEDT,M10.1.0,M4.1.0/3", "NZST-12NZDT,M9.5.0,M4.1.0/3", "IST-5:30", "NST3:30NDT,M3.2.0,M11.1.0",
                "XXX-5:45:30", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "IST-2IDT,M3.4.4/26,M10.5.0", "AAA1BBB,J60,J300",
                "AAA1BBB,59,299/1", "AAA1BBB,0/0,J365/25", "AAA1BBB2,J1/0,J365/23",
                "EEST-2EET-3,M3.1.6/167,M10.1.0/-167",
                "LLL-14", "WWW12", "AAA+1:2:3BBB-1,M1.1.1,M12.5.6", ":Europe/Berlin", "Europe/Berlin",
                "America/St_Johns", "Asia/Kathmandu", "America/Nuuk", "Europe/Dublin", "Pacific/Apia", "EST",
                "Etc/GMT+8",
                "/usr/share/zoneinfo/Asia/Tokyo", ":/usr/share/zoneinfo/Asia/Tokyo", "", ":", ":EST5EDT", ":GMT+8");
    }

    @ParameterizedTest
    @MethodSource("zones")
    void theTimeIsThatOfDate(String zone) throws Exception {
        assertTimesOfDate(zone, seconds());
    }

    /** libc chooses the rule. Some versions read it from a file, and are off by hours on the days of change. */
    @ParameterizedTest
    @ValueSource(strings = {"EST5EDT,", "EST5EDT4", "CET-1CEST", "<+01>-1<+02>"})
    void inZonesWithoutARuleWinterAndSummerAreThoseOfDate(String zone) throws Exception {
        assertTimesOfDate(zone, List.of(1_768_000_000L, 1_772_000_000L, 1_775_000_000L, 1_783_000_000L, 1_793_000_000L,
                1_794_000_000L));
    }

    private static void assertTimesOfDate(String zone, List<Long> seconds) throws IOException, InterruptedException {
        List<String> expected = date(zone, seconds);
        Iterator<Long> next = seconds.iterator();
        AtomicLong now = new AtomicLong();
        LocalClock clock = LocalClock.of(Map.of("TZ", zone), new Clock() {
            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(now.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId other) {
                throw new AssertionError();
            }
        });
        for (String text : expected) {
            now.set(next.next());
            assertEquals(text, LocalDateTime.now(clock).format(FORMAT), () -> "second " + now);
        }
        assertFalse(next.hasNext());
    }

    /** Each hour around likely changes of two years, one of them a leap year, and some times of the past and future. */
    private static List<Long> seconds() {
        List<Long> seconds = new ArrayList<>(List.of(0L, 1L, 500_000_000L, 1_000_000_000L,
                2_147_483_647L, 2_147_483_648L, 4_000_000_000L));
        for (int year : new int[] {2026, 2028}) {
            long newYear = LocalDateTime.of(year, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
            for (long second = newYear - 24 * HOUR; second < newYear + 367 * 24 * HOUR; second += HOUR) {
                seconds.add(second);
            }
        }
        return seconds;
    }

    private static List<String> date(String zone, List<Long> seconds) throws IOException, InterruptedException {
        Path input = Files.createTempFile("seconds", "");
        Files.write(input, seconds.stream().map(second -> "@" + second).toList());
        ProcessBuilder builder = new ProcessBuilder("date", "-f", input.toString(), "+%Y-%m-%d %H:%M:%S");
        builder.environment().put("TZ", zone);
        builder.environment().remove("TZDIR");
        Process date = builder.start();
        String text = new String(date.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(0, date.waitFor());
        Files.delete(input);
        return text.lines().toList();
    }

    private static String time(Map<String, String> environment, long second) {
        return LocalDateTime.now(clock(environment, second)).format(FORMAT);
    }

    private static LocalClock clock(Map<String, String> environment, long second) {
        return LocalClock.of(environment, Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
    }

    @Test
    void validZonesCauseNoWarning() {
        zones().forEach(zone -> assertEquals(Optional.empty(), clock(Map.of("TZ", zone), 0).warning(), zone));
        assertEquals(Optional.empty(), LocalClock.of(Map.of()).warning());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Atlantis", "EST", "AB3", "GMT+25", "GMT+8:60", "GMT+", "XXX24", "EST5EDT,M3.2.0",
            "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J365",
            "EST5EDT,J1,J366", "EST5EDT,0,366", "EST5EDT,M3.2.0/168,M11.1.0", "<+3>-3", "<+03-3", "GMT+8 ",
            "/etc/passwd", "/", ".", "/dev/null", "\u0663", "EST5EDT19"})
    void otherTextsAreWarnedOfAndTheTimeIsUtc(String zone) {
        // Without the files of tzdata, so that EST is no zone.
        LocalClock clock = clock(Map.of("TZ", zone, "TZDIR", "/nowhere"), 0);
        assertEquals("1970-01-01 00:00:00", LocalDateTime.now(clock).format(FORMAT));
        assertTrue(clock.warning().orElseThrow().startsWith("TZ=" + zone + " is not a time zone, as in "));
    }

    @ParameterizedTest
    @CsvSource({"Europe/Berlin, 1970-01-01 01:00:00", "EST5EDT, 1969-12-31 19:00:00"})
    void zonesAreKnownWithoutTheFilesOfTzdata(String zone, String text) {
        assertEquals(text, time(Map.of("TZ", zone, "TZDIR", "/nowhere"), 0));
    }

    @Test
    void theDirectoryOfTimeZonesMayBeElsewhere(@TempDir Path directory) throws IOException {
        Files.copy(Path.of("/usr/share/zoneinfo/Asia/Tokyo"), directory.resolve("Home"));
        assertEquals("1970-01-01 09:00:00", time(Map.of("TZ", "Home", "TZDIR", directory.toString()), 0));
    }

    @Test
    void withoutTheVariableTheZoneIsThatOfTheMachine() throws IOException {
        long second = 1_780_000_000L;
        String localtime = Path.of("/etc/localtime").toRealPath().toString();
        assertEquals(time(Map.of("TZ", localtime), second), time(Map.of(), second));
    }

    @Test
    void aBrokenFileIsNoZone(@TempDir Path directory) throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("/usr/share/zoneinfo/Europe/Berlin"));
        Path file = directory.resolve("zone");
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            time(Map.of("TZ", file.toString()), 0);
        }
        for (int i = 20; i < 44; i++) {
            byte[] changed = whole.clone();
            changed[i] = -1;
            Files.write(file, changed);
            assertTrue(clock(Map.of("TZ", file.toString()), 0).warning().isPresent(), "byte " + i);
        }
    }

    @Test
    void theOffsetIsThatOfNow() {
        Map<String, String> berlin = Map.of("TZ", "CET-1CEST,M3.5.0,M10.5.0/3");
        assertEquals(ZoneOffset.ofHours(2), clock(berlin, 1_782_000_000L).getZone());
        assertEquals(ZoneOffset.ofHours(1), clock(berlin, 1_766_000_000L).getZone());
    }
}
