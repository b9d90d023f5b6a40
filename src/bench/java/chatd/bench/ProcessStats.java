package chatd.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Figures of a process, from /proc; CPU time and memory also of several together. */
final class ProcessStats {

    /** The kernel's kB are 1,024 bytes; MB here are 10<sup>6</sup> bytes. */
    private static final double MB_PER_KB = 1024 / 1e6;
    /** Names of the JVM's own threads, as the kernel cuts them. */
    private static final Pattern THREADS_OF_JVM = Pattern.compile("VM Thread|VM Periodic Tas|GC Thread.*"
            + "|C[12] Compiler.*|Sweeper thread|Service Thread|Monitor Deflati|Signal Dispatch|Notification Th"
            + "|Attach Listener|Reference Handl|Finalizer|Common-Cleaner");

    /** The first process, and all. */
    private final Path proc;
    private final List<Path> all;

    ProcessStats(long pid) {
        this(new long[] {pid});
    }

    /** The figures of several processes together, or of the first where there is no sum. */
    ProcessStats(long[] pids) {
        all = Arrays.stream(pids).mapToObj(pid -> Path.of("/proc", Long.toString(pid))).toList();
        proc = all.get(0);
    }

    /** CPU time of all processes. */
    CpuTime cpu() throws IOException {
        CpuTime sum = CpuTime.NONE;
        for (Path process : all) {
            sum = sum.plus(cpu(process));
        }
        return sum;
    }

    /** Resident memory of all processes, in MB. */
    double residentMb() throws IOException {
        double sum = 0;
        for (Path process : all) {
            sum += number(process.resolve("status"), "VmRSS") * MB_PER_KB;
        }
        return sum;
    }

    /** Resident memory not shared with other processes, in MB. */
    double privateMb() throws IOException {
        Path sums = proc.resolve("smaps_rollup");
        return (number(sums, "Private_Clean") + number(sums, "Private_Dirty")) * MB_PER_KB;
    }

    /** The executable file. */
    Path executable() throws IOException {
        return Files.readSymbolicLink(proc.resolve("exe"));
    }

    int threads() throws IOException {
        return tasks(proc).size();
    }

    /** Number of threads of a JVM besides its own and the launcher's. */
    int threadsBesidesJvm() throws IOException {
        int count = 0;
        for (Path thread : tasks(proc)) {
            if (!isFirst(thread) && !THREADS_OF_JVM.matcher(name(thread)).matches()) {
                count++;
            }
        }
        return count;
    }

    /** How often its threads have gone to sleep, which is how often they were woken. */
    long sleeps() throws IOException {
        long sleeps = 0;
        for (Path thread : tasks(proc)) {
            sleeps += sleeps(thread);
        }
        return sleeps;
    }

    /** The same for the thread that runs {@code main()}: in a JVM not the first thread, but with the same name. */
    long sleepsOfMain() throws IOException {
        for (Path thread : tasks(proc)) {
            if (!isFirst(thread) && name(thread).equals(name(proc))) {
                return sleeps(thread);
            }
        }
        return sleeps(proc);
    }

    private static List<Path> tasks(Path process) throws IOException {
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            return threads.toList();
        }
    }

    private static long sleeps(Path thread) throws IOException {
        try {
            return number(thread.resolve("status"), "voluntary_ctxt_switches");
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private boolean isFirst(Path thread) {
        return thread.endsWith(proc.getFileName());
    }

    private static String name(Path thread) throws IOException {
        return Files.readString(thread.resolve("comm")).strip();
    }

    private static CpuTime cpu(Path process) throws IOException {
        long nanos = 0;
        for (Path thread : tasks(process)) {
            nanos += cpuNanos(thread);
        }
        String stat = Files.readString(process.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new CpuTime(nanos, Long.parseLong(fields[11]), Long.parseLong(fields[12]));
    }

    private static long cpuNanos(Path thread) throws IOException {
        try {
            String schedstat = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static long number(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name + ':')) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }
}
