package chatd.sim;

import java.io.PrintStream;

/** Tells what happens in a run, if anybody wants to hear that. */
final class Story {

    static final Story UNTOLD = new Story(null);

    private final PrintStream out;

    /** @param out where to; null if nobody listens */
    Story(PrintStream out) {
        this.out = out;
    }

    void tell(String format, Object... arguments) {
        if (out != null) {
            out.printf(format + "%n", arguments);
        }
    }
}
