package chatd.os;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.simple.LogLevels;

/** Captures what a class logs. Outside of a capture, tests log errors only. */
public final class LogCapture {

    private LogCapture() {
    }

    /** The lines that these classes log at this level or above during an action. */
    public static List<String> by(List<Class<?>> authors, Level from, Runnable action) {
        if (authors.isEmpty()) {
            action.run();
            return List.of();
        }
        List<String> log = new ArrayList<>();
        log.addAll(by(authors.get(0), from, () -> log.addAll(by(authors.subList(1, authors.size()), from, action))));
        return log;
    }

    /** The lines that a class logs at this level or above during an action. */
    public static List<String> by(Class<?> author, Level from, Runnable action) {
        Logger logger = LoggerFactory.getLogger(author);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream standardError = System.err;
        int level = LogLevels.set(logger, from);
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(standardError);
            LogLevels.restore(logger, level);
        }
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
