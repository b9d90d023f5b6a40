package chatd.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.function.Supplier;

/** The time at the beginning of each log line: {@code 2026-11-21 18:33:17}. */
public final class LogTime implements Supplier<String> {

    private static final String STANDARD_ERROR = "/proc/self/fd/2";

    private final Clock clock;

    /** @param clock the wall clock, with its zone */
    LogTime(Clock clock) {
        this.clock = clock;
    }

    /**
     * A supplier of the time of a clock, or of nothing if standard error is systemd's journal, which records the time
     * itself.
     */
    public static Supplier<String> orNothing(Map<String, String> environment, Clock clock) {
        return isJournal(environment.get("JOURNAL_STREAM")) ? () -> "" : new LogTime(clock);
    }

    /** Whether standard error has the device and inode of the journal's stream, as systemd.exec(5) describes. */
    private static boolean isJournal(String stream) {
        if (stream == null) {
            return false;
        }
        try {
            Map<String, Object> file = Files.readAttributes(Path.of(STANDARD_ERROR), "unix:dev,ino");
            return stream.equals(file.get("dev") + ":" + file.get("ino"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Override
    public String get() {
        LocalDateTime now = LocalDateTime.now(clock);
        StringBuilder text = new StringBuilder();
        append(text, now.getYear(), '-');
        append(text, now.getMonthValue(), '-');
        append(text, now.getDayOfMonth(), ' ');
        append(text, now.getHour(), ':');
        append(text, now.getMinute(), ':');
        append(text, now.getSecond(), ' ');
        return text.toString();
    }

    private static void append(StringBuilder text, int number, char separator) {
        if (number < 10) {
            text.append('0');
        }
        text.append(number).append(separator);
    }
}
