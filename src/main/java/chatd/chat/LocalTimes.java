package chatd.chat;

import java.time.Clock;
import java.time.LocalDate;

/** Formats local times, given as milliseconds since 1970 and the offset from UTC at that time. */
final class LocalTimes {

    private static final long MILLIS_PER_MINUTE = 60_000;
    private static final int MILLIS_PER_SECOND = 1000;
    private static final int MINUTES_PER_HOUR = 60;
    private static final int MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;
    private static final int TEN = 10;

    private LocalTimes() {
    }

    /** The offset from UTC that is in force in the zone of a clock, in seconds. */
    static int offsetSeconds(Clock clock) {
        return clock.getZone().getRules().getOffset(clock.instant()).getTotalSeconds();
    }

    /** The day, in days since 1970. */
    static long day(long millis, int offsetSeconds) {
        return Math.floorDiv(minute(millis, offsetSeconds), MINUTES_PER_DAY);
    }

    /** Today, in days since 1970. */
    static long day(Clock clock) {
        return day(clock.millis(), offsetSeconds(clock));
    }

    /** The time of day: {@code 14:03}. */
    static String timeOfDay(long millis, int offsetSeconds) {
        int minute = Math.floorMod(minute(millis, offsetSeconds), MINUTES_PER_DAY);
        StringBuilder text = new StringBuilder();
        append(text, minute / MINUTES_PER_HOUR);
        text.append(':');
        append(text, minute % MINUTES_PER_HOUR);
        return text.toString();
    }

    /** The date of a day: {@code 2026-11-27}. */
    static String date(long day) {
        return LocalDate.ofEpochDay(day).toString();
    }

    private static long minute(long millis, int offsetSeconds) {
        return Math.floorDiv(millis + (long) offsetSeconds * MILLIS_PER_SECOND, MILLIS_PER_MINUTE);
    }

    private static void append(StringBuilder text, int number) {
        if (number < TEN) {
            text.append('0');
        }
        text.append(number);
    }
}
