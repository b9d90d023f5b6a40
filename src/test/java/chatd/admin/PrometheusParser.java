package chatd.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format, version 0.0.4, more strictly than Prometheus does: each metric has one HELP line,
 * then one TYPE line, then its samples, which are finite and not negative; the names of counters, and no others, end in
 * {@code _total}.
 */
final class PrometheusParser {

    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (\\S.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge)");
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")(\\{[a-zA-Z_][a-zA-Z0-9_]*=\"[^\"\\\\{}]*\"})? (\\S+)");

    private final Set<String> described = new HashSet<>();
    private final Map<String, Double> values = new LinkedHashMap<>();
    private String helped;
    private String typed;
    private boolean hasSample = true;

    private PrometheusParser() {
    }

    /** The values of all samples by their names, with their labels as they stand there. */
    static Map<String, Double> read(List<String> lines) {
        PrometheusParser exposition = new PrometheusParser();
        lines.forEach(exposition::take);
        assertTrue(exposition.hasSample, "no sample of the last metric");
        return exposition.values;
    }

    private void take(String line) {
        Matcher help = HELP.matcher(line);
        Matcher type = TYPE.matcher(line);
        if (help.matches()) {
            assertTrue(hasSample, line);
            assertTrue(described.add(help.group(1)), line);
            helped = help.group(1);
        } else if (type.matches()) {
            assertEquals(helped, type.group(1), line);
            assertEquals(type.group(2).equals("counter"), helped.endsWith("_total"), line);
            helped = null;
            typed = type.group(1);
            hasSample = false;
        } else {
            takeSample(line);
        }
    }

    private void takeSample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        assertNull(helped, line);
        assertEquals(typed, sample.group(1), line);
        double value = Double.parseDouble(sample.group(3));
        assertTrue(Double.isFinite(value) && value >= 0, line);
        String labels = sample.group(2) == null ? "" : sample.group(2);
        assertNull(values.put(typed + labels, value), line);
        hasSample = true;
    }
}
