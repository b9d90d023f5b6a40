package chatd.text;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes times as people write them: {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 2d}. */
public final class Durations {

    /** The longest valid time. */
    public static final Duration MAX = Duration.ofHours(10_000);

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {
    }

    /** The time; {@code 0} needs no unit. Empty if the text is not a time, or longer than {@link #MAX}. */
    public static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        Duration time = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        return time.compareTo(MAX) <= 0 ? Optional.of(time) : Optional.empty();
    }

    /** A time in its largest unit, rounded down: {@code 35s}, {@code 12m}, {@code 3h}, {@code 2d}. */
    public static String brief(Duration time) {
        if (time.toMinutes() < 1) {
            return time.toSeconds() + "s";
        }
        if (time.toHours() < 1) {
            return time.toMinutes() + "m";
        }
        return time.toDays() < 1 ? time.toHours() + "h" : time.toDays() + "d";
    }

    /**
     * Formats the time that is left of a longer one. It is rounded up, and its unit is the largest in which it is 1 or
     * at least 2: {@code 90s}, {@code 1h}, {@code 119m}, {@code 2h}. So an hour reads {@code 1h} at its start.
     */
    public static String remaining(Duration time) {
        long seconds = roundUp(time).toSeconds();
        if (seconds % 3_600 > 0 || seconds == 0) {
            return seconds % 60 > 0 || seconds == 0 ? seconds + "s" : seconds / 60 + "m";
        }
        long hours = seconds / 3_600;
        return hours % 24 > 0 ? hours + "h" : hours / 24 + "d";
    }

    /** Rounds a remaining time up to the unit of {@link #remaining}: 121 s to 3 minutes. */
    public static Duration roundUp(Duration time) {
        long seconds = time.plusNanos(999_999_999).toSeconds();
        long minutes = ceilDiv(seconds, 60);
        long hours = ceilDiv(minutes, 60);
        if (hours == 24 || hours >= 48) {
            return Duration.ofDays(ceilDiv(hours, 24));
        }
        if (minutes == 60 || minutes >= 120) {
            return Duration.ofHours(hours);
        }
        return seconds == 60 || seconds >= 120 ? Duration.ofMinutes(minutes) : Duration.ofSeconds(seconds);
    }

    /** The end of a list entry that expires: {@code  for another 59m}, or {@code  for ever} if the time is zero. */
    public static String forAnother(Duration remaining) {
        return remaining.isZero() ? " for ever" : " for another " + remaining(remaining);
    }

    private static long ceilDiv(long number, long unit) {
        return (number + unit - 1) / unit;
    }
}
