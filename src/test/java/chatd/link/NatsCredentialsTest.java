package chatd.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chatd.os.LogCapture;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** The file with the link's credentials: what it may contain, and what the start says otherwise. */
class NatsCredentialsTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void createForTheOwnerAlone() throws IOException {
        file = directory.resolve("credentials");
        write("me:secret");
        mode("rw-------");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private void mode(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private String problem(String text) throws IOException {
        write(text);
        String problem = assertThrows(IOException.class, () -> NatsCredentials.read(file)).getMessage();
        String beginning = "cannot read --link-credentials " + file + ": ";
        assertEquals(beginning, problem.substring(0, beginning.length()));
        return problem.substring(beginning.length());
    }

    private List<String> log() {
        return LogCapture.by(NatsCredentials.class, Level.TRACE, () -> {
            try {
                NatsCredentials.read(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "hush", "hush:", ":hush", "hush:a\nhush:b"})
    void anotherFormatIsRefused(String text) throws IOException {
        assertEquals("it is neither a .creds file of NATS nor one line user:password", problem(text));
    }

    @Test
    void aDamagedCredsFileIsRefused() throws Exception {
        String creds = new NatsAccount("").creds();
        assertEquals("there is no NATS USER JWT in it", problem(creds.replace("BEGIN NATS USER", "BEGIN USER")));
        assertEquals("there is no NATS USER JWT in it", problem(creds.replaceAll("ey.*\n", "")));
        assertEquals("there is no USER NKEY SEED in it", problem(creds.substring(0, creds.indexOf("-----BEGIN USER"))));
        assertEquals("the seed in it is not the seed of a user, or is damaged", problem(creds.replace("\nSU", "\nSV")));
    }

    @Test
    void theFileMustExist() throws IOException {
        Files.delete(file);
        assertEquals("cannot read --link-credentials " + file + ": there is no such file",
                assertThrows(IOException.class, () -> NatsCredentials.read(file)).getMessage());
    }

    @Test
    void aFileThatOthersCannotReadCausesNoWarning() throws IOException {
        mode("rw-r-----");
        assertEquals(List.of(), log());
    }

    @Test
    void aFileThatOthersCanReadCausesAWarning() throws IOException {
        mode("rw-r--r--");
        assertEquals(List.of("WARN --link-credentials " + file + " can be read by everybody on this machine: chmod o-r "
                + file), log());
    }
}
