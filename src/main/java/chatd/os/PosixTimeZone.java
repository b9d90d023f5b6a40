package chatd.os;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.function.LongToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time zone written as POSIX has it for the variable TZ: {@code EST5EDT}, {@code GMT+8}, {@code <+03>-3} or
 * {@code CET-1CEST,M3.5.0,M10.5.0/3}. An offset counts west of Greenwich, so {@code GMT+8} is eight hours behind it.
 */
final class PosixTimeZone implements LongToIntFunction {

    private static final String NAME = "(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)";
    private static final String TIME = "[+-]?\\d{1,3}(?::\\d{1,2}(?::\\d{1,2})?)?";
    private static final String RULE = "(?:J\\d{1,3}|\\d{1,3}|M\\d{1,2}\\.[1-5]\\.[0-6])(?:/" + TIME + ")?";
    private static final Pattern ZONE = Pattern.compile(NAME + "(?<offset>" + TIME + ")(?:" + NAME + "(?<summer>" + TIME
            + ")?(?:,|,(?<begin>" + RULE + "),(?<end>" + RULE + "))?)?");
    /** Whether there is a summer time: a second name. */
    private static final Pattern WITH_SUMMER = Pattern.compile(NAME + TIME + "[A-Za-z<].*");
    /** The rules of the United States, as libc has them for zones that name none. */
    private static final String USUAL_BEGIN = "M3.2.0";
    private static final String USUAL_END = "M11.1.0";

    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;
    private static final int MOST_HOURS = 24;
    /** The hours of a rule may reach into the days around. */
    private static final int MOST_RULE_HOURS = 167;
    private static final int MOST_YEAR_DAY = 365;
    private static final int LAST_WEEK = 5;
    private static final int FEBRUARY = 59;

    private final int standard;
    private final int summer;
    /** The rules for the beginning and end of summer time; null without summer time. */
    private final String begin;
    private final String end;

    private PosixTimeZone(int standard, int summer, String begin, String end) {
        this.standard = standard;
        this.summer = summer;
        this.begin = begin;
        this.end = end;
    }

    /** The zone; null if the text does not describe one. */
    static PosixTimeZone parse(String text) {
        Matcher matcher = ZONE.matcher(text);
        if (!matcher.matches() || !isTime(matcher.group("offset"), MOST_HOURS)
                || matcher.group("summer") != null && !isTime(matcher.group("summer"), MOST_HOURS)) {
            return null;
        }
        int standard = -seconds(matcher.group("offset"));
        if (!WITH_SUMMER.matcher(text).matches()) {
            return isOffset(standard) ? new PosixTimeZone(standard, standard, null, null) : null;
        }
        int summer = matcher.group("summer") == null ? standard + HOUR : -seconds(matcher.group("summer"));
        String begin = matcher.group("begin") == null ? USUAL_BEGIN : matcher.group("begin");
        String end = matcher.group("end") == null ? USUAL_END : matcher.group("end");
        return isOffset(standard) && isOffset(summer) && isRule(begin) && isRule(end)
                ? new PosixTimeZone(standard, summer, begin, end)
                : null;
    }

    /** Java has no offsets beyond 18 hours, and no place on earth has. */
    private static boolean isOffset(int seconds) {
        return Math.abs(seconds) <= ZoneOffset.MAX.getTotalSeconds();
    }

    private static boolean isRule(String rule) {
        String[] parts = rule.split("/");
        if (parts.length == 2 && !isTime(parts[1], MOST_RULE_HOURS)) {
            return false;
        }
        if (rule.startsWith("M")) {
            int month = month(parts[0]);
            return month >= 1 && month <= 12;
        }
        int day = Integer.parseInt(parts[0].replace("J", ""));
        return day <= MOST_YEAR_DAY && (day > 0 || !rule.startsWith("J"));
    }

    private static boolean isTime(String text, int mostHours) {
        String[] parts = text.replaceFirst("[+-]", "").split(":");
        for (int i = 0; i < parts.length; i++) {
            if (Integer.parseInt(parts[i]) > (i == 0 ? mostHours : 59)) {
                return false;
            }
        }
        return true;
    }

    private static int seconds(String time) {
        int total = 0;
        int unit = HOUR;
        for (String part : time.replaceFirst("[+-]", "").split(":")) {
            total += Integer.parseInt(part) * unit;
            unit /= 60;
        }
        return time.startsWith("-") ? -total : total;
    }

    private static int month(String rule) {
        return Integer.parseInt(rule.substring(1, rule.indexOf('.')));
    }

    /** The seconds east of Greenwich at a time in seconds since 1970. */
    @Override
    public int applyAsInt(long epochSecond) {
        if (begin == null) {
            return standard;
        }
        int year = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC).getYear();
        long from = start(begin, year) - standard;
        long to = start(end, year) - summer;
        boolean isSummer = from <= to
                ? epochSecond >= from && epochSecond < to
                : epochSecond >= from || epochSecond < to;
        return isSummer ? summer : standard;
    }

    /** When a rule applies in a year: in seconds since 1970 of the clocks there. */
    private static long start(String rule, int year) {
        String[] parts = rule.split("/");
        int time = parts.length == 2 ? seconds(parts[1]) : 2 * HOUR;
        return day(parts[0], year).toEpochDay() * DAY + time;
    }

    private static LocalDate day(String rule, int year) {
        LocalDate newYear = LocalDate.of(year, 1, 1);
        if (rule.startsWith("M")) {
            String[] numbers = rule.substring(1).split("\\.");
            int week = Integer.parseInt(numbers[1]);
            DayOfWeek weekday = DayOfWeek.SUNDAY.plus(Integer.parseInt(numbers[2]));
            return LocalDate.of(year, month(rule), 1)
                    .with(TemporalAdjusters.dayOfWeekInMonth(week == LAST_WEEK ? -1 : week, weekday));
        }
        if (rule.startsWith("J")) {
            // From 1; 29 February is never counted.
            int day = Integer.parseInt(rule.substring(1));
            return newYear.plusDays(day - 1 + (Year.isLeap(year) && day > FEBRUARY ? 1 : 0));
        }
        return newYear.plusDays(Integer.parseInt(rule));
    }
}
