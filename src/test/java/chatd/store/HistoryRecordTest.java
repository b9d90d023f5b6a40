package chatd.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryRecordTest {

    private static final String TIME = HistoryFixture.TIME;
    private static final HistoryRecord HELLO =
            new HistoryRecord(HistoryFixture.NOON, 3600, "#lobby", EventKind.SAID, "alice", "hello");

    private static Optional<HistoryRecord> parse(String line) {
        // There are other bytes around it.
        byte[] bytes = ("\t\n" + line + "\n\t").getBytes(UTF_8);
        return HistoryRecord.parse(bytes, 2, bytes.length - 4);
    }

    private static String encoded(String room, String name, String text) {
        return new String(new HistoryRecord(0, 0, room, EventKind.SAID, name, text).encode(), UTF_8);
    }

    @Test
    void aRecordIsALineOfFieldsThatTabsSeparate() {
        String line = TIME + "\t#lobby\tsaid\talice\thello";
        assertEquals(line + '\n', new String(HELLO.encode(), UTF_8));
        assertEquals(Optional.of(HELLO), parse(line));
    }

    @ParameterizedTest
    @EnumSource(EventKind.class)
    void eachKindHasAWord(EventKind kind) {
        HistoryRecord record = new HistoryRecord(0, 0, "#a", kind, "alice", "");
        byte[] line = record.encode();
        assertEquals("1970-01-01T00:00:00.000Z\t#a\t" + kind.word() + "\talice\t\n", new String(line, UTF_8));
        assertEquals(Optional.of(record), HistoryRecord.parse(line, 0, line.length - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\t", "a\tb\t\tc", " ", "\u0416\u0438\u0437\u043D\u044C", "\u4E2D",
            "\uD83D\uDE00", "\uFFFD", "\u00A0", "#"})
    void aTextMayContainAllButControlCharacters(String text) {
        String line = encoded("#\u4E2D", "\u042Fna", text);
        HistoryRecord expected = new HistoryRecord(0, 0, "#\u4E2D", EventKind.SAID, "\u042Fna", text);
        assertEquals(Optional.of(expected), parse(line.substring(0, line.length() - 1)));
    }

    @ParameterizedTest
    @ValueSource(chars = {'\n', '\r', '\0', '\u001B', '\u007F', '\u0080', '\u0085', '\u009B', '\u009F'})
    void aControlCharacterIsWrittenAsABlank(char control) {
        String expected = "1970-01-01T00:00:00.000Z\t#a b\tsaid\tc d\te\tf\n";
        assertEquals(expected.replace("e\tf", "e f"),
                encoded("#a" + control + "b", "c" + control + "d", "e" + control + "f"));
        assertEquals(expected, encoded("#a\tb", "c\td", "e\tf"));
    }

    @ParameterizedTest
    @ValueSource(chars = {'\n', '\r', '\0', '\u001B', '\u007F', '\u0080', '\u0085', '\u009B', '\u009F'})
    void aControlCharacterInATextOfBytesIsWrittenAsBlanks(char control) {
        byte[] text = ("\tfor" + control + "bar\u00A0\u4E2D" + control).getBytes(UTF_8);
        RecordBuffer buffer = new RecordBuffer();
        buffer.add(0, 0, "#a", EventKind.ME, "b", text, 1, text.length - 1);
        String blank = " ".repeat(String.valueOf(control).getBytes(UTF_8).length);
        assertEquals("1970-01-01T00:00:00.000Z\t#a\tme\tb\tfor" + blank + "bar\u00A0\u4E2D" + blank + '\n',
                new String(buffer.bytes(), 0, buffer.length(), UTF_8));
    }

    @Test
    void halfASurrogatePairIsWrittenAsAQuestionMark() {
        assertTrue(encoded("#a", "b", "\uD83D x \uDE00\uD83D").endsWith("\t? x ??\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "\t\t\t\t", "hello",
            "#lobby\tsaid\talice\thello",
            TIME + "\t#lobby\tsaid\talice",
            TIME + "\t\tsaid\talice\thello",
            TIME + "\tlobby\tsaid\talice\thello",
            TIME + "\t-lobby\tsaid\talice\thello",
            TIME + "\t#lobby\tsay\talice\thello",
            TIME + "\t#lobby\tSAID\talice\thello",
            TIME + "\t#lobby\t\talice\thello",
            TIME + "\t#lob\u0000by\tsaid\talice\thello",
            TIME + "\t#lobby\tsaid\tal\u001Bice\thello",
            TIME + "\t#lobby\tsaid\talice\thello\r",
            TIME + "\t#lobby\tsaid\talice\thel\u0018lo",
            TIME + "\t#lobby\tsaid\talice\thel\u009Blo",
            " " + TIME + "\t#lobby\tsaid\talice\thello"})
    void anyOtherLineIsNoRecord(String line) {
        assertEquals(Optional.empty(), parse(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00FF", "\u00C3", "\u00C3(", "\u00E4\u00B8", "\u00C0\u0080", "\u00ED\u00A0\u0080"})
    void aLineWithInvalidUtf8IsNoRecord(String bytes) {
        for (String fields : new String[] {"#a%\tsaid\tb\tc", "#a\tsaid\tb%\tc", "#a\tsaid\tb\tc%"}) {
            byte[] line = (TIME + '\t' + fields.replace("%", bytes)).getBytes(ISO_8859_1);
            assertEquals(Optional.empty(), HistoryRecord.parse(line, 0, line.length));
        }
    }

    @Test
    void aLineLongerThanAnyRecordIsNotARecord() {
        String start = TIME + "\t#a\tsaid\tb\t";
        int most = HistoryRecord.MAX_BYTES - 1 - start.length();
        assertTrue(parse(start + "x".repeat(most)).isPresent());
        assertFalse(parse(start + "x".repeat(most + 1)).isPresent());
    }

    // Times

    @ParameterizedTest
    @CsvSource({
            "1970-01-01T00:00:00.000Z",
            "1969-12-31T23:59:59.999Z",
            "2000-02-29T12:00:00.050+05:30",
            "1900-02-28T01:02:03.004-11:45",
            "2026-11-28T19:39:24.123+18:00",
            "0000-01-01T00:00:00.000Z",
            "0000-03-01T00:00:00.000-00:01",
            "9999-12-31T23:59:59.999Z"})
    void aTimeIsReadAndWrittenAsItIs(String time) {
        HistoryRecord record = parse(time + "\t#a\tsaid\tb\tc").orElseThrow();
        OffsetDateTime expected = OffsetDateTime.parse(time);
        assertEquals(expected.toInstant().toEpochMilli(), record.millis());
        assertEquals(expected.getOffset().getTotalSeconds(), record.offsetSeconds());
        assertEquals(time + "\t#a\tsaid\tb\tc\n", new String(record.encode(), UTF_8));
    }

    @Test
    void timesEqualThoseOfTheJdk() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            int minutes = random.nextInt(2 * 18 * 60 + 1) - 18 * 60;
            long millis = random.nextLong(-62_100_000_000_000L, 253_402_200_000_000L);
            HistoryRecord record = new HistoryRecord(millis, minutes * 60, "#a", EventKind.SAID, "b", "c");
            byte[] line = record.encode();
            OffsetDateTime read = OffsetDateTime.parse(new String(line, 0, minutes == 0 ? 24 : 29, UTF_8));
            assertEquals(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.ofTotalSeconds(minutes * 60)), read);
            assertEquals(Optional.of(record), HistoryRecord.parse(line, 0, line.length - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "2026-11-28T19:39:24.123", "2026-11-28T19:39:24.12Z", "2026-11-28T19:39:24.1234Z", "2026-11-28T19:39:24Z",
            "2026-11-28 19:39:24.123Z", "2026-13-28T19:39:24.123Z", "2026-00-28T19:39:24.123Z",
            "2026-11-31T19:39:24.123Z", "2026-11-00T19:39:24.123Z", "2026-02-29T19:39:24.123Z",
            "2100-02-29T19:39:24.123Z", "2026-11-28T24:39:24.123Z", "2026-11-28T19:60:24.123Z",
            "2026-11-28T19:39:60.123Z", "2026-11-28T19:39:24.123z", "2026-11-28T19:39:24.123+0100",
            "2026-11-28T19:39:24.123+18:01", "2026-11-28T19:39:24.123+01:60", "2026-11-28T19:39:24.123 01:00",
            "2026-11-28T19:39:24.123+01:00 ", "2026-11-28T19:39:24.123+a1:00", "2026-11-28T19:39:24.123+0a:00",
            "2026-11-28T19:39:24.123+01:a0", "2026-11-28T19:39:24.123+01:0a", "2026-11-28T19:39:24.123+01.00",
            "+026-11-28T19:39:24.123Z", "2026/11-28T19:39:24.123Z", "2026-11-28T19:39:24,123Z", "", "Z"})
    void anyOtherTimeIsNoRecord(String time) {
        assertEquals(Optional.empty(), parse(time + "\t#a\tsaid\tb\tc"));
    }

    @Test
    void aTimeThatCannotBeWrittenIsMovedToTheNearest() {
        HistoryRecord late = new HistoryRecord(Long.MAX_VALUE / 2, 0, "#a", EventKind.SAID, "b", "c");
        HistoryRecord early = new HistoryRecord(Long.MIN_VALUE / 2, 0, "#a", EventKind.SAID, "b", "c");
        assertTrue(new String(late.encode(), UTF_8).startsWith("9999-12-31T23:59:59.999Z\t"));
        assertTrue(new String(early.encode(), UTF_8).startsWith("0000-01-01T00:00:00.000Z\t"));
    }

    @Test
    void secondsOfAnOffsetAreNotWrittenAndTheTimeIsTheSame() {
        HistoryRecord record =
                new HistoryRecord(HistoryFixture.NOON, 3600 + 59, "#lobby", EventKind.SAID, "alice", "hello");
        byte[] line = record.encode();
        assertEquals(Optional.of(HELLO), HistoryRecord.parse(line, 0, line.length - 1));
    }
}
