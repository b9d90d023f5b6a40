package chatd.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class NamesReaderTest {

    private static final String HASH = "374708fff7719dd5979ec875d56cd2286f6d3cf7ec317a3b25632aab28ec37bb";
    private static final String ALICE = line("Alice\t" + HASH + "\t2026-11-01\t2026-11-28\t-\top\t-");
    private static final String BOB = line("bob\t-\t2026-11-02\t2026-11-27\tuser=robert\t-\tfor-ever");
    private static final String DASHA = line("Даша\t" + HASH + "\t2026-11-03\t2026-11-26\t-\t-\t2026-12-01T00:00:00Z");
    private static final String HEADER = NameLine.HEADER + NameLine.FIELDS;
    private static final String FILE = HEADER + ALICE + BOB + DASHA + NameLine.end(3);

    private static String line(String fields) {
        CRC32 checksum = new CRC32();
        checksum.update(fields.getBytes(UTF_8));
        return "%s\t%08x\n".formatted(fields, checksum.getValue());
    }

    private static Map<String, RegisteredName> read(MemoryStorage storage, int most) throws IOException {
        return new NamesReader(new NamesFixture().settings(most, NamesFixture.AGE)).read(storage);
    }

    private static Map<String, RegisteredName> read(String text) throws IOException {
        return read(new MemoryStorage(text), 10);
    }

    /** The warnings that the log shows for a text. */
    private static List<String> log(String text, int most) {
        return LogCapture.by(NamesReader.class, Level.TRACE, () -> {
            try {
                read(new MemoryStorage(text), most);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String problems(String text, int most) {
        List<String> log = log(text, most);
        assertEquals(1, log.size());
        String start = "WARN --names-file names is damaged, and is kept as names.damaged: ";
        assertEquals(start, log.get(0).substring(0, start.length()));
        return log.get(0).substring(start.length());
    }

    private static String problems(String text) {
        return problems(text, 10);
    }

    @Test
    void aCompleteFileIsReadWithoutAWarning() throws IOException {
        assertEquals(List.of(), log(FILE, 10));
        Map<String, RegisteredName> names = read(FILE);
        assertEquals(Set.of("alice", "bob", "даша"), names.keySet());
        assertEquals("robert", names.get("bob").user());
        assertTrue(names.get("alice").isOperator());
    }

    @Test
    void aFileIsWrittenAsItWasRead() throws IOException {
        StringBuilder written = new StringBuilder(HEADER);
        Map<String, RegisteredName> names = read(FILE);
        for (String folded : List.of("alice", "bob", "даша")) {
            written.append(NameLine.encode(names.get(folded)));
        }
        assertEquals(FILE, written.append(NameLine.end(3)).toString());
    }

    @Test
    void anEmptyTextIsNotDamage() throws IOException {
        assertEquals(List.of(), log("", 10));
        assertEquals(Map.of(), read(""));
        assertEquals(Map.of(), read(new MemoryStorage(), 10));
        assertEquals(List.of(), log(HEADER + NameLine.end(0), 10));
    }

    // Damage anywhere

    /** The names of the file above whose lines are complete in both texts. */
    private static Set<String> whole(byte[] text) {
        Set<String> whole = new TreeSet<>();
        List<String> lines = Arrays.asList(new String(text, UTF_8).split("\n", -1));
        Map.of("alice", ALICE, "bob", BOB, "даша", DASHA).forEach((name, line) -> {
            if (lines.contains(line.strip())) {
                whole.add(name);
            }
        });
        return whole;
    }

    private static void assertNothingIsLost(byte[] damaged) {
        MemoryStorage storage = new MemoryStorage(damaged);
        Map<String, RegisteredName> names;
        try {
            names = read(storage, 10);
        } catch (IOException e) {
            assertEquals(Set.of(), whole(damaged));
            assertEquals(0, storage.saves);
            return;
        }
        for (String name : whole(damaged)) {
            RegisteredName found = names.get(name);
            assertNotNull(found, name);
            assertTrue(found.hasKey() || found.user() != null, name);
        }
        for (RegisteredName found : names.values()) {
            assertTrue(!found.hasKey() || whole(damaged).contains(found.name().toLowerCase()), found.name());
        }
        boolean hasHeader = new String(damaged, UTF_8).startsWith(NameLine.HEADER);
        boolean hasAll = damaged.length == 0 || hasHeader && whole(damaged).size() == 3;
        assertTrue(storage.copies.size() == 1 || hasAll, () -> new String(damaged, UTF_8));
    }

    @Test
    void aFileThatIsCutAnywhereLosesNoWholeLine() {
        byte[] text = FILE.getBytes(UTF_8);
        for (int length = 0; length <= text.length; length++) {
            assertNothingIsLost(Arrays.copyOf(text, length));
            assertNothingIsLost(Arrays.copyOfRange(text, length, text.length));
        }
    }

    @Test
    void aFileWithAnyByteChangedLosesNoOtherLine() {
        byte[] text = FILE.getBytes(UTF_8);
        for (int at = 0; at < text.length; at++) {
            int was = text[at];
            for (int changed : new int[] {0, '\t', '\n', '#', '-', 'a', was ^ 1, was ^ 0x20, was ^ 0x80}) {
                byte[] damaged = text.clone();
                damaged[at] = (byte) changed;
                assertNothingIsLost(damaged);
            }
        }
    }

    @Test
    void aFileWithAByteInsertedOrMissingLosesNoOtherLine() {
        byte[] text = FILE.getBytes(UTF_8);
        for (int at = 0; at < text.length; at++) {
            byte[] shorter = new byte[text.length - 1];
            System.arraycopy(text, 0, shorter, 0, at);
            System.arraycopy(text, at + 1, shorter, at, shorter.length - at);
            assertNothingIsLost(shorter);
            for (byte inserted : new byte[] {0, '\t', '\n', '#', 'a', (byte) 0xFF}) {
                byte[] longer = new byte[text.length + 1];
                System.arraycopy(text, 0, longer, 0, at);
                longer[at] = inserted;
                System.arraycopy(text, at, longer, at + 1, text.length - at);
                assertNothingIsLost(longer);
            }
        }
    }

    // The log

    @Test
    void aDamagedLineKeepsItsNameRegisteredWithoutAKey() throws IOException {
        String damaged = HEADER + ALICE.replace("2026-11-28", "2026-11-29") + BOB + NameLine.end(2);
        assertEquals("line 3 is damaged: its name stays registered, without a key; the end is missing",
                problems(damaged));
        RegisteredName alice = read(damaged).get("alice");
        assertEquals("Alice", alice.name());
        assertFalse(alice.hasKey());
        assertFalse(alice.isOperator());
        assertEquals("2026-11-28", alice.lastUsed().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Alice", "\t-", "", "\u0001\t-", "x\uFFFD\u0085\t-"})
    void aDamagedLineWithoutANameIsLeftOut(String line) throws IOException {
        String damaged = HEADER + line + "\n" + BOB + NameLine.end(1);
        assertEquals("line 3 is damaged, and is left out", problems(damaged));
        assertEquals(Set.of("bob"), read(damaged).keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice\t-\t2026-11-01\t2026-11-28\t-\t-", "alice\t-\t2026-11-01\t2026-11-28\t-\t-\t-\t-",
            "alice\tff\t2026-11-01\t2026-11-28\t-\t-\t-", "alice\t-\t2026-11-31\t2026-11-28\t-\t-\t-",
            "alice\t-\t2026-11-01\t-\t-\t-\t-", "alice\t-\t2026-11-01\t2026-11-28\trobert\t-\t-",
            "alice\t-\t2026-11-01\t2026-11-28\tuser=\t-\t-", "alice\t-\t2026-11-01\t2026-11-28\t-\tking\t-",
            "alice\t-\t2026-11-01\t2026-11-28\t-\t-\ttomorrow",
            "alice\txx4708fff7719dd5979ec875d56cd2286f6d3cf7ec317a3b25632aab28ec37bb\t2026-11-01\t2026-11-28\t-\t-\t-"})
    void aLineWhoseFieldsMakeNoSenseIsDamagedAlthoughItsChecksumIsRight(String fields) {
        assertEquals("line 3 is damaged: its name stays registered, without a key",
                problems(HEADER + line(fields) + NameLine.end(0)));
    }

    @Test
    void aLineWithAHashForACommentSignIsNotAName() throws IOException {
        String line = line("#alice\t-\t2026-11-01\t2026-11-28\t-\t-\t-");
        assertEquals(Map.of(), read(HEADER + line + NameLine.end(0)));
    }

    @Test
    void aWholeLineReplacesADamagedOneOfTheSameName() throws IOException {
        String text = HEADER + "alice\t\n" + ALICE + NameLine.end(1);
        assertEquals("line 3 is damaged: its name stays registered, without a key", problems(text));
        assertTrue(read(text).get("alice").hasKey());
    }

    @Test
    void aDamagedLineDoesNotReplaceAWholeOne() throws IOException {
        String text = HEADER + ALICE + "alice\t\n" + NameLine.end(1);
        assertEquals("line 4 is damaged, and is left out", problems(text));
        assertTrue(read(text).get("alice").hasKey());
    }

    @Test
    void theFirstOfTwoLinesWithTheSameNameCounts() throws IOException {
        String text = HEADER + ALICE + line("ALICE\t-\t2026-11-01\t2026-11-28\t-\t-\t-") + NameLine.end(2);
        assertEquals("line 4 has the name of an earlier line again", problems(text));
        assertEquals("Alice", read(text).get("alice").name());
    }

    @Test
    void namesBeyondTheLimitAreLeftOut() throws IOException {
        assertEquals("line 4 is beyond the 1 of --max-registered-names; "
                + "line 5 is beyond the 1 of --max-registered-names", problems(FILE, 1));
        assertEquals(Set.of("alice"), read(new MemoryStorage(FILE), 1).keySet());
        String damaged = HEADER + ALICE + "bob\t\n" + NameLine.end(1);
        assertEquals(Set.of("alice"), read(new MemoryStorage(damaged), 1).keySet());
    }

    @Test
    void anExpiredNameIsNotDamageAndDoesNotCount() throws IOException {
        String old = line("old\t-\t2026-01-01\t2026-01-02\t-\t-\t-");
        String text = HEADER + old + ALICE + NameLine.end(2);
        assertEquals(List.of("INFO --names-file names: 1 of 2 names are forgotten: they were last used longer than "
                + "--names-age ago"), log(text, 1));
        MemoryStorage storage = new MemoryStorage(text);
        assertEquals(Set.of("alice"), read(storage, 1).keySet());
        assertEquals(0, storage.copies.size());
    }

    @Test
    void aCopyIsKeptBeforeAllNamesAreForgottenAtOnce() throws IOException {
        NamesFixture daemon = new NamesFixture(new MemoryStorage(FILE));
        daemon.pass(Duration.ofDays(2000));
        assertEquals(List.of("WARN --names-file names is outdated, and is kept as names.outdated: all names in it (3) "
                + "are forgotten, because they were last used longer than --names-age ago. The clock may be wrong: "
                + "the date is 2032-05-20 (UTC)"), LogCapture.by(NamesReader.class, Level.TRACE, () -> {
                    try {
                        daemon.open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
        daemon.registered("carol");
        assertFalse(daemon.storage.text().contains("Alice"));
        assertEquals(1, daemon.storage.copies.size());
        assertEquals(FILE, new String(daemon.storage.copies.get(0), UTF_8));
    }

    @Test
    void namesAreNotForgottenWithoutACopy() {
        NamesFixture daemon = new NamesFixture(new MemoryStorage(FILE));
        daemon.pass(Duration.ofDays(2000));
        daemon.storage.failure = new IOException("disk full");
        assertThrows(IOException.class, daemon::open);
    }

    @Test
    void aMissingEndIsDamage() {
        assertEquals("the end is missing", problems(HEADER + ALICE + BOB + DASHA));
        assertEquals("the end is missing", problems(HEADER + ALICE + BOB + NameLine.end(3)));
        assertEquals("it goes on after its end, in line 6",
                problems(HEADER + ALICE + BOB + NameLine.end(2) + DASHA));
    }

    @Test
    void aMissingHeaderIsDamage() {
        assertEquals("line 1 is not the header", problems(ALICE + NameLine.end(1)));
        assertEquals("line 1 is not the header", problems("# chatd names 2\n" + ALICE + NameLine.end(1)));
        assertEquals("line 1 is not the header; the end is missing", problems("# chatd nam"));
        assertEquals("the end is missing", problems("# chatd names 1"));
    }

    @Test
    void onlyTheFirstProblemsAreDescribed() {
        String described = problems(HEADER + ALICE + "\n".repeat(1000) + NameLine.end(1));
        assertTrue(described.endsWith("; line 13 is damaged, and is left out; and 990 more"), described);
    }

    @Test
    void aVeryLongLineIsDamagedAndTheNextIsRead() throws IOException {
        String text = HEADER + "alice\t" + "x".repeat(100_000) + "\n" + BOB + NameLine.end(1);
        assertEquals("line 3 is damaged: its name stays registered, without a key", problems(text));
        assertEquals(Set.of("alice", "bob"), read(text).keySet());
        String user = "u".repeat(128);
        String longest = "я".repeat(128);
        String line = line(longest + "\t" + HASH + "\t2026-11-01\t2026-11-28\tuser=" + user
                + "\top\t2026-12-01T00:00:00Z");
        assertTrue(line.getBytes(UTF_8).length <= NameLine.MOST_BYTES);
        assertEquals(List.of(), log(HEADER + line + NameLine.end(1), 10));
        assertFalse(NameLine.canHold("x".repeat(129)));
    }

    @Test
    void theLogDoesNotShowTheContentsOfLines() {
        List<String> said = new ArrayList<>(log(HEADER + ALICE.replace("op", "po") + "secret\n" + "x\tsecret", 10));
        assertFalse(said.toString().contains("secret"));
        assertFalse(said.toString().contains(HASH));
        assertFalse(said.toString().contains("Alice"));
    }

    // Other files

    @ParameterizedTest
    @ValueSource(strings = {"\n", "hello\n", "\0\0\0\0", "alice:x:1000:1000\n", "# chatd\n", "#\n", "# chatd nam\n",
            "alice\tbob\n", "\uFEFF# chatd names 1\n"})
    void aFileWithoutHeaderAndWholeLineIsRefused(String text) {
        MemoryStorage storage = new MemoryStorage(text);
        IOException e = assertThrows(IOException.class, () -> read(storage, 10));
        assertEquals("--names-file names: it is not a file of registered names, and stays as it is", e.getMessage());
        assertEquals(0, storage.copies.size());
    }

    @Test
    void aFileOfAnotherVersionIsRefused() {
        IOException e = assertThrows(IOException.class, () -> read("# chatd names 2\nsomething\n"));
        assertEquals("--names-file names: another version of chatd has written it", e.getMessage());
    }

    @Test
    void aDamagedFileThatCannotBeSetAsideIsRefused() {
        MemoryStorage storage = new MemoryStorage(HEADER);
        storage.failure = new IOException("disk full");
        assertThrows(IOException.class, () -> read(storage, 10));
    }

    @Test
    void aDamagedFileIsWrittenAgainSoThatTheNextStartFindsNoDamage() throws IOException {
        NamesFixture daemon = new NamesFixture(new MemoryStorage(HEADER + BOB)).open();
        assertFalse(daemon.names().isSaved());
        daemon.settle();
        assertEquals(HEADER + BOB + NameLine.end(1), daemon.storage.text());
        assertEquals(1, daemon.storage.copies.size());
        assertTrue(daemon.restart().names().isSaved());
    }
}
