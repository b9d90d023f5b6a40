package chatd.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of a turn is for handing on lines, and whose lines wait for the next one. The share is 50 ms, or as long as
 * the last flush if that took longer: whoever sends what takes long must not keep the others from what was said. What
 * had to wait comes first in the next turn, a few lines of each client at a time, or those who go on sending would keep
 * the others waiting.
 */
final class TurnBudget {

    private static final long LEAST_NANOS = Duration.ofMillis(50).toNanos();
    /** After so many lines the clock is looked at; and so many of one client are handed on at a time when many wait. */
    private static final int FEW_LINES = 16;

    private final Server server;
    private final List<Connection> waiting = new ArrayList<>();
    private boolean isOver;
    private boolean catchesUp;
    private int lines;
    private long flushNanos;

    TurnBudget(Server server) {
        this.server = server;
    }

    /** Whether it is used up: what else is read waits. */
    boolean isOver() {
        return isOver;
    }

    /** Counts a line that is handed on. */
    void countLine() {
        if (++lines % FEW_LINES == 0) {
            isOver = server.turnNanos() > Math.max(LEAST_NANOS, flushNanos);
        }
    }

    /** How many lines of one client are handed on before others come. */
    int linesAtATime() {
        return catchesUp ? FEW_LINES : Integer.MAX_VALUE;
    }

    /** How long it took to write what was said in this turn. */
    void flushTook(long nanos) {
        flushNanos = nanos;
    }

    /** What is held of this client is handed on as soon as there is time. */
    void await(Connection connection) {
        waiting.add(connection);
    }

    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** Begins a turn: what had to wait in the last one is handed on. */
    void catchUp() {
        isOver = false;
        catchesUp = true;
        int resumed = 0;
        // Of whom more is held comes again, behind all others.
        while (resumed < waiting.size() && !isOver && !server.pool.isFull()) {
            waiting.get(resumed++).resume();
        }
        waiting.subList(0, resumed).clear();
        catchesUp = false;
    }

    /** Hands on what is held of those who wait now; of whom more is held waits for the next turn. */
    void resume() {
        int count = waiting.size();
        int resumed = 0;
        while (resumed < count && !isOver) {
            waiting.get(resumed++).resume();
        }
        waiting.subList(0, resumed).clear();
    }
}
