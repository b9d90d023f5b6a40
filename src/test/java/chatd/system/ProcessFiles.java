package chatd.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Reads the CPU time and the memory of a process from {@code /proc}. */
final class ProcessFiles {

    private static final long NANOS_PER_TICK = 10_000_000;
    private static final long BYTES_PER_KIB = 1024;

    private ProcessFiles() {
    }

    /** The processor time, user and system, of a process since it started. */
    static Duration cpuTime(long pid) throws IOException {
        String stat = Files.readString(file(pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Duration.ofNanos((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK);
    }

    /** The resident memory of a process in bytes. */
    static long residentBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(file(pid, "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB;
            }
        }
        throw new IOException("/proc has no VmRSS of the process " + pid);
    }

    private static Path file(long pid, String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
