package chatd.store;

/**
 * Decides when a reader has gone back far enough in time. One older line is no proof, because the wall clock may have
 * been wrong for a while; many in a row are.
 */
final class OldLines {

    private static final int ENOUGH = 1000;

    private final long sinceMillis;
    private int inARow;

    OldLines(long sinceMillis) {
        this.sinceMillis = sinceMillis;
    }

    /** Whether a line of this time is too old. */
    boolean isOld(long millis) {
        boolean isOld = millis < sinceMillis;
        inARow = isOld ? inARow + 1 : 0;
        return isOld;
    }

    /** Whether all older lines are most likely too old, too. */
    boolean areEnough() {
        return inARow >= ENOUGH;
    }
}
