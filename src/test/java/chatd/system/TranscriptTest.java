package chatd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The witnesses of faults and soak rely on these comparisons: without them they would find nothing. */
class TranscriptTest {

    private final Transcript first = new Transcript();
    private final Transcript second = new Transcript();

    @Test
    void equalTranscriptsAgree() {
        receive(first, "1", "a", "b", "2");
        receive(second, "1", "a", "b", "2");
        assertEquals(0, lost());
    }

    @Test
    void witnessesThatJoinedAtDifferentTimesAgreeOnTheLinesOfBoth() {
        receive(first, "earlier", "even earlier", "1", "a", "2");
        receive(second, "1", "a", "2");
        assertEquals(0, lost());
    }

    @Test
    void aLineReportedAsSkippedIsNotLost() {
        receive(first, "1", "a", "2", "b", "3");
        receive(second, "1", "[3", "3");
        assertEquals(0, lost());
    }

    @Test
    void aLineThatOneWitnessDidNotReceiveIsLost() {
        receive(first, "1", "a", "b", "2");
        receive(second, "1", "b", "2");
        assertEquals(1, lost());
    }

    @Test
    void aLineReceivedTwiceIsFound() {
        receive(first, "1", "a", "2");
        receive(second, "1", "a", "a", "2");
        assertEquals(1, lost());
    }

    @Test
    void reportingTooFewLinesAsSkippedIsFound() {
        receive(first, "1", "a", "b", "c", "2");
        receive(second, "1", "[2", "2");
        assertEquals(1, lost());
    }

    @Test
    void anotherOrderOfWitnessLinesIsFound() {
        receive(first, "1", "2", "3");
        receive(second, "2", "1", "3");
        assertEquals(true, lost() > 0);
    }

    @Test
    void anotherOrderOfOtherLinesIsFound() {
        receive(first, "1", "a", "b", "2");
        receive(second, "1", "b", "a", "2");
        assertEquals(1, lost());
    }

    @Test
    void aDamagedLineIsFound() {
        receive(first, "1", "hello", "2");
        receive(second, "1", "hell", "2");
        assertEquals(1, lost());
    }

    private long lost() {
        Comparison comparison = new Comparison();
        second.compare(first, "first", comparison);
        return comparison.lost();
    }

    /** A digit is a witness line, a bracket reports skipped lines, anything else is a line of another client. */
    private static void receive(Transcript transcript, String... lines) {
        for (String line : lines) {
            if (line.matches("\\d")) {
                transcript.mark(Long.parseLong(line));
            } else if (line.startsWith("[")) {
                transcript.skip(Long.parseLong(line.substring(1)));
            } else {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                transcript.other(bytes, bytes.length);
            }
        }
    }
}
