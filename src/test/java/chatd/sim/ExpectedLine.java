package chatd.sim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A line that a person must receive.
 *
 * @param text the text, or a description if only the form is known
 * @param bytes the line without its LF; null if only the form is known
 * @param form accepts the lines that may stand here; null if exactly one may
 * @param isSkippable whether a slow reader may miss this line
 */
record ExpectedLine(String text, byte[] bytes, Predicate<String> form, boolean isSkippable) {

    /** An answer, which is never skipped. */
    static ExpectedLine answer(String text) {
        return new ExpectedLine(text, text.getBytes(StandardCharsets.UTF_8), null, false);
    }

    /** An answer of which the model knows only the form. */
    static ExpectedLine answerLike(String description, Predicate<String> form) {
        return new ExpectedLine(description, null, form, false);
    }

    /** A line of the room or of another member, which a slow reader may miss. */
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
