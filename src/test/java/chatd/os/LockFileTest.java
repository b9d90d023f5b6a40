package chatd.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {

    @TempDir
    private Path directory;

    private Path lock() {
        return directory.resolve("file.chatd-lock");
    }

    @Test
    void theLockIsExclusiveUntilItIsClosed() throws IOException {
        Path file = directory.resolve("file");
        try (LockFile first = LockFile.of(file).orElseThrow()) {
            assertTrue(LockFile.of(file).isEmpty());
            assertTrue(Files.exists(lock()), first::toString);
        }
        assertFalse(Files.exists(lock()));
        LockFile.of(file).orElseThrow().close();
        assertFalse(Files.exists(file));
    }

    @Test
    void aLockFileThatAKilledProcessHasLeftIsRemoved() throws IOException {
        Files.write(lock(), new byte[100]);
        LockFile.of(directory.resolve("file")).orElseThrow().close();
        assertFalse(Files.exists(lock()));
    }

    @Test
    void aLockFileThatCannotBeMadeIsAnErrorWithAReason() throws IOException {
        Files.createDirectory(lock());
        IOException e = assertThrows(IOException.class, () -> LockFile.of(directory.resolve("file")));
        assertEquals("cannot lock " + lock() + ": Is a directory", e.getMessage());
        Path nowhere = directory.resolve("nowhere").resolve("file");
        assertEquals("No such file or directory",
                assertThrows(IOException.class, () -> LockFile.of(nowhere)).getMessage());
    }
}
