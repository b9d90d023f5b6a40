package chatd.chat;

import java.nio.charset.StandardCharsets;

/**
 * A line in a {@link History}: its words, its time, and the offset from UTC at that time. It is also the node of the
 * line in the list of the {@link HistoryBudget}, to save an object for each of many thousand lines.
 */
final class HistoryLine {

    final String words;
    final long millis;
    final int offsetSeconds;
    final int bytes;
    /** Null once the line has been removed. */
    History history;
    HistoryLine older;
    HistoryLine newer;

    /**
     * @param words the line as members read it
     * @param millis when it was said, in milliseconds since 1970
     * @param offsetSeconds the offset from UTC then
     */
    HistoryLine(String words, long millis, int offsetSeconds) {
        this.words = words;
        this.millis = millis;
        this.offsetSeconds = offsetSeconds;
        bytes = words.getBytes(StandardCharsets.UTF_8).length;
        history = null;
    }

    /** The day on which it was said, in days since 1970. */
    long day() {
        return LocalTimes.day(millis, offsetSeconds);
    }

    /** The line after the time of day: {@code 14:03 alice: hello}. */
    String withTime() {
        return LocalTimes.timeOfDay(millis, offsetSeconds) + ' ' + words;
    }

    /** The line after date and time: {@code 2026-11-27 14:03 alice: hello}. */
    String withDate() {
        return LocalTimes.date(day()) + ' ' + withTime();
    }
}
