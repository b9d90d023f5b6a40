package chatd.bench;

import java.io.IOException;

/** A scenario, run against one running server. */
interface Scenario {

    /** Does what is not measured: connects clients, warms up the server. */
    default void prepare() throws IOException {
    }

    /** Runs the scenario once, and prints its measurements; may be called again. */
    void measure() throws IOException;
}
