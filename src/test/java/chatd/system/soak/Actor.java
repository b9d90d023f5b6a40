package chatd.system.soak;

import java.io.IOException;

/** Who plays in a crowd. */
@FunctionalInterface
interface Players {

    /** Does a little, without waiting for anything; it is called a hundred times a second. */
    void act() throws IOException;
}
