package chatd.system.soak;

import java.io.IOException;

/** Drives a group of clients. */
@FunctionalInterface
interface Actor {

    /** Acts once, without blocking; called a hundred times a second. */
    void act() throws IOException;
}
