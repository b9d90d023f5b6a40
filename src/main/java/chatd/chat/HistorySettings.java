package chatd.chat;

import chatd.store.HistoryOptions;
import java.time.Duration;

/**
 * Settings of the history. Built by name: {@code HistorySettings.DEFAULT.withLines(20)}.
 *
 * @param lines lines of a room that newcomers are shown, at least 0
 * @param bytes limit for the lines of all rooms together, in bytes, at least 0
 * @param age older lines are not shown; zero is no limit
 * @param file the history file; null is none
 * @param notices whether the file records arrivals, departures and name changes, too
 */
public record HistorySettings(int lines, int bytes, Duration age, HistoryOptions file, boolean notices) {

    public static final HistorySettings DEFAULT = new HistorySettings(0, 64 * 1024, Duration.ZERO, null, false);

    public HistorySettings withLines(int most) {
        return new HistorySettings(most, bytes, age, file, notices);
    }

    public HistorySettings withBytes(int most) {
        return new HistorySettings(lines, most, age, file, notices);
    }

    public HistorySettings withAge(Duration most) {
        return new HistorySettings(lines, bytes, most, file, notices);
    }

    public HistorySettings withFile(HistoryOptions options) {
        return new HistorySettings(lines, bytes, age, options, notices);
    }

    public HistorySettings withNotices(boolean recorded) {
        return new HistorySettings(lines, bytes, age, file, recorded);
    }

    /** The time before which a line is too old to be shown, in milliseconds since 1970. */
    long sinceMillis(long nowMillis) {
        return age.isZero() ? Long.MIN_VALUE : nowMillis - age.toMillis();
    }
}
