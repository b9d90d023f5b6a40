package chatd.sim;

import java.io.PrintStream;

/** Prints what happens in a run, if it is on. */
final class Trace {

    static final Trace OFF = new Trace(null);

    private final PrintStream out;

    /** @param out null for no output */
    Trace(PrintStream out) {
        this.out = out;
    }

    void log(String format, Object... arguments) {
        if (out != null) {
            out.printf(format + "%n", arguments);
        }
    }
}
