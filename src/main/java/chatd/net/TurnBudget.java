package chatd.net;

import chatd.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits the time that one turn spends on input, and keeps the connections whose input must wait. The budget is 50 ms,
 * or the time of the last flush if that was longer. Without it, clients that send costly lines would delay the output
 * of all others. Input that had to wait comes first in the next turn, a few lines of each client at a time, so that no
 * client waits for another that sends more.
 */
final class TurnBudget {

    /** A connection with input that is held back, or still to be read. */
    interface Waiter {
        /** Reads, and passes on lines, as far as that is allowed now; the rest waits again. */
        void resume();
    }

    private static final long MIN_NANOS = Duration.ofMillis(50).toNanos();
    /** Lines and reads between two readings of the clock; and lines of one client at a time, while others wait. */
    private static final int FEW_LINES = 16;

    private final EventLoop loop;
    private final BufferPool buffers;
    /** In the order in which they will be resumed. */
    private final List<Waiter> waiting = new ArrayList<>();
    private final Runnable resumeWaiting = this::resumeWaiting;
    private boolean isOver;
    private boolean deferred;
    private boolean fewAtATime;
    private int linesAndReads;
    private long flushNanos;

    TurnBudget(EventLoop loop, BufferPool buffers) {
        this.loop = loop;
        this.buffers = buffers;
    }

    /** Whether no further input should be processed in this turn: its time or the memory for output is used up. */
    boolean isOver() {
        return isOver || buffers.isFull();
    }

    /** Whether the time of this turn is used up. */
    boolean isOutOfTime() {
        return isOver;
    }

    /** Counts a line that is passed on, or a telnet command that is answered. */
    void countLine() {
        count();
    }

    /** Counts a read from a socket, because even bytes that end no line take time. */
    void countRead() {
        count();
    }

    private void count() {
        if (++linesAndReads % FEW_LINES == 0) {
            isOver = loop.turnNanos() > Math.max(MIN_NANOS, flushNanos);
        }
    }

    /** How many lines of one client may be passed on before other clients have their turn. */
    int linesAtATime() {
        return fewAtATime ? FEW_LINES : Integer.MAX_VALUE;
    }

    /** Resumes a connection at the start of the next turn, or of a later one if that has too little time. */
    void await(Waiter waiter) {
        waiting.add(waiter);
        deferResume();
    }

    private void deferResume() {
        if (!deferred && !waiting.isEmpty()) {
            deferred = true;
            loop.defer(resumeWaiting);
        }
    }

    /** Ends the turn. {@code nanos} is how long its flush took. */
    void endTurn(long nanos) {
        flushNanos = nanos;
        if (waiting.isEmpty()) {
            isOver = false;
        }
    }

    /** Passes on the lines for which the last turn had no time. */
    private void resumeWaiting() {
        fewAtATime = isOver;
        isOver = false;
        int resumed = 0;
        // A connection that still holds lines has added itself again, after all others.
        while (resumed < waiting.size() && !isOver()) {
            waiting.get(resumed++).resume();
        }
        waiting.subList(0, resumed).clear();
        fewAtATime = false;
        deferred = false;
        deferResume();
    }
}
