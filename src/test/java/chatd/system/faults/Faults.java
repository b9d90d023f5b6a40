package chatd.system.faults;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Injects faults into a real daemon or its environment, one after the other, and prints a line for each: the fault, how
 * many lines the well-behaved members lost, and the longest delay of a line from sending to receiving. The last line is
 * {@code N passed, N failed}.
 */
public final class Faults {

    private static final String ROW = "%-16s %-80s %4s %9s  %s%n";

    private static final int MOST_PROBLEMS = 3;
    /** Left out of the short form, which has a similar fault or no time for them. */
    private static final List<String> LONG_ONLY = List.of("stop", "link-engine-stop", "link-alone", "link-leader",
            "link-node-stop", "link-slow", "link-arrivals", "link-cut");

    private final Path program;
    private final boolean brief;
    private int passed;
    private int failed;

    private Faults(Path program, boolean brief) {
        this.program = program;
        this.brief = brief;
    }

    /** Arguments: the program; "yes" for the short form, or empty; the only fault to inject, or empty. */
    public static void main(String[] arguments) {
        Map<String, Fault> faults = all();
        String only = arguments[2];
        if (!only.isEmpty() && !faults.containsKey(only)) {
            System.err.println("Unknown fault '" + only + "'. Faults: " + String.join(" ", faults.keySet()));
            System.exit(2);
        }
        boolean brief = !arguments[1].isEmpty();
        if (!only.isEmpty()) {
            faults.keySet().retainAll(List.of(only));
        } else if (brief) {
            faults.keySet().removeAll(LONG_ONLY);
        }
        System.exit(new Faults(Path.of(arguments[0]), brief).play(faults));
    }

    private static Map<String, Fault> all() {
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.putAll(ColdFaults.FAULTS);
        faults.putAll(ConnectionFaults.FAULTS);
        faults.putAll(NetworkFaults.FAULTS);
        faults.putAll(FloodFaults.FAULTS);
        faults.putAll(MoveFaults.FAULTS);
        faults.putAll(ResourceFaults.FAULTS);
        faults.putAll(ClockFaults.FAULTS);
        faults.putAll(LogFaults.FAULTS);
        faults.putAll(StoreFaults.FAULTS);
        faults.putAll(ShutdownFaults.FAULTS);
        faults.putAll(CrashFaults.FAULTS);
        faults.putAll(TlsFaults.FAULTS);
        faults.putAll(LinkRefusals.FAULTS);
        faults.putAll(LinkFaults.FAULTS);
        faults.putAll(LinkNodeFaults.FAULTS);
        faults.putAll(LinkNetworkFaults.FAULTS);
        return faults;
    }

    private int play(Map<String, Fault> faults) {
        System.out.printf(ROW, "fault", "what happened", "lost", "worst ms", "");
        faults.forEach(this::play);
        System.out.println(passed + " passed, " + failed + " failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private void play(String name, Fault fault) {
        try (FaultFixture fixture = new FaultFixture(program, brief)) {
            String description = fault.play(fixture);
            List<String> problems = fixture.end();
            report(name, description, Long.toString(fixture.comparison().lost()),
                    String.format(Locale.ROOT, "%,.1f", fixture.comparison().delayMillis(1)), problems);
        } catch (FaultSkipped e) {
            System.out.printf(ROW, name, "not run: " + e.getMessage(), "", "", "skipped");
        } catch (Exception e) {
            e.printStackTrace();
            report(name, "", "", "", List.of(e.toString()));
        }
    }

    private void report(String name, String description, String lost, String worst, List<String> problems) {
        if (problems.isEmpty()) {
            passed++;
        } else {
            failed++;
        }
        String first = problems.stream().limit(MOST_PROBLEMS).collect(Collectors.joining("; "));
        System.out.printf(ROW, name, description, lost, worst, problems.isEmpty() ? "ok" : "FAIL: " + first);
    }
}
