package org.slf4j.simple;

import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Changes a logger's level, for which slf4j-simple has no method. The field is accessible in this package only. */
public final class LogLevels {

    private LogLevels() {
    }

    /** Sets the level, and returns the level before as a number for {@link #restore}. */
    public static int set(Logger logger, Level level) {
        SimpleLogger simple = (SimpleLogger) logger;
        int before = simple.currentLogLevel;
        simple.currentLogLevel = level.toInt();
        return before;
    }

    public static void restore(Logger logger, int level) {
        ((SimpleLogger) logger).currentLogLevel = level;
    }
}
