package chatd.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel tells about a process, from /proc. */
final class Vitals {

    private static final double KB_PER_MB = 1024;
    private static final long NANOS_PER_TICK = 10_000_000;

    private final Path proc;

    Vitals(long pid) {
        proc = Path.of("/proc", Long.toString(pid));
    }

    /** The CPU time that it has used, of all its threads, in nanoseconds; to 10 ms. */
    long cpuNanos() throws IOException {
        return ticks(proc) * NANOS_PER_TICK;
    }

    /** What it has in memory now, in MB. */
    double residentMb() throws IOException {
        return status(proc, "VmRSS") / KB_PER_MB;
    }

    /** The most that it ever had in memory, in MB. */
    double peakMb() throws IOException {
        return status(proc, "VmHWM") / KB_PER_MB;
    }

    /** How often its threads have gone to sleep, and so were woken up. */
    long sleeps() throws IOException {
        long sleeps = 0;
        for (Path thread : threads()) {
            sleeps += sleeps(thread);
        }
        return sleeps;
    }

    /** The same of the thread that has used the most CPU time: the loop. */
    long sleepsOfLoop() throws IOException {
        Path loop = null;
        long most = -1;
        for (Path thread : threads()) {
            long ticks = ticks(thread);
            if (ticks > most) {
                most = ticks;
                loop = thread;
            }
        }
        return sleeps(loop);
    }

    private List<Path> threads() throws IOException {
        try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
            return threads.toList();
        }
    }

    private static long sleeps(Path thread) throws IOException {
        try {
            return status(thread, "voluntary_ctxt_switches");
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static long ticks(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long status(Path process, String name) throws IOException {
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith(name + ':')) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }
}
