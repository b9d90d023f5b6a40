package chatd.store;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time of a record as RFC 3339 writes it, with milliseconds: {@code 2026-11-28T19:39:24.123+01:00}, or Z for UTC.
 * The days are counted as in H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". java.time would do the same,
 * but a line that is said must allocate nothing.
 */
final class RecordTime {

    /** Bytes of the longest text. */
    static final int MAX_BYTES = 29;
    /** A time that cannot be parsed. */
    static final long INVALID = Long.MIN_VALUE;

    private static final String PATTERN = "0000-00-00T00:00:00.000+00:00";
    private static final int ZONE = PATTERN.indexOf('+');
    private static final int ZONE_BYTES = 6;
    private static final int MAX_ZONE_HOURS = 18;
    private static final int DAY_MILLIS = 86_400_000;
    private static final int MINUTE_MILLIS = 60_000;
    private static final int DAYS_PER_ERA = 146_097;
    /** Days from 0000-03-01 to 1970-01-01. */
    private static final int EPOCH_DAYS = 719_468;
    private static final long MIN_LOCAL = -62_167_219_200_000L;
    private static final long MAX_LOCAL = 253_402_300_799_999L;

    private RecordTime() {
    }

    /** The offset from UTC that is in force now, in seconds. */
    static int offsetSeconds(Clock clock) {
        ZoneId zone = clock.getZone();
        ZoneOffset offset = zone instanceof ZoneOffset fixed ? fixed : zone.getRules().getOffset(clock.instant());
        return offset.getTotalSeconds();
    }

    /** Writes a time to {@code into[at...]}. Returns the end. A time outside of the years 0 to 9999 is moved there. */
    static int format(long millis, int offsetSeconds, byte[] into, int at) {
        int minutes = offsetSeconds / 60;
        long local = Math.max(MIN_LOCAL, Math.min(MAX_LOCAL, millis + (long) minutes * MINUTE_MILLIS));
        date(Math.floorDiv(local, DAY_MILLIS), into, at);
        int time = (int) Math.floorMod(local, (long) DAY_MILLIS);
        into[at + 10] = 'T';
        two(time / 3_600_000, into, at + 11);
        into[at + 13] = ':';
        two(time / MINUTE_MILLIS % 60, into, at + 14);
        into[at + 16] = ':';
        two(time / 1000 % 60, into, at + 17);
        into[at + 19] = '.';
        into[at + 20] = (byte) ('0' + time % 1000 / 100);
        two(time % 100, into, at + 21);
        return zone(minutes, into, at + ZONE);
    }

    private static void date(long epochDay, byte[] into, int at) {
        long day = epochDay + EPOCH_DAYS;
        long era = Math.floorDiv(day, DAYS_PER_ERA);
        int dayOfEra = (int) Math.floorMod(day, (long) DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int year = (int) (yearOfEra + era * 400) + (month >= 10 ? 1 : 0);
        two(year / 100, into, at);
        two(year % 100, into, at + 2);
        into[at + 4] = '-';
        two(month < 10 ? month + 3 : month - 9, into, at + 5);
        into[at + 7] = '-';
        two(dayOfYear - (153 * month + 2) / 5 + 1, into, at + 8);
    }

    private static int zone(int minutes, byte[] into, int at) {
        if (minutes == 0) {
            into[at] = 'Z';
            return at + 1;
        }
        into[at] = (byte) (minutes < 0 ? '-' : '+');
        two(Math.abs(minutes) / 60, into, at + 1);
        into[at + 3] = ':';
        two(Math.abs(minutes) % 60, into, at + 4);
        return at + ZONE_BYTES;
    }

    private static void two(int number, byte[] into, int at) {
        into[at] = (byte) ('0' + number / 10);
        into[at + 1] = (byte) ('0' + number % 10);
    }

    /** Parses {@code bytes[from..to)}. Returns milliseconds since 1970, or {@link #INVALID}. */
    static long millis(byte[] bytes, int from, int to) {
        int offset = isPrefix(bytes, from, to) ? offsetMinutes(bytes, from, to) : Integer.MIN_VALUE;
        if (offset == Integer.MIN_VALUE) {
            return INVALID;
        }
        int year = two(bytes, from) * 100 + two(bytes, from + 2);
        int month = two(bytes, from + 5);
        int day = two(bytes, from + 8);
        int hour = two(bytes, from + 11);
        int minute = two(bytes, from + 14);
        int second = two(bytes, from + 17);
        int milli = (bytes[from + 20] - '0') * 100 + two(bytes, from + 21);
        if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59
                || second > 59) {
            return INVALID;
        }
        long time = ((hour * 60L + minute - offset) * 60 + second) * 1000 + milli;
        return epochDay(year, month, day) * DAY_MILLIS + time;
    }

    /** The offset from UTC of a time that {@link #millis} has accepted, in seconds. */
    static int offsetSeconds(byte[] bytes, int from, int to) {
        return offsetMinutes(bytes, from, to) * 60;
    }

    private static int offsetMinutes(byte[] bytes, int from, int to) {
        int at = from + ZONE;
        if (to == at + 1 && bytes[at] == 'Z') {
            return 0;
        }
        if (to != at + ZONE_BYTES || bytes[at] == 'Z') {
            return Integer.MIN_VALUE;
        }
        int minutes = two(bytes, at + 1) * 60 + two(bytes, at + 4);
        if (minutes > MAX_ZONE_HOURS * 60 || two(bytes, at + 4) > 59) {
            return Integer.MIN_VALUE;
        }
        return bytes[at] == '-' ? -minutes : minutes;
    }

    /** Whether {@code bytes[from..to)} has digits and signs where a time has them, as far as it goes. */
    static boolean isPrefix(byte[] bytes, int from, int to) {
        if (to - from > MAX_BYTES || to - from > ZONE + 1 && bytes[from + ZONE] == 'Z') {
            return false;
        }
        for (int i = 0; from + i < to; i++) {
            char expected = PATTERN.charAt(i);
            byte b = bytes[from + i];
            if (expected == '0' ? !isDigit(b) : expected == '+' ? b != '+' && b != '-' && b != 'Z' : b != expected) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int two(byte[] bytes, int at) {
        return (bytes[at] - '0') * 10 + bytes[at + 1] - '0';
    }

    private static int daysIn(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    private static long epochDay(int year, int month, int day) {
        int shifted = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shifted, 400);
        int yearOfEra = shifted - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (long) era * DAYS_PER_ERA + dayOfEra - EPOCH_DAYS;
    }
}
