package chatd.text;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes as people write them: {@code 1024}, {@code 64k}, {@code 1m}, {@code 2g}, in powers of 1024. */
public final class Sizes {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})([kmgKMG]?)");

    private Sizes() {
    }

    /** The number of bytes; empty if the text is not a size, or the number does not fit a long. */
    public static OptionalLong parse(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        int shift = switch (matcher.group(2)) {
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(matcher.group(1));
        return number <= Long.MAX_VALUE >> shift ? OptionalLong.of(number << shift) : OptionalLong.empty();
    }
}
