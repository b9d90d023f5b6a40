package chatd.bench;

import java.io.IOException;

/** A scenario as it is played with one server that is running. */
interface Play {

    /** Gets everything there that is not to be measured: clients that are connected, servers that are warm. */
    default void prepare() throws IOException {
    }

    /** Plays the scenario once, and prints what it measured; it may be called again. */
    void measure() throws IOException;
}
