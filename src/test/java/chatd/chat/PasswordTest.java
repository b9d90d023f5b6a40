package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import chatd.sim.SimulatedNetwork.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** The password file: what it may contain, when it is read again, and what the log says. */
class PasswordTest {

    private static final int MAX_LINE = 16;
    private static final String NAME = "--password-file ";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void createForTheOwnerAlone() throws IOException {
        file = directory.resolve("password");
        Files.createFile(file);
        mode("rw-------");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private void mode(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String problem(Path path) {
        String problem = assertThrows(IOException.class, () -> new Password(path, MAX_LINE)).getMessage();
        String beginning = "cannot read " + NAME + path + ": ";
        assertEquals(beginning, problem.substring(0, beginning.length()));
        return problem.substring(beginning.length());
    }

    private String problemWith(String text) throws IOException {
        write(text);
        return problem(file);
    }

    private List<String> log(Level from) {
        return LogCapture.by(Password.class, from, () -> {
            try {
                new Password(file, MAX_LINE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Whether somebody who types this, in a room with the password of the file, is let in. */
    private boolean opens(byte[] typed) {
        ChatFixture daemon = new ChatFixture().password(file);
        Client client = daemon.connect();
        client.lines();
        client.send(typed);
        daemon.turn();
        return !client.lines().isEmpty();
    }

    private boolean opens(String typed) {
        return opens((typed + '\n').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "secret\n", "secret\r\n"})
    void thePasswordIsTheFirstLineOfTheFileWithoutItsEnding(String text) throws IOException {
        write(text);
        assertTrue(opens("secret"));
        assertTrue(opens("secret\r"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "s", "secre", "secrett", "Secret", "tecret", "secreT", " secret", "secret ",
            "secret\t", "terces", "s\u0435cret", "secretsecret", "/quit", "alice"})
    void nothingElseMatches(String typed) throws IOException {
        write("secret\n");
        assertFalse(opens(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"пароль", "密码 密码", " s ", "x", "🔑", "/quit", "é", "\u00a0x", "1234567890123456"})
    void itMayBeAnyLineThatCanBeTyped(String password) throws IOException {
        write(password + '\n');
        assertTrue(opens(password));
        assertFalse(opens(password + '.'));
    }

    @Test
    void invalidUtf8IsNotReadAsAReplacementCharacter() throws IOException {
        write("x?\n");
        assertFalse(opens(new byte[] {'x', (byte) 0x80, '\n'}));
        assertEquals("it has characters that nobody sees", problemWith("x\ufffd\n"));
    }

    @Test
    void theFileMustBeReadable() throws IOException {
        assertEquals("it is not a regular file", problem(directory));
        assertEquals("it is not a regular file", problem(Path.of("/dev/null")));
        Files.delete(file);
        assertEquals("there is no such file", problem(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\nsecret\n", " \t\n", "\u3000", "\u2800\u3164\n"})
    void theFirstLineMustNotBeEmpty(String text) throws IOException {
        assertEquals("there is no password in its first line", problemWith(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret\n\n", "one\ntwo", "secret\r\n \r\n", "one\rtwo"})
    void thereMustBeNoOtherLine(String text) throws IOException {
        assertEquals("it has more than one line", problemWith(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\u001b[1m", "a\tb", "\u007f", "\u0085x", "se\ufeffcret", "\ufeff\ufeffsecret",
            "a\u202eb", "a\u2028b", "a\u2029b", "a\u200bb"})
    void aPasswordWithInvisibleCharactersIsRejected(String text) throws IOException {
        assertEquals("it has characters that nobody sees", problemWith(text));
    }

    @Test
    void aByteOrderMarkBeforeItIsNoPartOfIt() throws IOException {
        write("\ufeffsecret\n");
        assertTrue(opens("secret"));
        assertEquals("there is no password in its first line", problemWith("\ufeff\n"));
    }

    @Test
    void itMustBeUtf8() throws IOException {
        Files.write(file, new byte[] {'x', (byte) 0xE9, '\n'});
        assertEquals("it is not UTF-8", problem(file));
    }

    @Test
    void itMayBeAsLongAsALineButNotLonger() throws IOException {
        write("1234567890123456\n");
        assertNotNull(new Password(file, MAX_LINE));
        assertEquals("the password has more than the 16 bytes of --max-line", problemWith("12345678901234567\n"));
        assertEquals("the password has more than the 16 bytes of --max-line", problemWith("пароль123456\n"));
        assertEquals("it is larger than 65536 bytes", problemWith("x".repeat(65_537)));
        assertEquals("the password has more than the 16 bytes of --max-line", problemWith("x".repeat(65_536)));
    }

    @Test
    void noMessageTellsWhatIsInTheFile() throws IOException {
        for (String text : List.of("hush\nhush", "hush\tx", "hush".repeat(10), "hush".repeat(20_000))) {
            assertEquals(-1, problemWith(text).indexOf("hush"));
        }
    }

    @Test
    void aServiceWhosePasswordCannotBeReadDoesNotStart() {
        ChatFixture daemon = new ChatFixture().password(file);
        assertThrows(UncheckedIOException.class, daemon::connect);
    }

    // Permissions of the file

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-------", "rw-r-----", "rwxrwx-wx"})
    void aFileThatOthersCannotReadCausesNoWarning(String permissions) throws IOException {
        write("secret\n");
        mode(permissions);
        assertEquals(List.of(), log(Level.TRACE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-rw-rw-"})
    void aFileThatOthersCanReadCausesAWarning(String permissions) throws IOException {
        write("secret\n");
        mode(permissions);
        assertEquals(List.of("WARN " + NAME + file + " can be read by everybody on this machine: chmod o-r " + file),
                log(Level.TRACE));
    }

    // Reading it again

    @Test
    void aNewPasswordHoldsOnceItIsReadAgain() throws IOException {
        write("old\n");
        ChatFixture daemon = new ChatFixture().password(file);
        Client inside = daemon.connect();
        daemon.type(inside, "old", "alice");
        Client before = daemon.connect();
        write("new\n");
        assertEquals(List.of("INFO Has read " + NAME + file + " again"),
                LogCapture.by(Password.class, Level.TRACE, daemon.chat()::rereadFiles));
        before.lines();
        assertEquals(List.of(), daemon.type(before, "old"));
        Client after = daemon.connect();
        after.lines();
        assertEquals(List.of("What is your name? Press Enter to be " + after.address() + "."),
                daemon.type(after, "new"));
        inside.lines();
        assertEquals(List.of("alice: still here"), daemon.type(inside, "still here"));
    }

    @Test
    void theFileIsReadAgainOnRequestOnly() throws IOException {
        write("old\n");
        ChatFixture daemon = new ChatFixture().password(file);
        daemon.connect();
        write("new\n");
        Client client = daemon.connect();
        client.lines();
        assertEquals(1, daemon.type(client, "old").size());
    }

    @Test
    void whileItCannotBeReadTheLastOneStands() throws IOException {
        write("old\n");
        ChatFixture daemon = new ChatFixture().password(file);
        daemon.connect();
        for (String bad : List.of("", "one\ntwo\n", "a\tb\n")) {
            write(bad);
            String reason = problem(file);
            assertEquals(List.of("WARN The last password stands: cannot read " + NAME + file + ": " + reason),
                    LogCapture.by(Password.class, Level.TRACE, daemon.chat()::rereadFiles));
        }
        Files.delete(file);
        assertEquals(List.of("WARN The last password stands: cannot read " + NAME + file + ": there is no such file"),
                LogCapture.by(Password.class, Level.TRACE, daemon.chat()::rereadFiles));
        Client client = daemon.connect();
        client.lines();
        assertEquals(1, daemon.type(client, "old").size());
    }

    @Test
    void rereadingChecksThePermissionsAgain() throws IOException {
        write("old\n");
        ChatFixture daemon = new ChatFixture().password(file);
        daemon.connect();
        mode("rw-r--r--");
        assertEquals(List.of("WARN " + NAME + file + " can be read by everybody on this machine: chmod o-r " + file,
                "INFO Has read " + NAME + file + " again"),
                LogCapture.by(Password.class, Level.TRACE, daemon.chat()::rereadFiles));
    }

    @Test
    void withAPasswordThereIsSomethingToReadAgain() throws IOException {
        write("old\n");
        ChatFixture daemon = new ChatFixture().password(file);
        daemon.connect();
        assertEquals(List.of(), LogCapture.by(ChatService.class, Level.TRACE, daemon.chat()::rereadFiles));
    }
}
