package chatd.sim;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Runs the simulation for many seeds up to the first failure, or one seed with a trace; see {@code make simulate}. */
final class Simulate {

    private static final long PROGRESS_INTERVAL_NANOS = 10_000_000_000L;

    private Simulate() {
    }

    /** @param arguments {@code seeds N} for the seeds 1 to N, {@code seeds M-N}, or {@code seed N} */
    public static void main(String[] arguments) throws IOException {
        // The runs provoke exceptions on purpose; only a trace should show them.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", arguments[0].equals("seed") ? "info" : "off");
        Path directory = Files.createTempDirectory("chatd-simulation");
        boolean passed;
        try {
            passed = arguments[0].equals("seed")
                    ? trace(Long.parseLong(arguments[1]), directory)
                    : runAll(arguments[1], directory);
        } finally {
            Files.delete(directory);
        }
        System.exit(passed ? 0 : 1);
    }

    static String howToRunAgain(long seed) {
        return "Seed " + seed + " fails. To run it again with a trace: make simulate SEED=" + seed;
    }

    private static boolean trace(long seed, Path directory) throws IOException {
        PrintStream out = System.out;
        try {
            out.println(Simulation.run(seed, directory, new Trace(out)));
            return true;
        } catch (AssertionError | RuntimeException e) {
            e.printStackTrace(out);
            return false;
        }
    }

    private static boolean runAll(String range, Path directory) throws IOException {
        int dash = range.indexOf('-');
        long first = dash < 0 ? 1 : Long.parseLong(range.substring(0, dash));
        long last = Long.parseLong(range.substring(dash + 1));
        Outcome sum = Outcome.NOTHING;
        long start = System.nanoTime();
        long lastProgress = start;
        for (long seed = first; seed <= last; seed++) {
            try {
                sum = sum.plus(Simulation.run(seed, directory, Trace.OFF));
            } catch (AssertionError | RuntimeException e) {
                System.out.println(e);
                System.out.println(howToRunAgain(seed));
                return false;
            }
            if (System.nanoTime() - lastProgress > PROGRESS_INTERVAL_NANOS) {
                lastProgress = System.nanoTime();
                System.out.println(seed - first + 1 + " of " + (last - first + 1));
            }
        }
        System.out.printf(Locale.ROOT, "%,d seeds passed in %,d s: %,d actions, %,d turns, %,d lines received, "
                + "%,d skipped, %,d clients refused, %,d dropped for lack of memory, %,d keys told, "
                + "%,d names taken over, %,d lines of muted people, %,d daemons killed%n",
                last - first + 1, (System.nanoTime() - start) / 1_000_000_000, sum.actions(), sum.turns(),
                sum.lines(), sum.skipped(), sum.refused(), sum.dropped(), sum.keys(), sum.takeovers(),
                sum.muted(), sum.restarts());
        return true;
    }
}
