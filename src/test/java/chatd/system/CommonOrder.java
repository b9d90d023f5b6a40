package chatd.system;

import java.util.ArrayList;
import java.util.List;

/**
 * The order in which members on several nodes receive numbered lines. The first member that receives a line gives it
 * its position, and each {@link Reader} must receive the same line at the same position. It keeps the last
 * {@value #KEPT} positions, however many lines are said, and counts what differs.
 */
final class CommonOrder {

    /** Number of positions by which one reader may be behind another. */
    static final int KEPT = 1 << 20;

    private static final int NUMBER_BITS = 40;
    private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

    private final long[] ids = new long[KEPT];
    private final List<Long> nextNumbers = new ArrayList<>();
    private long end;
    private long lost;
    private long doubled;
    private long misplaced;
    private long missed;

    /** The id of a line, by its author and its number among the lines of that author. */
    static long id(int author, long number) {
        return (long) author << NUMBER_BITS | number;
    }

    static int author(long id) {
        return (int) (id >> NUMBER_BITS);
    }

    static long number(long id) {
        return id & NUMBER_MASK;
    }

    /** Number of positions. */
    long positions() {
        return end;
    }

    /** Lines that no reader has received although a later line of the same author was, or that one reader lacks. */
    long lost() {
        return lost;
    }

    /** Lines that a reader has received twice. */
    long doubled() {
        return doubled;
    }

    /** Lines that a reader has received at another position than the others. */
    long misplaced() {
        return misplaced;
    }

    /** Lines that readers lack who may lack some, because their node was cut off. */
    long missed() {
        return missed;
    }

    /** The number of the next line of this author that nobody has received. */
    long nextNumber(int author) {
        return author < nextNumbers.size() ? nextNumbers.get(author) : 0;
    }

    /** Gives the next position to a line that is later than all lines of its author. */
    private void append(long id) {
        while (nextNumbers.size() <= author(id)) {
            nextNumbers.add(0L);
        }
        lost += number(id) - nextNumbers.get(author(id));
        nextNumbers.set(author(id), number(id) + 1);
        ids[(int) (end++ % KEPT)] = id;
    }

    /** The position of a line, or -1 if it has none, or an old one. */
    private long position(long id) {
        for (long at = end - 1; at >= Math.max(0, end - KEPT); at--) {
            if (ids[(int) (at % KEPT)] == id) {
                return at;
            }
        }
        return -1;
    }

    /** What one member has received. */
    final class Reader {

        /** Whether each of the last positions was received, a bit for each. */
        private final long[] received = new long[KEPT / Long.SIZE];
        private long at = -1;
        private boolean mayMiss;

        /** From now on this reader may lack lines; they are counted as missed. */
        void mayMiss() {
            mayMiss = true;
        }

        /** Whether it has received all lines that anybody has received. */
        boolean isComplete() {
            return at == end || at < 0;
        }

        /** Receives a line. */
        void take(long id) {
            if (at >= 0 && at < end && ids[(int) (at % KEPT)] == id) {
                proceedTo(at);
                return;
            }
            if (number(id) >= nextNumber(author(id))) {
                append(id);
                proceedTo(end - 1);
                return;
            }
            long position = position(id);
            if (position < 0) {
                misplaced++;
            } else if (position > at) {
                proceedTo(position);
            } else if (has(position)) {
                doubled++;
            } else {
                misplaced++;
                mark(position, true);
            }
        }

        /** The line at this position has come; those before it that have not come are missing. */
        private void proceedTo(long position) {
            for (long skipped = at < 0 ? position : at; skipped < position; skipped++) {
                mark(skipped, false);
                lost += mayMiss ? 0 : 1;
                missed += mayMiss ? 1 : 0;
            }
            mark(position, true);
            at = position + 1;
        }

        private boolean has(long position) {
            return (received[word(position)] & 1L << position) != 0;
        }

        private void mark(long position, boolean isReceived) {
            received[word(position)] &= ~(1L << position);
            received[word(position)] |= isReceived ? 1L << position : 0;
        }

        private int word(long position) {
            return (int) (position % KEPT / Long.SIZE);
        }
    }
}
