package chatd.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.os.LogCapture;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class SafeFileTest {

    private static final byte[] OLD = "old\n".getBytes(UTF_8);
    private static final byte[] NEW = "new and longer\n".getBytes(UTF_8);

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("names");
    }

    private static SafeFile open(Path path) throws IOException {
        return SafeFile.open("--names-file", path);
    }

    private static String problem(Path path) {
        String problem = assertThrows(IOException.class, () -> open(path)).getMessage();
        String start = "--names-file " + path + ": ";
        assertEquals(start, problem.substring(0, start.length()));
        return problem.substring(start.length());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).filter(name -> !name.endsWith("-lock")).sorted()
                    .toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path beside(String suffix) {
        return directory.resolve("names" + suffix);
    }

    // Saving

    @Test
    void theTextIsReplacedAsAWholeAndOnlyTheOwnerMayReadIt() throws IOException {
        SafeFile saved = open(file);
        assertNull(saved.open());
        assertEquals("--names-file " + file, saved.toString());
        saved.save(NEW);
        saved.save(OLD);
        assertArrayEquals(OLD, Files.readAllBytes(file));
        assertEquals("rw-------", mode(file));
        assertEquals(List.of("names"), files());
        try (InputStream in = saved.open()) {
            assertArrayEquals(OLD, in.readAllBytes());
        }
    }

    @Test
    void aFileThatACrashHasLeftIsReplaced() throws IOException {
        Files.writeString(beside(".tmp"), "half of a longer text that was never acknowledged");
        SafeFile saved = open(file);
        assertNull(saved.open());
        saved.save(NEW);
        assertArrayEquals(NEW, Files.readAllBytes(file));
        assertEquals(List.of("names"), files());
    }

    @Test
    void aLinkInPlaceOfTheTemporaryFileIsNotFollowed() throws IOException {
        Path other = Files.write(directory.resolve("other"), OLD);
        Files.createSymbolicLink(beside(".tmp"), other);
        open(file).save(NEW);
        assertArrayEquals(OLD, Files.readAllBytes(other));
        assertArrayEquals(NEW, Files.readAllBytes(file));
    }

    @Test
    void theFileThatALinkNamesIsReplacedAndNotTheLink() throws IOException {
        Path real = Files.write(Files.createDirectory(directory.resolve("real")).resolve("data"), OLD);
        Files.createSymbolicLink(file, real);
        open(file).save(NEW);
        assertTrue(Files.isSymbolicLink(file));
        assertArrayEquals(NEW, Files.readAllBytes(real));
    }

    /** Saves in steps, one of which fails. */
    private final class FailingAt extends SafeFile {

        private final String failing;
        private final List<String> steps = new ArrayList<>();

        FailingAt(String failing) {
            super("--names-file names", file, () -> { });
            this.failing = failing;
        }

        private void step(String step) throws IOException {
            steps.add(step);
            if (step.equals(failing)) {
                throw new IOException(step + " failed");
            }
        }

        @Override
        void deleteTemporary() throws IOException {
            step("delete");
            super.deleteTemporary();
        }

        @Override
        void writeTemporary(byte[] text) throws IOException {
            try {
                step("write");
                super.writeTemporary(text);
            } catch (IOException e) {
                Files.writeString(beside(".tmp"), "ne");
                throw e;
            }
        }

        @Override
        void rename() throws IOException {
            step("rename");
            super.rename();
        }

        @Override
        void syncDirectory() throws IOException {
            step("sync");
            super.syncDirectory();
        }
    }

    @Test
    void theDirectoryIsSyncedAfterTheRename() throws IOException {
        FailingAt saved = new FailingAt("nothing");
        saved.save(NEW);
        assertEquals(List.of("delete", "write", "rename", "sync"), saved.steps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "write", "rename"})
    void ifAStepFailsTheFileIsAsBeforeAndTheNextTimeSucceeds(String step) throws IOException {
        Files.write(file, OLD);
        FailingAt saved = new FailingAt(step);
        assertEquals(step + " failed", assertThrows(IOException.class, () -> saved.save(NEW)).getMessage());
        assertArrayEquals(OLD, Files.readAllBytes(file));
        assertEquals(List.of("names"), files());
        new FailingAt("nothing").save(NEW);
        assertArrayEquals(NEW, Files.readAllBytes(file));
        assertEquals(List.of("names"), files());
    }

    @Test
    void aDirectoryThatCannotBeSyncedIsLoggedOnceAndUndoesNothing() {
        FailingAt saved = new FailingAt("sync");
        assertEquals(List.of("WARN --names-file names: its directory cannot be synced; if the machine crashes, "
                + "the last changes may be lost: sync failed"), logOfSaving(saved, OLD));
        assertEquals(List.of(), logOfSaving(saved, NEW));
    }

    private List<String> logOfSaving(SafeFile saved, byte[] text) {
        return LogCapture.by(SafeFile.class, Level.WARN, () -> {
            try {
                saved.save(text);
                assertArrayEquals(text, Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aSystemErrorIsReportedInFewWords() throws IOException {
        SafeFile saved = open(file);
        Files.createDirectories(file.resolve("in the way"));
        assertEquals("Is a directory (" + beside(".tmp") + ')',
                assertThrows(IOException.class, () -> saved.save(NEW)).getMessage());
        Files.createDirectories(beside(".tmp").resolve("in the way"));
        assertEquals("DirectoryNotEmptyException (" + beside(".tmp") + ')',
                assertThrows(IOException.class, () -> saved.save(NEW)).getMessage());
    }

    @Test
    void missingPermissionIsReportedInFewWords() {
        SafeFile saved = new SafeFile("--names-file names", file, () -> { }) {
            @Override
            void rename() throws IOException {
                throw new AccessDeniedException("names");
            }
        };
        assertEquals("permission denied", assertThrows(IOException.class, () -> saved.save(NEW)).getMessage());
    }

    // Damage

    @Test
    void eachDamagedTextIsKeptOnce() throws IOException {
        Files.write(file, OLD);
        SafeFile saved = open(file);
        assertEquals(beside(".damaged").toString(), saved.setAside("damaged"));
        assertEquals(beside(".damaged").toString(), saved.setAside("damaged"));
        Files.write(file, NEW);
        assertEquals(beside(".damaged-2").toString(), saved.setAside("damaged"));
        assertEquals(List.of("names", "names.damaged", "names.damaged-2"), files());
        assertArrayEquals(OLD, Files.readAllBytes(beside(".damaged")));
        assertArrayEquals(NEW, Files.readAllBytes(beside(".damaged-2")));
        assertEquals("rw-------", mode(beside(".damaged")));
    }

    @Test
    void aFileWithTheNameOfACopyIsNotOverwritten() throws IOException {
        Files.write(file, OLD);
        Files.createDirectory(beside(".damaged"));
        Files.createSymbolicLink(beside(".damaged-2"), file);
        assertEquals(beside(".damaged-3").toString(), open(file).setAside("damaged"));
    }

    @Test
    void withoutACopyTheDamagedFileIsNotUsed() throws IOException {
        SafeFile saved = open(file);
        String problem = assertThrows(IOException.class, () -> saved.setAside("damaged")).getMessage();
        String start = "--names-file " + file + " is damaged, and cannot be kept as *.damaged: ";
        assertTrue(problem.startsWith(start), problem);
    }

    // Files that cannot be used

    @Test
    void aFileThatCannotBeUsedIsNamedInOneLine() throws IOException {
        assertEquals("it is a directory", problem(directory));
        assertEquals("it is a directory", problem(Path.of("/")));
        assertEquals("it is not a regular file", problem(Path.of("/dev/null")));
        assertEquals("there is no directory " + directory.resolve("no"), problem(directory.resolve("no/names")));
        Path big = directory.resolve("big");
        try (RandomAccessFile sparse = new RandomAccessFile(big.toFile(), "rw")) {
            sparse.setLength((64 << 20) + 1);
        }
        assertEquals("it is larger than 67108864 bytes", problem(big));
    }

    @Test
    void twoDaemonsCannotUseOneFile() throws IOException {
        SafeFile first = open(file);
        assertEquals("another process uses it", problem(file));
        first.close();
        open(file).close();
        assertFalse(Files.exists(beside(".chatd-lock")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--"})
    void aFileThatOthersCanReadCausesAWarning(String mode) throws IOException {
        Files.write(file, OLD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertEquals(List.of("WARN --names-file " + file + " can be read by everybody on this machine: chmod o-r "
                + file), log());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(List.of(), log());
    }

    private List<String> log() {
        return LogCapture.by(SafeFile.class, Level.WARN, () -> {
            try {
                open(file).close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
