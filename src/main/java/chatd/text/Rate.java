package chatd.text;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of events in a second or a minute, written {@code 20/s} or {@code 100/m}.
 *
 * @param count events in one unit of time, at least 1
 * @param interval time between two events at this rate; zero is no limit
 */
public record Rate(int count, Duration interval) {

    /** No limit, written {@code 0}. */
    public static final Rate UNLIMITED = new Rate(1, Duration.ZERO);

    private static final Pattern RATE = Pattern.compile("(\\d{1,6})/([sm])");

    /** The rate; empty if the text is not a rate. */
    public static Optional<Rate> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(UNLIMITED);
        }
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            return Optional.empty();
        }
        int count = Integer.parseInt(matcher.group(1));
        Duration unit = matcher.group(2).equals("s") ? Duration.ofSeconds(1) : Duration.ofMinutes(1);
        return Optional.of(new Rate(count, unit.dividedBy(count)));
    }
}
