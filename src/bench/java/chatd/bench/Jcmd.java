package chatd.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Figures of a JVM, read with jcmd. */
final class Jcmd {

    private static final String UNITS = "BKMG";

    private final long pid;

    Jcmd(long pid) {
        this.pid = pid;
    }

    /** Bytes of live objects, after a garbage collection. */
    long liveBytes() {
        return Long.parseLong(find("GC.class_histogram", "Total +\\d+ +(\\d+)").group(1));
    }

    /** Bytes allocated by the main thread since its start; to a megabyte above ten. */
    long allocatedByLoop() {
        Matcher found = find("Thread.print -e", "\"main\".* allocated=(\\d+)([BKMG])");
        return Long.parseLong(found.group(1)) << 10 * UNITS.indexOf(found.group(2));
    }

    /** Number of garbage collections. */
    long collections() {
        return Long.parseLong(find("PerfCounter.print", "sun\\.gc\\.collector\\.0\\.invocations=(\\d+)").group(1))
                + Long.parseLong(find("PerfCounter.print", "sun\\.gc\\.collector\\.1\\.invocations=(\\d+)").group(1));
    }

    private Matcher find(String command, String pattern) {
        String answer = ask(command);
        Matcher matcher = Pattern.compile(pattern).matcher(answer);
        if (!matcher.find()) {
            throw new IllegalStateException("jcmd " + command + " answered " + answer);
        }
        return matcher;
    }

    private String ask(String command) {
        try {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    Long.toString(pid), command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
