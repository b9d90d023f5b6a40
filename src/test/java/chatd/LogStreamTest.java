package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real pipe, both ends of which are here. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogStreamTest {

    private static final int LINES = 2000;
    private static final String LINE = "2026-01-01 00:00:00 INFO " + "x".repeat(74);

    @TempDir
    private Path directory;

    @Test
    void aPipeThatNobodyReadsHoldsNothingUpAndTheLogSaysWhatIsMissing() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw");
                PrintStream log = new PrintStream(new LogStream(both.getFD()), true, StandardCharsets.UTF_8)) {
            for (int i = 0; i < LINES; i++) {
                log.println(LINE);
            }
            List<String> first = readAll(both);
            log.println("read again");
            assertTrue(first.size() > 100 && first.size() < LINES, "kept " + first.size());
            assertTrue(first.stream().allMatch(LINE::equals));
            assertEquals(List.of("[" + (LINES - first.size()) + " log lines dropped: nobody was reading the log]",
                    "read again"), readAll(both));
        }
    }

    @Test
    void aFileTakesEverything() throws Exception {
        Path file = directory.resolve("file");
        try (RandomAccessFile both = new RandomAccessFile(file.toFile(), "rw");
                PrintStream log = new PrintStream(new LogStream(both.getFD()), true, StandardCharsets.UTF_8)) {
            for (int i = 0; i < LINES; i++) {
                log.println(LINE);
            }
        }
        assertEquals(LINES, Files.readAllLines(file).size());
    }

    private static List<String> readAll(RandomAccessFile pipe) throws IOException {
        @SuppressWarnings("resource")
        byte[] bytes = new byte[new FileInputStream(pipe.getFD()).available()];
        pipe.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
}
