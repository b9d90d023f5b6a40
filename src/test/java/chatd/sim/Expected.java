package chatd.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines that one person must receive, in this order, and the bytes received so far. A notice of skipped lines must
 * stand exactly where that many skippable lines are missing. Telnet timing marks and answers to AYT may stand before
 * any line: they are counted, but their place is not checked.
 */
final class Expected {

    /** The most memory that an answer uses besides its text: two segments, one for a gap, and a chunk's unused part. */
    static final int ANSWER_BYTES = 2 * 48 + 40 + 512;

    private static final Pattern GAP =
            Pattern.compile("(?:\\d\\d:\\d\\d )?\\[(?:(1) line|(\\d+) lines) skipped: you were reading too slowly]");
    private static final String HERE = "[chatd: yes]";
    private static final byte[] TIMING_MARK = {(byte) 255, (byte) 251, 6};

    private final String whose;
    private final Deque<ExpectedLine> due = new ArrayDeque<>();
    private byte[] half = {};
    private int timingMarks;
    private int areYouTheres;
    private long lines;
    private int skipped;
    private long bytes;
    private String last = "nothing";

    /** @param whose name for messages */
    Expected(String whose) {
        this.whose = whose;
    }

    void expect(ExpectedLine line) {
        due.add(line);
    }

    /** Checks received bytes, which may be split anywhere. */
    void take(byte[] received) {
        if (received.length == 0) {
            return;
        }
        bytes += received.length;
        byte[] in = half.length == 0 ? received : join(half, received);
        int from = 0;
        for (int i = half.length; i < in.length; i++) {
            if (in[i] == '\n') {
                takeLine(in, skipTimingMarks(in, from, i), i);
                from = i + 1;
            }
        }
        half = Arrays.copyOfRange(in, skipTimingMarks(in, from, in.length), in.length);
    }

    /** Everything expected must have been received by now. */
    void assertComplete() {
        if (half.length > 0) {
            throw wrong("half a line: " + text(half, 0, half.length));
        }
        if (!due.isEmpty()) {
            throw wrong(due.size() + " lines were not received");
        }
    }

    /** The connection was aborted: the last line received may be incomplete. */
    void assertValidUpToAbort() {
        if (half.length == 0 || half[0] == TIMING_MARK[0] || HERE.startsWith(text(half, 0, half.length))) {
            return;
        }
        boolean maySkip = !due.isEmpty() && due.peek().isSkippable()
                && (half[0] == '[' || Character.isDigit(half[0]));
        if (!maySkip && (due.isEmpty() || !due.peek().begins(half, 0, half.length))) {
            throw wrong("not a beginning of the next line: " + text(half, 0, half.length));
        }
    }

    /** The most memory that is used by lines that must not be skipped and were not received yet. */
    int answerBytes() {
        return due.stream().filter(line -> !line.isSkippable())
                .mapToInt(line -> ANSWER_BYTES + (line.bytes() == null ? 0 : line.bytes().length)).sum();
    }

    /** Number of lines received, notices of skipped lines not counted. */
    long lines() {
        return lines;
    }

    /** Number of lines reported as skipped. */
    int skipped() {
        return skipped;
    }

    long bytes() {
        return bytes;
    }

    int timingMarks() {
        return timingMarks;
    }

    int areYouTheres() {
        return areYouTheres;
    }

    private void takeLine(byte[] in, int from, int to) {
        if (to - from == HERE.length() && text(in, from, to).equals(HERE)) {
            areYouTheres++;
            return;
        }
        Matcher gap = to > from && in[to - 1] == ']' ? GAP.matcher(text(in, from, to)) : null;
        if (gap != null && gap.matches()) {
            takeGap(Integer.parseInt(gap.group(1) == null ? gap.group(2) : gap.group(1)));
        } else if (due.isEmpty() || !due.peek().is(in, from, to)) {
            throw wrong("received: " + text(in, from, to));
        } else {
            lines++;
            last = due.remove().text();
        }
    }

    private void takeGap(int count) {
        for (int i = 0; i < count; i++) {
            if (due.isEmpty() || !due.peek().isSkippable()) {
                throw wrong(count + " lines reported as skipped where " + i + " may be missing");
            }
            due.remove();
        }
        if (count == 0) {
            throw wrong("0 lines reported as skipped");
        }
        skipped += count;
        last = count + " lines skipped";
    }

    private int skipTimingMarks(byte[] in, int from, int to) {
        int i = from;
        while (to - i >= TIMING_MARK.length
                && Arrays.equals(in, i, i + TIMING_MARK.length, TIMING_MARK, 0, TIMING_MARK.length)) {
            timingMarks++;
            i += TIMING_MARK.length;
        }
        return i;
    }

    private AssertionError wrong(String what) {
        return new AssertionError(whose + ": " + what + "\n  last received: " + last
                + "\n  expected next: " + (due.isEmpty() ? "nothing" : due.peek().text()));
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static String text(byte[] in, int from, int to) {
        return new String(in, from, to - from, StandardCharsets.UTF_8);
    }
}
