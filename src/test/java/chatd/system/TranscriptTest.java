package chatd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the witnesses of faults and soak find out: anything less would have them find nothing. */
class JournalTest {

    private final Journal first = new Journal();
    private final Journal second = new Journal();

    @Test
    void twoWhoHeardTheSameAgree() {
        hear(first, "1", "a", "b", "2");
        hear(second, "1", "a", "b", "2");
        assertEquals(0, lost());
    }

    @Test
    void twoWhoCameAtDifferentTimesAgreeInWhatBothHeard() {
        hear(first, "earlier", "even earlier", "1", "a", "2");
        hear(second, "1", "a", "2");
        assertEquals(0, lost());
    }

    @Test
    void whatIsToldOfAsSkippedIsNotLost() {
        hear(first, "1", "a", "2", "b", "3");
        hear(second, "1", "[3", "3");
        assertEquals(0, lost());
    }

    @Test
    void aLineThatOneDidNotHearIsLost() {
        hear(first, "1", "a", "b", "2");
        hear(second, "1", "b", "2");
        assertEquals(1, lost());
    }

    @Test
    void aLineThatOneHeardTwiceIsFound() {
        hear(first, "1", "a", "2");
        hear(second, "1", "a", "a", "2");
        assertEquals(1, lost());
    }

    @Test
    void tooFewThatAreToldOfAsSkippedAreFound() {
        hear(first, "1", "a", "b", "c", "2");
        hear(second, "1", "[2", "2");
        assertEquals(1, lost());
    }

    @Test
    void anotherOrderIsFound() {
        hear(first, "1", "2", "3");
        hear(second, "2", "1", "3");
        assertEquals(true, lost() > 0);
    }

    @Test
    void anotherOrderOfWhatOthersSayIsFound() {
        hear(first, "1", "a", "b", "2");
        hear(second, "1", "b", "a", "2");
        assertEquals(1, lost());
    }

    @Test
    void aLineThatWasDamagedIsFound() {
        hear(first, "1", "hello", "2");
        hear(second, "1", "hell", "2");
        assertEquals(1, lost());
    }

    private long lost() {
        Reckoning reckoning = new Reckoning();
        second.compare(first, "first", reckoning);
        return reckoning.lost();
    }

    /** Digits are what witnesses say, a bracket tells of skipped lines, all else is said by others. */
    private static void hear(Journal journal, String... lines) {
        for (String line : lines) {
            if (line.matches("\\d")) {
                journal.mark(Long.parseLong(line));
            } else if (line.startsWith("[")) {
                journal.skip(Long.parseLong(line.substring(1)));
            } else {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                journal.other(bytes, bytes.length);
            }
        }
    }
}
