package chatd.os;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Captures what a class logs. Without it, tests log errors only. */
public final class LogCapture {

    private LogCapture() {
    }

    /** The lines of that level or above that a class logs while the action runs. */
    public static List<String> by(Class<?> author, Level from, Runnable action) {
        Object logger = LoggerFactory.getLogger(author);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        try {
            Field level = logger.getClass().getDeclaredField("currentLogLevel");
            level.setAccessible(true);
            int usual = level.getInt(logger);
            level.setInt(logger, from.toInt());
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            try {
                action.run();
            } finally {
                System.setErr(before);
                level.setInt(logger, usual);
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("slf4j-simple has changed", e);
        }
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
