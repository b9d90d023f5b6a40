package chatd.bench;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The cost of a history file at the start and at rest: chatd without one, with a small one, and with one of 10 GB,
 * which has a hole between its first and its last lines, so that it takes no space.
 */
final class HistoryStart {

    static final String NAME = "history-start";
    static final String WITHOUT = "chatd";
    static final String SMALL = "chatd, 10 KB";
    static final String LARGE = "chatd, 10 GB";

    private static final int STARTS = 15;
    private static final long LARGE_BYTES = 10_000_000_000L;
    private static final int END_BYTES = 8 << 20;
    private static final int SMALL_BYTES = 10_000;
    /** Longer than the daemon's work after its start: the JVM releases memory after some seconds of idleness. */
    private static final long SETTLE_SECONDS = 11;

    private final Path directory;
    private final Results results;
    private final Map<String, Peer> peers = new LinkedHashMap<>();

    HistoryStart(Peer chatd, Path directory, Results results) {
        this.directory = directory;
        this.results = results;
        peers.put(WITHOUT, chatd);
        peers.put(SMALL, withFile(chatd, small()));
        peers.put(LARGE, withFile(chatd, large()));
    }

    private static Peer withFile(Peer chatd, Path file) {
        return chatd.with("--history", "100", "--history-file", file.toAbsolutePath().toString());
    }

    private Path small() {
        return directory.resolve("history-small");
    }

    private Path large() {
        return directory.resolve("history-large");
    }

    /** Measures all of them in turn. */
    void measure() throws IOException {
        writeFiles();
        try {
            for (int i = 0; i < STARTS; i++) {
                for (Map.Entry<String, Peer> peer : peers.entrySet()) {
                    startOnce(peer.getKey(), peer.getValue());
                }
            }
            measureMemory();
        } finally {
            Files.deleteIfExists(small());
            Files.deleteIfExists(large());
        }
    }

    private void writeFiles() throws IOException {
        Files.write(small(), lines(SMALL_BYTES));
        try (RandomAccessFile file = new RandomAccessFile(large().toFile(), "rw")) {
            file.write(lines(SMALL_BYTES));
            byte[] end = lines(END_BYTES);
            file.seek(LARGE_BYTES - end.length - 1);
            file.write('\n');
            file.write(end);
        }
    }

    /** Whole lines of a history file, of about this many bytes. */
    private static byte[] lines(int bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < bytes; i++) {
            text.append(String.format("2026-01-02T03:04:05.%03dZ\t#lobby\tsaid\tmember%d\tline %d of the history%n",
                    i % 1000, i % 10, i));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void startOnce(String label, Peer peer) throws IOException {
        Peer.Answered server = peer.startUntilAnswered(log());
        ServerUnderLoad.stop(server.process());
        report(label, Metric.ANSWERED, server.answeredSeconds());
    }

    private void measureMemory() throws IOException {
        Map<String, Process> running = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Peer> peer : peers.entrySet()) {
                running.put(peer.getKey(), peer.getValue().start(Peer.freePort(), log()));
            }
            settle();
            for (Map.Entry<String, Process> one : running.entrySet()) {
                report(one.getKey(), Metric.RESIDENT, new ProcessStats(one.getValue().pid()).residentMb());
            }
        } finally {
            running.values().forEach(ServerUnderLoad::stop);
        }
    }

    private static void settle() throws InterruptedIOException {
        try {
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private File log() {
        return directory.resolve("history.log").toFile();
    }

    private void report(String label, Metric metric, double value) {
        results.add(new Results.Row(NAME, 0, "", label), Map.of(metric, value));
    }
}
