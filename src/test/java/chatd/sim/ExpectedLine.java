package chatd.sim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A line that somebody must be sent.
 *
 * @param text what it says, or, if it has a form only, what that is
 * @param bytes the line without its LF; null if only its form is known
 * @param form what lines may stand here; null if exactly one may
 * @param isSkippable whether it is one of those that slow readers miss
 */
record ExpectedLine(String text, byte[] bytes, Predicate<String> form, boolean isSkippable) {

    /** An answer, which is never skipped. */
    static ExpectedLine answer(String text) {
        return new ExpectedLine(text, text.getBytes(StandardCharsets.UTF_8), null, false);
    }

    /** An answer of which the model does not know each word. */
    static ExpectedLine answerLike(String description, Predicate<String> form) {
        return new ExpectedLine(description, null, form, false);
    }

    /** What is said to all, or by others. */
    static ExpectedLine talk(String text) {
        return new ExpectedLine(text, text.getBytes(StandardCharsets.UTF_8), null, true);
    }

    /** Whether the bytes from..to are this line. */
    boolean is(byte[] in, int from, int to) {
        return form == null
                ? Arrays.equals(bytes, 0, bytes.length, in, from, to)
                : form.test(new String(in, from, to - from, StandardCharsets.UTF_8));
    }

    /** Whether this line may begin with the bytes from..to. */
    boolean begins(byte[] in, int from, int to) {
        int length = to - from;
        return form != null || length <= bytes.length && Arrays.equals(bytes, 0, length, in, from, to);
    }
}
