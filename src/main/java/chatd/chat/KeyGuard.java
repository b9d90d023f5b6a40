package chatd.chat;

import chatd.store.Key;
import chatd.wire.Line;
import java.nio.charset.StandardCharsets;

/** Finds lines that end with a key, which a member has pasted in the wrong place. */
final class KeyGuard {

    /** Number of symbols of a key without its hyphens. */
    private static final int SHORTEST = 27;
    private static final int LONGEST = 63;

    private KeyGuard() {
    }

    /** Whether the last word of a line is a key. For most lines, only the bytes of a shorter last word are read. */
    static boolean hasKey(Line line) {
        if (line.length() < SHORTEST) {
            return false;
        }
        byte[] bytes = line.bytes();
        int end = line.offset() + line.length();
        while (end > line.offset() && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
            end--;
        }
        int begin = end;
        int least = Math.max(line.offset(), end - LONGEST - 1);
        while (begin > least && bytes[begin - 1] > ' ') {
            begin--;
        }
        int length = end - begin;
        return length >= SHORTEST && length <= LONGEST
                && isKey(new String(bytes, begin, length, StandardCharsets.US_ASCII));
    }

    /** Whether the last word of a command's argument, which has no blanks at its end, is a key. */
    static boolean hasKey(String argument) {
        int begin = argument.length();
        while (begin > 0 && !Character.isWhitespace(argument.charAt(begin - 1))) {
            begin--;
        }
        return isKey(argument.substring(begin));
    }

    private static boolean isKey(String word) {
        return Key.parse(word) != null;
    }
}
