package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real pipe, both ends of which are here. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogStreamTest {

    private static final String LINE = "INFO " + "x".repeat(74);
    private static final String TIME = "12:00 ";

    @TempDir
    private Path directory;

    @Test
    void whoLogsToAPipeThatNobodyReadsIsNotHeldUpAndTheLogSaysWhatIsMissing() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        // A full pipe holds 64 KiB, and the stream MOST_WAITING lines more.
        int lines = 64 * 1024 / LINE.length() + 2 * LogStream.MOST_WAITING;
        try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw");
                LogStream stream = new LogStream(new FileOutputStream(both.getFD()), () -> TIME);
                PrintStream log = new PrintStream(stream, true, StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                log.println(LINE + i);
            }
            int kept = 0;
            String line = both.readLine();
            for (; line.equals(TIME + LINE + kept); line = both.readLine()) {
                kept++;
            }
            assertEquals(TIME + "[" + (lines - kept) + " log lines dropped: nobody was reading the log]", line);
            log.println("read again");
            assertEquals(TIME + "read again", both.readLine());
        }
    }

    @Test
    void aFileTakesEverything() throws Exception {
        Path file = directory.resolve("file");
        try (LogStream stream = new LogStream(Files.newOutputStream(file), () -> "");
                PrintStream log = new PrintStream(stream, true, StandardCharsets.UTF_8)) {
            for (int i = 0; i < LogStream.MOST_WAITING; i++) {
                log.println(LINE);
            }
        }
        assertEquals(Collections.nCopies(LogStream.MOST_WAITING, LINE), Files.readAllLines(file));
    }

    @Test
    void aLineIsWrittenWhenItIsWholeAndTheTimeStandsBeforeItOnce() throws Exception {
        Path file = directory.resolve("file");
        try (LogStream stream = new LogStream(Files.newOutputStream(file), () -> TIME)) {
            stream.write("in ".getBytes(StandardCharsets.UTF_8));
            stream.write('3');
            stream.write(" pieces\n".getBytes(StandardCharsets.UTF_8));
            stream.write("never ended".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(List.of(TIME + "in 3 pieces"), Files.readAllLines(file));
    }

    @Test
    void theThreadIsThereOnlyWhileThereIsSomethingToWrite() throws Exception {
        Path file = directory.resolve("file");
        try (LogStream stream = new LogStream(Files.newOutputStream(file), () -> "")) {
            assertEquals(List.of(), logThreads());
            stream.write("line\n".getBytes(StandardCharsets.UTF_8));
            for (Thread thread : logThreads()) {
                thread.join();
            }
            assertEquals(List.of("line"), Files.readAllLines(file));
        }
    }

    private static List<Thread> logThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("log")).toList();
    }
}
