package chatd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real pipe, both ends of which are here. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogStreamTest {

    private static final String LINE = "INFO " + "x".repeat(74);
    private static final String TIME = "12:00 ";
    private static final Pattern NOTICE =
            Pattern.compile(TIME + "\\[(\\d+) log lines dropped: nobody was reading the log]");

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
            // Every line is there in its turn, or counted in a notice that stands in its place.
            int next = 0;
            int dropped = 0;
            while (next < lines) {
                String line = both.readLine();
                Matcher notice = NOTICE.matcher(line);
                if (notice.matches()) {
                    dropped += Integer.parseInt(notice.group(1));
                    next += Integer.parseInt(notice.group(1));
                } else {
                    assertEquals(TIME + LINE + next++, line);
                }
            }
            assertEquals(lines, next);
            assertTrue(dropped > 0);
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

    /** Those of other tests here have been told to end, and do. */
    @BeforeEach
    void thereIsNoThreadYet() throws InterruptedException {
        for (Thread thread : logThreads()) {
            thread.join();
        }
    }

    private static List<Thread> logThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("log")).toList();
    }
}
