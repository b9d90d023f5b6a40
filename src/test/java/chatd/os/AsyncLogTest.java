package chatd.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uses a real pipe, and holds both of its ends. The timeouts only end a test that hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncLogTest {

    private static final String LINE = "INFO " + "x".repeat(74);
    private static final String TIME = "12:00 ";
    private static final Pattern NOTICE =
            Pattern.compile(TIME + "\\[(\\d+) log lines? dropped: the log was not being read]");

    @TempDir
    private Path directory;

    @Test
    void loggingToAPipeThatIsNotReadDoesNotBlockAndTheLogCountsTheDroppedLines() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        // The pipe holds 64 KiB, and the queue MAX_WAITING more lines.
        int lines = 64 * 1024 / LINE.length() + 2 * AsyncLog.MAX_WAITING;
        try (RandomAccessFile both = new RandomAccessFile(pipe.toFile(), "rw");
                AsyncLog stream = new AsyncLog(new FileOutputStream(both.getFD()), () -> TIME);
                PrintStream log = new PrintStream(stream, true, StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                log.println(LINE + i);
            }
            // Every line is in its place, or counted by a notice in its place.
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

    /** Blocks each write until it is released, and signals each write. */
    private static final class BlockingStream extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final Semaphore started = new Semaphore(0);
        private final Semaphore allowed = new Semaphore(0);

        @Override
        public void write(int b) {
            throw new AssertionError("written byte by byte");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            started.release();
            allowed.acquireUninterruptibly();
            written.write(bytes, offset, length);
        }

        List<String> lines() {
            return written.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1 log line", "1000, 1000 log lines"})
    void aNoticeCountsTheDroppedLinesInTheirPlace(int missing, String words) {
        BlockingStream output = new BlockingStream();
        try (AsyncLog stream = new AsyncLog(output, () -> TIME);
                PrintStream log = new PrintStream(stream, true, StandardCharsets.UTF_8)) {
            log.println("first");
            output.started.acquireUninterruptibly();
            for (int i = 0; i < AsyncLog.MAX_WAITING + missing; i++) {
                log.println("line");
            }
            output.allowed.release();
            output.started.acquireUninterruptibly();
            // The second line is being written, so the queue has room for one.
            log.println("there is room");
            output.allowed.release(2 * AsyncLog.MAX_WAITING);
        }
        List<String> lines = output.lines();
        assertEquals(1 + AsyncLog.MAX_WAITING + 2, lines.size());
        assertEquals(List.of(TIME + "line", TIME + "[" + words + " dropped: the log was not being read]",
                TIME + "there is room"), lines.subList(AsyncLog.MAX_WAITING, lines.size()));
    }

    @Test
    void aNoticeCountsTheDroppedLinesAtTheEndOfTheLogToo() {
        BlockingStream output = new BlockingStream();
        try (AsyncLog stream = new AsyncLog(output, () -> TIME);
                PrintStream log = new PrintStream(stream, true, StandardCharsets.UTF_8)) {
            log.println("first");
            output.started.acquireUninterruptibly();
            for (int i = 0; i < AsyncLog.MAX_WAITING + 7; i++) {
                log.println("line");
            }
            output.allowed.release(2 * AsyncLog.MAX_WAITING);
        }
        List<String> lines = output.lines();
        assertEquals(1 + AsyncLog.MAX_WAITING + 1, lines.size());
        assertEquals(TIME + "[7 log lines dropped: the log was not being read]", lines.get(lines.size() - 1));
    }

    @Test
    void nothingIsDroppedWhenLoggingToAFile() throws Exception {
        Path file = directory.resolve("file");
        try (AsyncLog stream = new AsyncLog(Files.newOutputStream(file), () -> "");
                PrintStream log = new PrintStream(stream, true, StandardCharsets.UTF_8)) {
            for (int i = 0; i < AsyncLog.MAX_WAITING; i++) {
                log.println(LINE);
            }
        }
        assertEquals(Collections.nCopies(AsyncLog.MAX_WAITING, LINE), Files.readAllLines(file));
    }

    @Test
    void aLineIsWrittenWhenItIsCompleteWithTheTimeBeforeIt() throws Exception {
        Path file = directory.resolve("file");
        try (AsyncLog stream = new AsyncLog(Files.newOutputStream(file), () -> TIME)) {
            stream.write("in ".getBytes(StandardCharsets.UTF_8));
            stream.write('3');
            stream.write(" pieces\n".getBytes(StandardCharsets.UTF_8));
            stream.write("and another".getBytes(StandardCharsets.UTF_8));
            stream.write('\n');
            stream.write("...and a third\n...".getBytes(StandardCharsets.UTF_8), 3, 12);
            stream.write("never ended".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(List.of(TIME + "in 3 pieces", TIME + "and another", TIME + "and a third"),
                Files.readAllLines(file));
    }

    @Test
    void theThreadRunsOnlyWhileThereIsSomethingToWrite() throws Exception {
        Path file = directory.resolve("file");
        try (AsyncLog stream = new AsyncLog(Files.newOutputStream(file), () -> "")) {
            assertEquals(List.of(), logThreads());
            stream.write("line\n".getBytes(StandardCharsets.UTF_8));
            for (Thread thread : logThreads()) {
                assertTrue(thread.isDaemon());
                thread.join();
            }
            assertEquals(List.of("line"), Files.readAllLines(file));
        }
    }

    /** Threads of earlier tests have been told to end. */
    @BeforeEach
    void awaitEarlierThreads() throws InterruptedException {
        for (Thread thread : logThreads()) {
            thread.join();
        }
    }

    private static List<Thread> logThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("log")).toList();
    }
}
