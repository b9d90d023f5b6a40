package chatd.store;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Days and times in UTC as RFC 3339 writes them: {@code 2026-11-28}, {@code 2026-11-28T19:44:01Z}. The formatter of the
 * JDK would load 100 classes for it.
 */
final class UtcText {

    /** The end of the year 9999, in seconds since 1970. */
    static final long LAST_SECOND = 253_402_300_799L;

    private static final String DAY = "0000-00-00";
    private static final String TIME = "0000-00-00T00:00:00Z";
    private static final int[] MOST = {23, 59, 59};
    private static final long DAY_SECONDS = 86_400;

    private UtcText() {
    }

    /** The day, which is given in days since 1970. */
    static String day(int epochDay) {
        return LocalDate.ofEpochDay(epochDay).toString();
    }

    /** The time, which is given in seconds since 1970, up to {@link #LAST_SECOND}. */
    static String time(long epochSecond) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
        String text = time.toString();
        // The JDK leaves out a second of zero.
        return text + (time.getSecond() == 0 ? ":00Z" : "Z");
    }

    /**
     * The days since 1970.
     *
     * @throws DateTimeException if the text is not a day
     */
    static int parseDay(String text) {
        requireForm(text, DAY);
        return (int) LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    }

    /**
     * The seconds since 1970.
     *
     * @throws DateTimeException if the text is not a time
     */
    static long parseTime(String text) {
        requireForm(text, TIME);
        long seconds = 0;
        for (int i = 0; i < MOST.length; i++) {
            int from = DAY.length() + 1 + 3 * i;
            int number = number(text, from, from + 2);
            if (number > MOST[i]) {
                throw new DateTimeException("not a time");
            }
            seconds = seconds * 60 + number;
        }
        return parseDay(text.substring(0, DAY.length())) * DAY_SECONDS + seconds;
    }

    /** Checks that the text has a digit for each 0 of the form, and is like the form elsewhere. */
    private static void requireForm(String text, String form) {
        boolean fits = text.length() == form.length();
        for (int i = 0; fits && i < form.length(); i++) {
            char c = text.charAt(i);
            fits = form.charAt(i) == '0' ? c >= '0' && c <= '9' : c == form.charAt(i);
        }
        if (!fits) {
            throw new DateTimeException("not of the form " + form);
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
