package chatd.sim;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Runs the simulation for many seeds up to the first failure, or one seed with a trace; see {@code make simulate}. */
final class Simulate {

    /** A simulation, and the totals of its runs. */
    private interface Runner {

        /** Runs one seed, and adds to the totals. */
        void run(long seed, Trace trace) throws IOException;

        String totals();
    }

    /** One daemon. */
    private static final class OneNode implements Runner {
        private final Path directory;
        private Outcome sum = Outcome.NOTHING;

        OneNode(Path directory) {
            this.directory = directory;
        }

        @Override
        public void run(long seed, Trace trace) throws IOException {
            sum = sum.plus(Simulation.run(seed, directory, trace));
        }

        @Override
        public String totals() {
            return String.format(Locale.ROOT, "%,d actions, %,d turns, %,d lines received, %,d skipped, "
                    + "%,d clients refused, %,d dropped for lack of memory, %,d keys told, %,d names taken over, "
                    + "%,d lines of muted people, %,d daemons killed",
                    sum.actions(), sum.turns(), sum.lines(), sum.skipped(), sum.refused(), sum.dropped(), sum.keys(),
                    sum.takeovers(), sum.muted(), sum.restarts());
        }
    }

    /** Three daemons that are linked. */
    private static final class ThreeNodes implements Runner {
        private LinkedSimulation.Totals sum = LinkedSimulation.Totals.NOTHING;

        @Override
        public void run(long seed, Trace trace) {
            sum = sum.plus(LinkedSimulation.run(seed, trace));
        }

        @Override
        public String totals() {
            return String.format(Locale.ROOT, "%,d people, %,d lines received, %,d faults", sum.people(), sum.lines(),
                    sum.faults());
        }
    }

    private static final long PROGRESS_INTERVAL_NANOS = 10_000_000_000L;

    private Simulate() {
    }

    /**
     * @param arguments {@code seeds N} for the seeds 1 to N, {@code seeds M-N}, or {@code seed N}; and {@code 3} for
     *         three nodes, which are linked
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 2 && !arguments[2].equals("3")) {
            System.err.println("NODES must be 3, or not given for one node that is not linked: " + arguments[2]);
            System.exit(1);
        }
        boolean isTraced = arguments[0].equals("seed");
        // The runs provoke exceptions on purpose; only a trace should show them.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", isTraced ? "info" : "off");
        Path directory = Files.createTempDirectory("chatd-simulation");
        boolean passed;
        try {
            Runner runner = arguments.length > 2 ? new ThreeNodes() : new OneNode(directory);
            passed = isTraced ? trace(runner, Long.parseLong(arguments[1])) : runAll(runner, arguments[1]);
        } finally {
            Files.delete(directory);
        }
        System.exit(passed ? 0 : 1);
    }

    static String howToRunAgain(long seed) {
        return "Seed " + seed + " fails. To run it again with a trace: make simulate SEED=" + seed;
    }

    static String howToRunLinkedAgain(long seed) {
        return howToRunAgain(seed) + " NODES=3";
    }

    private static boolean trace(Runner runner, long seed) throws IOException {
        PrintStream out = System.out;
        try {
            runner.run(seed, new Trace(out));
            out.println(runner.totals());
            return true;
        } catch (AssertionError | RuntimeException e) {
            e.printStackTrace(out);
            return false;
        }
    }

    private static boolean runAll(Runner runner, String range) throws IOException {
        int dash = range.indexOf('-');
        long first = dash < 0 ? 1 : Long.parseLong(range.substring(0, dash));
        long last = Long.parseLong(range.substring(dash + 1));
        long start = System.nanoTime();
        long lastProgress = start;
        for (long seed = first; seed <= last; seed++) {
            try {
                runner.run(seed, Trace.OFF);
            } catch (AssertionError | RuntimeException e) {
                System.out.println(e);
                System.out.println(runner instanceof ThreeNodes ? howToRunLinkedAgain(seed) : howToRunAgain(seed));
                return false;
            }
            if (System.nanoTime() - lastProgress > PROGRESS_INTERVAL_NANOS) {
                lastProgress = System.nanoTime();
                System.out.println(seed - first + 1 + " of " + (last - first + 1));
            }
        }
        System.out.printf(Locale.ROOT, "%,d seeds passed in %,d s: %s%n", last - first + 1,
                (System.nanoTime() - start) / 1_000_000_000, runner.totals());
        return true;
    }
}
