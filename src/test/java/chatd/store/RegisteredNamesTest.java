package chatd.store;

import static chatd.store.KeyCheck.MISTYPED;
import static chatd.store.KeyCheck.NO_KEY_SHAPE;
import static chatd.store.KeyCheck.RIGHT;
import static chatd.store.KeyCheck.WRONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class RegisteredNamesTest {

    private static final IOException FULL = new IOException("No space left on device");
    private static final String OTHER_KEY = Key.of(new byte[Key.BYTES]).text();

    private final NamesFixture fixture;
    private final RegisteredNames names;

    RegisteredNamesTest() throws IOException {
        fixture = new NamesFixture().open();
        names = fixture.names();
    }

    private static List<String> sorted(Iterable<RegisteredName> some) {
        TreeSet<String> sorted = new TreeSet<>();
        some.forEach(name -> sorted.add(name.name()));
        return List.copyOf(sorted);
    }

    private static String end(NamesFixture of) {
        return of.storage.text().lines().reduce((first, second) -> second).orElseThrow();
    }

    // Keys

    @Test
    void theKeyOfANameIsRightAndAnotherIsWrong() {
        String key = fixture.registered("Alice");
        assertEquals(RIGHT, names.check("alice", key));
        assertEquals(RIGHT, names.check("alice", key.toUpperCase().replace("-", "")));
        assertEquals(WRONG, names.check("alice", OTHER_KEY));
        assertEquals(WRONG, names.check("bob", key));
        assertEquals(MISTYPED, names.check("alice", key.substring(1)));
        assertEquals(NO_KEY_SHAPE, names.check("alice", "bob"));
        assertNotEquals(key, fixture.registered("bob"));
    }

    @Test
    void aNameIsTakenAtOnceButItsKeyWorksOnceItIsSaved() throws IOException {
        fixture.keys = () -> Key.of(new byte[Key.BYTES]);
        fixture.register("Alice");
        assertEquals("Alice", names.find("alice").name());
        assertTrue(names.find("alice").hasKey());
        assertEquals(WRONG, names.check("alice", OTHER_KEY));
        fixture.writer.remove().run();
        assertEquals(WRONG, names.check("alice", OTHER_KEY));
        assertEquals(List.of(), fixture.answers());
        fixture.runLoop();
        assertEquals(List.of("Alice is saved"), fixture.answers());
        assertEquals(RIGHT, names.check("alice", OTHER_KEY));
    }

    @Test
    void theOldKeyWorksUntilTheNewOneIsSaved() throws IOException {
        String old = fixture.registered("alice");
        List<Registration> done = new ArrayList<>();
        names.register("ALICE", "alice", done::add);
        assertEquals(RIGHT, names.check("alice", old));
        names.setOperator("alice", true, fixture.note("op"));
        assertEquals(RIGHT, names.check("alice", old));
        fixture.settle();
        assertEquals(WRONG, names.check("alice", old));
        assertEquals(RIGHT, names.check("alice", done.get(0).key()));
        assertEquals("ALICE", names.find("alice").name());
        assertEquals(1, names.size());
    }

    @Test
    void aNewKeyThatIsAskedForDuringAWriteWorksOnceTheNextOneIsSaved() throws IOException {
        List<Registration> done = new ArrayList<>();
        names.register("alice", "alice", done::add);
        names.register("alice", "alice", done::add);
        fixture.write();
        assertEquals(1, done.size());
        assertEquals(RIGHT, names.check("alice", done.get(0).key()));
        fixture.write();
        assertEquals(WRONG, names.check("alice", done.get(0).key()));
        assertEquals(RIGHT, names.check("alice", done.get(1).key()));
    }

    @Test
    void aRemovedNameHasNoKey() {
        String key = fixture.registered("alice");
        names.remove("alice", fixture.note("remove"));
        assertNull(names.find("alice"));
        assertEquals(WRONG, names.check("alice", key));
    }

    @Test
    void withoutRandomNumbersNoNameIsRegistered() throws IOException {
        fixture.keys = () -> {
            throw new IOException("no random numbers");
        };
        fixture.register("alice");
        assertEquals(List.of(), fixture.answers());
        fixture.runLoop();
        assertEquals(List.of("alice: cannot make a key: no random numbers"), fixture.answers());
        assertNull(names.find("alice"));
        assertTrue(names.isSaved());
    }

    // Properties of a name

    @Test
    void allPropertiesOfANameSurviveARestart() throws IOException {
        String key = fixture.registered("Алиса");
        names.setOperator("алиса", true, fixture.note("op"));
        names.mute("алиса", 1_800_000_000_001L, fixture.note("mute"));
        names.registerUser("bob", "bob", "robert", fixture.note("bob"));
        names.mute("bob", RegisteredName.FOR_EVER, fixture.note("mute"));
        fixture.settle();
        assertEquals(List.of("op is saved", "mute is saved", "bob is saved", "mute is saved"), fixture.answers());
        RegisteredNames again = fixture.restart().names();
        RegisteredName alice = again.find("алиса");
        assertEquals("Алиса", alice.name());
        assertEquals("Алиса", alice.toString());
        assertTrue(alice.isOperator());
        assertEquals(1_800_000_001_000L, alice.mutedUntil());
        assertEquals(LocalDate.of(2026, 11, 28), alice.made());
        assertEquals(LocalDate.of(2026, 11, 28), alice.lastUsed());
        assertNull(alice.user());
        assertEquals(RIGHT, again.check("алиса", key));
        RegisteredName bob = again.find("bob");
        assertEquals("robert", bob.user());
        assertFalse(bob.hasKey());
        assertFalse(bob.isOperator());
        assertEquals(RegisteredName.FOR_EVER, bob.mutedUntil());
        assertEquals(WRONG, again.check("bob", key));
        assertEquals(List.of("bob", "Алиса"), sorted(again.all()));
        assertEquals(List.of("Алиса"), sorted(again.operators()));
    }

    @Test
    void theFileHasTheSameNamesAsTheMemory() throws IOException {
        fixture.registered("alice");
        names.mute("alice", 1_800_000_000_001L, fixture.note("mute"));
        fixture.settle();
        assertEquals(names.find("alice").mutedUntil(), fixture.restart().names().find("alice").mutedUntil());
    }

    @Test
    void aMuteEnds() {
        fixture.registered("alice");
        assertFalse(names.find("alice").isMuted(0));
        names.mute("alice", 5000, fixture.note("mute"));
        assertTrue(names.find("alice").isMuted(4999));
        assertFalse(names.find("alice").isMuted(5000));
        names.mute("alice", -1, fixture.note("mute"));
        assertEquals(RegisteredName.NOT_MUTED, names.find("alice").mutedUntil());
        names.mute("alice", UtcText.LAST_SECOND * 1000, fixture.note("mute"));
        assertEquals(UtcText.LAST_SECOND * 1000, names.find("alice").mutedUntil());
        names.mute("alice", UtcText.LAST_SECOND * 1000 + 1, fixture.note("mute"));
        assertEquals(RegisteredName.FOR_EVER, names.find("alice").mutedUntil());
        names.mute("alice", Long.MAX_VALUE - 1, fixture.note("mute"));
        assertEquals(RegisteredName.FOR_EVER, names.find("alice").mutedUntil());
        assertTrue(names.find("alice").isMuted(Long.MAX_VALUE - 1));
    }

    @Test
    void anOperatorCanBecomeAnOrdinaryMemberAgain() {
        fixture.registered("alice");
        names.setOperator("alice", true, fixture.note("op"));
        names.setOperator("alice", false, fixture.note("deop"));
        fixture.settle();
        assertEquals(List.of(), sorted(names.operators()));
    }

    @Test
    void aNameMayHaveBothAKeyAndALocalUser() {
        String key = fixture.registered("alice");
        names.registerUser("alice", "alice", "al", fixture.note("user"));
        fixture.settle();
        assertEquals(RIGHT, names.check("alice", key));
        assertEquals("al", names.find("alice").user());
        String next = fixture.registered("alice");
        assertEquals(RIGHT, names.check("alice", next));
        assertEquals("al", names.find("alice").user());
    }

    @Test
    void onlyARegisteredNameCanBeChanged() {
        names.remove("bob", fixture.note("remove"));
        names.setOperator("bob", true, fixture.note("op"));
        names.mute("bob", 1, fixture.note("mute"));
        names.touch("bob");
        assertEquals(List.of(), fixture.answers());
        fixture.settle();
        assertEquals(List.of("remove: the name is not registered", "op: the name is not registered",
                "mute: the name is not registered"), fixture.answers());
        assertEquals(0, fixture.storage.saves);
    }

    @Test
    void aNameWithCharactersThatTheFileCannotContainIsNotRegistered() {
        fixture.register("a\tb");
        names.registerUser("alice", "alice", "al\nice", fixture.note("user"));
        names.registerUser("al\u2028ice", "alice", "alice", fixture.note("name"));
        fixture.settle();
        assertEquals(List.of("a\tb: a name with such characters cannot be registered",
                "user: a name with such characters cannot be registered",
                "name: a name with such characters cannot be registered"), fixture.answers());
        assertEquals(0, names.size());
    }

    @Test
    void noMoreNamesThanAllowedAreRegistered() throws IOException {
        NamesFixture small = new NamesFixture().open(1, NamesFixture.AGE);
        small.registered("alice");
        assertTrue(small.names().isFull());
        small.register("bob");
        small.names().registerUser("carol", "carol", "carol", small.note("carol"));
        small.register("Alice");
        small.settle();
        String full = ": the most names that --max-registered-names allows are registered: 1";
        assertEquals(List.of("bob" + full, "carol" + full, "Alice is saved"), small.answers());
        small.names().remove("alice", small.note("remove"));
        assertFalse(small.names().isFull());
    }

    // Writing

    @Test
    void changesDuringAWriteAreSavedTogetherByTheNext() {
        fixture.register("alice");
        fixture.register("bob");
        fixture.register("carol");
        names.setOperator("alice", true, fixture.note("op"));
        assertEquals(1, fixture.writer.size());
        assertFalse(names.isSaved());
        fixture.write();
        assertEquals(List.of("alice is saved"), fixture.answers());
        assertEquals("# end: names 1", end(fixture));
        assertEquals(1, fixture.writer.size());
        fixture.write();
        assertEquals(List.of("bob is saved", "carol is saved", "op is saved"), fixture.answers());
        assertEquals("# end: names 3", end(fixture));
        assertEquals(0, fixture.writer.size());
        assertEquals(2, fixture.storage.saves);
        assertTrue(names.isSaved());
    }

    @Test
    void aWriteHasNothingOfLaterChanges() throws IOException {
        fixture.registered("alice");
        names.setOperator("alice", true, fixture.note("op"));
        names.remove("alice", fixture.note("remove"));
        fixture.write();
        assertTrue(fixture.restart().names().find("alice").isOperator());
        fixture.write();
        assertNull(fixture.restart().names().find("alice"));
    }

    @Test
    void ifAWriteFailsItsChangesAndAllLaterOnesAreUndone() throws IOException {
        String key = fixture.registered("alice");
        String before = fixture.storage.text();
        fixture.storage.failure = FULL;
        fixture.register("Alice");
        fixture.register("bob");
        names.remove("alice", fixture.note("remove"));
        names.setOperator("bob", true, fixture.note("op"));
        fixture.settle();
        String reason = ": No space left on device";
        assertEquals(List.of("Alice" + reason, "bob" + reason, "remove" + reason, "op" + reason), fixture.answers());
        assertEquals(List.of("alice"), sorted(names.all()));
        assertEquals(RIGHT, names.check("alice", key));
        assertEquals(before, fixture.storage.text());
        assertTrue(names.isSaved());
        fixture.storage.failure = null;
        fixture.register("bob");
        fixture.settle();
        assertEquals(List.of("bob is saved"), fixture.answers());
        assertEquals(List.of("alice", "bob"), sorted(fixture.restart().names().all()));
    }

    @Test
    void aFailureIsLoggedOnceUntilTheFileIsSavedAgain() {
        fixture.storage.failure = FULL;
        assertEquals(List.of("WARN Cannot save registered names: No space left on device"), logOfRegistering("alice"));
        assertEquals(List.of(), logOfRegistering("alice"));
        fixture.storage.failure = null;
        assertEquals(List.of("INFO Registered names are saved again"), logOfRegistering("alice"));
        assertEquals(List.of(), logOfRegistering("bob"));
    }

    private List<String> logOfRegistering(String name) {
        return LogCapture.by(RegisteredNames.class, Level.INFO, () -> {
            fixture.register(name);
            fixture.settle();
        });
    }

    @Test
    void aBugInSavingUndoesTheChangesToo() {
        fixture.storage.failure = new IllegalStateException();
        fixture.register("alice");
        fixture.settle();
        assertEquals(List.of("alice: java.lang.IllegalStateException"), fixture.answers());
        assertNull(names.find("alice"));
    }

    @Test
    void changesThatTheWriterRefusesAreUndone() {
        fixture.rejects = true;
        fixture.register("alice");
        assertEquals(List.of(), fixture.answers());
        fixture.settle();
        assertEquals(List.of("alice: too much waits to be written already"), fixture.answers());
        assertNull(names.find("alice"));
        fixture.rejects = false;
        assertNotNull(fixture.registered("alice"));
    }

    @Test
    void anAcknowledgementThatFailsDoesNotKeepTheOthersWaiting() {
        fixture.registered("alice");
        List<String> log = LogCapture.by(NameChanges.class, Level.ERROR, () -> {
            names.setOperator("alice", true, fixture.note("first"));
            names.mute("alice", 1000, problem -> {
                throw new IllegalStateException("a bug");
            });
            names.mute("alice", 2000, fixture.note("last"));
            fixture.settle();
        });
        assertEquals(List.of("first is saved", "last is saved"), fixture.answers());
        assertEquals("ERROR Acknowledging a change of a registered name failed", log.get(0));
    }

    // Days

    @Test
    void aNameIsSavedOnItsFirstUseOfADayOnly() throws IOException {
        fixture.registered("alice");
        names.touch("alice");
        assertTrue(names.isSaved());
        fixture.pass(Duration.ofDays(1));
        names.touch("alice");
        fixture.settle();
        names.touch("alice");
        assertTrue(names.isSaved());
        assertEquals(2, fixture.storage.saves);
        RegisteredName alice = fixture.restart().names().find("alice");
        assertEquals(LocalDate.of(2026, 11, 28), alice.made());
        assertEquals(LocalDate.of(2026, 11, 29), alice.lastUsed());
    }

    @Test
    void aClockThatIsBehindDoesNotMakeANameOlder() throws IOException {
        fixture.registered("alice");
        fixture.pass(Duration.ofDays(-20_000));
        names.touch("alice");
        assertTrue(names.isSaved());
        fixture.registered("alice");
        names.registerUser("alice", "alice", "otto", fixture.note("user"));
        fixture.settle();
        fixture.pass(Duration.ofDays(20_000));
        assertEquals(LocalDate.of(2026, 11, 28), fixture.restart().names().find("alice").lastUsed());
    }

    @Test
    void aNameThatNobodyUsesIsForgotten() throws IOException {
        String key = fixture.registered("alice");
        fixture.pass(Duration.ofDays(90));
        assertNotNull(names.find("alice"));
        fixture.pass(Duration.ofDays(1));
        assertNull(names.find("alice"));
        assertEquals(WRONG, names.check("alice", key));
        assertEquals(List.of(), sorted(names.all()));
        assertEquals(1, names.size());
        fixture.registered("bob");
        assertEquals(1, names.size());
        assertFalse(fixture.storage.text().contains("alice"));
    }

    @Test
    void aForgottenNameMakesRoomForAnother() throws IOException {
        NamesFixture small = new NamesFixture().open(1, NamesFixture.AGE);
        small.registered("alice");
        small.pass(Duration.ofDays(91));
        assertFalse(small.names().isFull());
        assertNotNull(small.registered("bob"));
        assertEquals(List.of("bob"), sorted(small.restart().names().all()));
    }

    @Test
    void anExpiredNameIsNotRead() throws IOException {
        fixture.registered("alice");
        fixture.pass(Duration.ofDays(91));
        NamesFixture again = fixture.restart();
        assertEquals(0, again.names().size());
        assertTrue(again.names().isSaved());
    }

    @Test
    void anExpiredNameCanBeRegisteredBySomebodyElse() {
        String key = fixture.registered("alice");
        names.setOperator("alice", true, fixture.note("op"));
        fixture.settle();
        fixture.pass(Duration.ofDays(91));
        String next = fixture.registered("Alice");
        assertEquals(WRONG, names.check("alice", key));
        assertEquals(RIGHT, names.check("alice", next));
        assertFalse(names.find("alice").isOperator());
        assertEquals(LocalDate.of(2027, 2, 27), names.find("alice").made());
    }

    @Test
    void aNameInUseIsNotForgotten() throws IOException {
        fixture.registered("alice");
        fixture.registered("carol");
        names.keepWhile("alice"::equals);
        fixture.pass(Duration.ofDays(91));
        assertNotNull(names.find("alice"));
        assertNull(names.find("carol"));
        assertEquals(List.of("alice"), sorted(names.all()));
        fixture.registered("bob");
        RegisteredNames again = fixture.restart().names();
        assertEquals(LocalDate.of(2027, 2, 27), again.find("alice").lastUsed());
        assertNull(again.find("carol"));
    }

    @Test
    void withoutAnAgeNoNameIsForgotten() throws IOException {
        NamesFixture endless = new NamesFixture().open(10, Duration.ZERO);
        endless.registered("alice");
        endless.pass(Duration.ofDays(10_000));
        assertNotNull(endless.names().find("alice"));
    }

    // The end

    @Test
    void closingWaitsForAllChanges(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("names");
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            NamesSettings settings = fixture.settings(10, NamesFixture.AGE);
            RegisteredNames real = RegisteredNames.open(file, settings, writer, task -> { });
            List<Registration> done = new ArrayList<>();
            real.register("alice", "alice", done::add);
            real.register("bob", "bob", done::add);
            real.close();
            assertEquals(2, done.size());
            assertEquals("# name", Files.readAllLines(file).get(1).substring(0, 6));
            RegisteredNames again = RegisteredNames.open(file, settings, writer, task -> { });
            assertEquals(List.of("alice", "bob"), sorted(again.all()));
            assertEquals(RIGHT, again.check("alice", done.get(0).key()));
            assertEquals(List.of("names", "names.chatd-lock"), files(directory));
            again.close();
            assertEquals(List.of("names"), files(directory));
        } finally {
            writer.shutdownNow();
        }
    }

    private static List<String> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList());
        }
    }

    @Test
    void anAcknowledgementComesOnceAlthoughClosingHasGivenIt() {
        fixture.register("alice");
        fixture.writer.remove().run();
        names.close();
        assertEquals(List.of("alice is saved"), fixture.answers());
        fixture.settle();
        assertEquals(List.of(), fixture.answers());
        assertTrue(fixture.storage.isClosed);
    }

    @Test
    void closingDoesNotWaitForAWriterThatIsStuck() {
        fixture.register("alice");
        // An interrupted wait ends at once, like one that has taken too long.
        Thread.currentThread().interrupt();
        assertEquals(List.of("WARN The last changes of registered names are not saved yet: the disk is too slow"),
                LogCapture.by(RegisteredNames.class, Level.WARN, names::close));
        assertTrue(Thread.interrupted());
        assertTrue(fixture.storage.isClosed);
    }

    @Test
    void aStorageThatCannotBeReadIsClosed() {
        NamesFixture bad = new NamesFixture(new MemoryStorage("something else\n"));
        assertThrows(IOException.class, bad::open);
        assertTrue(bad.storage.isClosed);
    }
}
