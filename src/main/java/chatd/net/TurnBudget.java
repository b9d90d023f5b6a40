package chatd.net;

import chatd.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of a turn may go into handing on lines, and the connections whose lines wait. The budget is 50 ms, or as
 * long as the last flush if that took longer: clients that send expensive lines must not keep the others from what was
 * said. Lines that had to wait come first in the next turn, a few of each client at a time, or the clients that go on
 * sending would keep the others waiting.
 */
final class TurnBudget {

    /** A connection with input that was read and not handed on. */
    interface Waiter {
        /** Hands on what may go now; the rest waits again. */
        void resume();
    }

    private static final long MIN_NANOS = Duration.ofMillis(50).toNanos();
    /** The clock is read after so many lines; and so many of one client are handed on at a time while others wait. */
    private static final int FEW_LINES = 16;

    private final EventLoop loop;
    private final BufferPool buffers;
    private final List<Waiter> waiting = new ArrayList<>();
    private final Runnable resumeWaiting = this::resumeWaiting;
    private boolean isOver;
    private boolean deferred;
    private boolean fewAtATime;
    private int lines;
    private long flushNanos;

    TurnBudget(EventLoop loop, BufferPool buffers) {
        this.loop = loop;
        this.buffers = buffers;
    }

    /** Whether no further line should be handed on in this turn: its time is used up, or the memory for output. */
    boolean isOver() {
        return isOver || buffers.isFull();
    }

    /** Counts a line that is handed on. */
    void countLine() {
        if (++lines % FEW_LINES == 0) {
            isOver = loop.turnNanos() > Math.max(MIN_NANOS, flushNanos);
        }
    }

    /** How many lines of one client are handed on before others come. */
    int linesAtATime() {
        return fewAtATime ? FEW_LINES : Integer.MAX_VALUE;
    }

    /** Resumes this connection at the start of the next turn, or later if that has no time. */
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

    /** Ends the turn, in which the flush took this long. */
    void endTurn(long nanos) {
        flushNanos = nanos;
        if (waiting.isEmpty()) {
            isOver = false;
        }
    }

    /** Begins a turn with the lines that the last one had no time for. */
    private void resumeWaiting() {
        fewAtATime = isOver;
        isOver = false;
        int resumed = 0;
        // A connection with more to hand on comes again, after all others.
        while (resumed < waiting.size() && !isOver()) {
            waiting.get(resumed++).resume();
        }
        waiting.subList(0, resumed).clear();
        fewAtATime = false;
        deferred = false;
        deferResume();
    }
}
