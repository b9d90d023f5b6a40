package chatd.system.faults;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Plays faults against a real daemon, one after the other, and prints a line for each: what was thrown at it, how many
 * lines of the well-behaved were lost, how long the worst of these took from saying to hearing. The last line is
 * {@code N passed, N failed}.
 */
public final class Faults {

    private static final String ROW = "%-12s %-80s %4s %9s  %s%n";

    private static final int MOST_PROBLEMS = 3;
    /** Those of which the short form has another one much like it. */
    private static final List<String> LONG_ONLY = List.of("stop");

    private final Path program;
    private final boolean brief;
    private int passed;
    private int failed;

    private Faults(Path program, boolean brief) {
        this.program = program;
        this.brief = brief;
    }

    /** Arguments: the program; "yes" for the short form, or an empty text; the only fault to play, or an empty text. */
    public static void main(String[] arguments) {
        Map<String, Fault> faults = all();
        String only = arguments[2];
        if (!only.isEmpty() && !faults.containsKey(only)) {
            System.err.println("There is no fault '" + only + "', only: " + String.join(" ", faults.keySet()));
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
        faults.putAll(Arrivals.FAULTS);
        faults.putAll(Floods.FAULTS);
        faults.putAll(Greed.FAULTS);
        faults.putAll(Clocks.FAULTS);
        faults.putAll(Logs.FAULTS);
        faults.putAll(Endings.FAULTS);
        return faults;
    }

    private int play(Map<String, Fault> faults) {
        System.out.printf(ROW, "fault", "thrown", "lost", "worst ms", "");
        faults.forEach(this::play);
        System.out.println(passed + " passed, " + failed + " failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private void play(String name, Fault fault) {
        try (Stage stage = new Stage(program, brief)) {
            String thrown = fault.play(stage);
            List<String> problems = stage.end();
            tell(name, thrown, Long.toString(stage.reckoning().lost()),
                    String.format(Locale.ROOT, "%,.1f", stage.reckoning().waitMillis(1)), problems);
        } catch (Skipped e) {
            System.out.printf(ROW, name, "not played: " + e.getMessage(), "", "", "skipped");
        } catch (Exception e) {
            e.printStackTrace();
            tell(name, "", "", "", List.of(e.toString()));
        }
    }

    private void tell(String name, String thrown, String lost, String worst, List<String> problems) {
        if (problems.isEmpty()) {
            passed++;
        } else {
            failed++;
        }
        String first = problems.stream().limit(MOST_PROBLEMS).collect(Collectors.joining("; "));
        System.out.printf(ROW, name, thrown, lost, worst, problems.isEmpty() ? "ok" : "FAIL: " + first);
    }
}
