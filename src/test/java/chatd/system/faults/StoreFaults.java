package chatd.system.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Faults of the disk with the history file. */
final class StoreFaults {

    static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("disk-stalled", StoreFaults::stall);
        FAULTS.put("disk-full", StoreFaults::fill);
    }

    private static final String HISTORY = "--history-file";
    private static final Duration PACE = Duration.ofMillis(2);
    /** A daemon that waits for the disk would wait for ever. On a busy machine members wait a little in any case. */
    private static final double MOST_TIMES = 20;
    private static final double LEAST_MILLIS = 500;

    private StoreFaults() {
    }

    /**
     * The history goes to a FIFO that nobody reads, so that the first write after 64 KiB blocks for ever. The longest
     * delay of a line is compared with that of a daemon that keeps no history.
     */
    private static String stall(FaultFixture fixture) throws Exception {
        Duration time = fixture.seconds(10, 2);
        fixture.open(fixture.launch("--rate", "0"), PACE);
        fixture.clients.pollFor(time);
        double without = worstOf(fixture);
        Path directory = Files.createTempDirectory("chatd-history");
        Path fifo = directory.resolve("fifo");
        try {
            makeFifo(fifo);
            fixture.close();
            fixture.open(fixture.launch("--rate", "0", HISTORY, fifo.toString()), PACE);
            fixture.clients.pollFor(time);
            double with = worstOf(fixture);
            fixture.check(with <= Math.max(LEAST_MILLIS, MOST_TIMES * without),
                    String.format("a line took %.1f ms, without a history %.1f ms", with, without));
            double waiting = fixture.daemon.statistics().get("history_lines_total");
            fixture.settle();
            return String.format("the history's disk is stalled after %,.0f lines; worst without a history %.1f ms",
                    waiting, without);
        } finally {
            Files.deleteIfExists(fifo);
            deleteAll(directory);
        }
    }

    /** The history goes to a full disk. */
    private static String fill(FaultFixture fixture) throws IOException {
        fixture.open(fixture.launch("--rate", "0", HISTORY, "/dev/full"), PACE);
        fixture.clients.pollFor(fixture.seconds(5, 1));
        double missing = fixture.daemon.statistics().get("history_missing_lines_total");
        fixture.check(missing > 0, "no line is counted as missing");
        fixture.settle();
        return String.format("the history's disk is full; %,.0f lines counted as missing", missing);
    }

    private static double worstOf(FaultFixture fixture) throws IOException {
        fixture.settle();
        return fixture.comparison().delayMillis(1);
    }

    private static void makeFifo(Path fifo) throws Exception {
        if (new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start().waitFor() != 0) {
            throw new FaultSkipped("mkfifo is missing");
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
