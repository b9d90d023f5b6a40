package chatd.bench;

import java.nio.ByteBuffer;

/** Checks what one client receives. It throws {@link Lost} as soon as that is not what it must be. */
interface Check {

    /** What hears of the lines that a client receives. */
    interface Receipts {
        void received(int sender, int number);
    }

    /** Takes what was read; it is used up afterwards. */
    void take(ByteBuffer in);

    /** Whether it is known already where in what all receive the client has come in. */
    default boolean isPlaced() {
        return true;
    }

    /** Has the lines reported that are received from now on. */
    void report(Receipts to);

    /** Whether all has come, if nothing more is said. */
    boolean isComplete();

    /** How many lines that somebody said have come. */
    long lines();

    /** What is still missing, for people. */
    String missing();
}
