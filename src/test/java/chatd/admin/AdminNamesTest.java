package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import chatd.store.KeyCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** The commands of administrators about registered names. */
class AdminNamesTest {

    @TempDir
    private Path directory;
    private AdminFixture fixture;

    @BeforeEach
    void open() {
        fixture = AdminFixture.withNames(directory);
    }

    private void answers(String command, String... answer) {
        assertEquals(List.of(answer), fixture.ask(command));
    }

    /** Registers a name; returns its key. */
    private String register(String name) {
        List<String> answer = fixture.ask("register " + name);
        String key = answer.get(0).substring(answer.get(0).lastIndexOf(' ') + 1);
        assertEquals(List.of("registered " + name + "; its key is " + key,
                "to use the name, enter: " + name + ' ' + key), answer);
        return key;
    }

    private String file() throws IOException {
        return Files.readString(directory.resolve("names"));
    }

    // register, unregister

    @Test
    void registerShowsTheKeyOnceTheNameIsSaved() throws IOException {
        String key = register("alice");
        assertEquals(KeyCheck.RIGHT, fixture.names.check("alice", key));
        assertTrue(file().contains("\nalice\t"));
    }

    @Test
    void registeringAgainMakesANewKey() {
        String old = register("alice");
        String key = register("alice");
        assertEquals(KeyCheck.WRONG, fixture.names.check("alice", old));
        assertEquals(KeyCheck.RIGHT, fixture.names.check("alice", key));
    }

    @Test
    void theLogSaysThatANameIsRegisteredAndNotItsKey() {
        List<String> log = LogCapture.by(Answer.class, Level.DEBUG, () -> register("alice"));
        assertEquals(List.of("INFO Administrator local:1: register alice: registered alice"), log);
    }

    @Test
    void anAnswerThatWaitsForTheDiskComesInItsOrder() {
        fixture.stall();
        Client other = fixture.anotherAdmin();
        fixture.admin.send("register alice\nbans\n");
        fixture.daemon.turn();
        fixture.daemon.turn();
        assertEquals("", fixture.admin.received());
        assertEquals(List.of("no bans"), fixture.ask(other, "bans\n"));
        fixture.goOn();
        List<String> lines = fixture.admin.lines();
        assertTrue(lines.get(0).startsWith("registered alice; "), lines::toString);
        assertEquals(List.of("", "no bans", ""), lines.subList(2, lines.size()));
    }

    @Test
    void anAdministratorThatEndsItsInputStillGetsALateAnswer() {
        fixture.stall();
        fixture.admin.send("register alice\n");
        fixture.admin.endInput();
        fixture.daemon.turn();
        fixture.goOn();
        assertTrue(fixture.admin.lines().get(0).startsWith("registered alice; "));
        assertTrue(fixture.admin.isClosed());
    }

    @Test
    void anAnswerToAClosedConnectionIsDropped() {
        fixture.stall();
        fixture.admin.send("register alice\n");
        fixture.daemon.turn();
        fixture.admin.reset();
        fixture.goOn();
        assertTrue(fixture.admin.isClosed());
        assertEquals(List.of("freed the name alice"), fixture.ask(fixture.anotherAdmin(), "unregister alice\n"));
    }

    @Test
    void aNameThatSomebodyUsesWithoutAKeyIsNotRegistered() {
        fixture.join("Alice");
        answers("register alice", "error: number 1 uses the name Alice without a key; rename it first");
        answers("rename alice al", "renamed number 1, name Alice, address 127.0.0.1:50000 to al");
        register("alice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "register a,b | A name is 1 to 32 letters, digits, '_', '-' or '.'. Choose another.",
            "register 127.0.0.1 | That is an address, and not yours. Choose another.",
            "register server | That name is reserved. Choose another.",
            "register | usage: register NAME", "unregister | usage: unregister NAME",
            "unregister alice | alice is not a registered name", "op alice | alice is not a registered name",
            "deop alice | alice is not a registered name"})
    void aWrongNameIsAnErrorAndNothingIsSaved(String command, String error) {
        answers(command, "error: " + error);
        assertFalse(Files.exists(directory.resolve("names")));
    }

    @Test
    void thereIsALimitOfRegisteredNames() {
        List.of("alice", "bob", "carol").forEach(this::register);
        answers("register dave", "error: the most names that --max-registered-names allows are registered: 3");
        answers("unregister BOB", "freed the name bob");
        register("dave");
    }

    @Test
    void aChangeThatCannotBeSavedIsAnErrorAndNotLogged() throws IOException {
        register("alice");
        Files.createDirectories(directory.resolve("names.tmp").resolve("full"));
        List<String> log = LogCapture.by(Answer.class, Level.DEBUG, () -> {
            for (String command : List.of("register bob", "op alice", "unregister alice", "mute alice")) {
                String answer = fixture.ask(command).get(0);
                assertTrue(answer.startsWith("error: "), answer);
            }
        });
        assertEquals(List.of(), log);
        answers("ops", "no operators");
        answers("mutes", "no mutes");
    }

    // Operators

    @Test
    void operatorsAreKeptInTheFile() throws IOException {
        register("bob");
        register("Alice");
        answers("ops", "no operators");
        answers("op bob", "bob is an operator now");
        answers("op ALICE", "Alice is an operator now");
        answers("op alice", "error: Alice is already an operator");
        assertTrue(file().contains("\top\t"));
        answers("ops", "Alice  last seen 2026-01-02", "bob    last seen 2026-01-02");
        answers("deop bob", "bob is no longer an operator");
        answers("deop bob", "error: bob is not an operator; try ops");
        answers("ops", "Alice  last seen 2026-01-02");
        answers("unregister alice", "freed the name Alice");
        answers("ops", "no operators");
    }

    @Test
    void changesOfOperatorsAreLogged() {
        register("alice");
        List<String> log = LogCapture.by(Answer.class, Level.INFO, () -> {
            fixture.ask("op alice");
            fixture.ask("ops");
            fixture.ask("deop alice");
            fixture.ask("unregister alice");
        });
        assertEquals(List.of("INFO Administrator local:1: op alice: alice is an operator now",
                "INFO Administrator local:1: deop alice: alice is no longer an operator",
                "INFO Administrator local:1: unregister alice: freed the name alice"), log);
    }

    // Mutes

    @Test
    void aRegisteredNameIsMutedInTheFile() throws IOException {
        register("Bob");
        register("alice");
        answers("mute BOB 2d", "muted the name BOB for 2d");
        answers("mute alice", "muted the name alice for ever");
        answers("mute 192.0.2.7 1h", "muted 192.0.2.7 for 1h");
        assertTrue(file().contains("\t2026-01-04T14:03:04Z\t"));
        answers("mutes", "192.0.2.7 for another 1h", "Bob* for another 2d", "alice* for ever");
        answers("unmute bob", "lifted the mute of the name bob");
        answers("unmute bob", "error: the name bob is not muted; try mutes");
        answers("mutes", "192.0.2.7 for another 1h", "alice* for ever");
    }

    // Without a file

    @ParameterizedTest
    @ValueSource(strings = {"register alice", "unregister alice", "op alice", "deop alice", "ops"})
    void withoutAFileOfNamesTheErrorNamesTheOption(String command, @TempDir Path other) {
        fixture = new AdminFixture(other);
        answers(command, "error: names cannot be registered: chatd runs without --names-file");
    }
}
