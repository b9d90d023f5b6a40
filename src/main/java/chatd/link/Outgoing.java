package chatd.link;

import chatd.link.Deadlines.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The events of this node that have not come back from the stream yet, in blocks, in the order in which they were
 * written. Events that are written while a block is on its way share the next one, so blocks grow under load. If
 * the first one sent does not come back in time, all are sent again (go back N).
 */
final class Outgoing {

    /** Events that share a block. */
    private static final class Pending {
        private final RecordWriter events = new RecordWriter();
        /** The room of the last event. */
        private String room;
        private long counter;
        private int count;
        private long sentNanos;
        /**
         * Whether the events announce this node's people: they are written again each time that it becomes a member.
         */
        private final boolean isOpening;

        Pending(boolean isOpening) {
            this.isOpening = isOpening;
        }
    }

    /** From this many waiting bytes on, events of users are refused. */
    static final int FULL_BYTES = 4 << 20;
    private static final int WINDOW = 32;
    private static final int BLOCK_BYTES = 64 << 10;
    private static final long FIRST_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LAST_RETRY_NANOS = Duration.ofSeconds(4).toNanos();
    /** Limit of the bytes that the lengths of an event and of its room take. */
    private static final int EVENT_HEAD_BYTES = 16;
    private static final int MAX_UTF8_BYTES = 3;

    private final Sender sender;
    private final Deadlines deadlines;
    private final long patienceNanos;
    private final Runnable whenStuck;
    private final Deadline retry;
    private final RecordWriter event = new RecordWriter();
    private final Deque<Pending> sent = new ArrayDeque<>();
    private Deque<Pending> waiting = new ArrayDeque<>();
    /** The room of the event that is being written. */
    private String room = "";
    private boolean isOpening;
    private long nextCounter = 1;
    private long retries;
    private long bytes;
    private long retryNanos = FIRST_RETRY_NANOS;
    /** Time for the next block to come back: longer if the last one took long. */
    private long usualRetryNanos = FIRST_RETRY_NANOS;
    /** When the first of the sent blocks was sent, or became the first. */
    private long firstNanos;

    /** @param whenStuck runs if the first block does not come back within the patience, and again from time to time */
    Outgoing(Sender sender, Deadlines deadlines, Duration patience, Runnable whenStuck) {
        this.sender = sender;
        this.deadlines = deadlines;
        this.patienceNanos = patience.toNanos();
        this.whenStuck = whenStuck;
        this.retry = deadlines.add(this::retry);
    }

    /** Begins an event; its content is to be written to the result. */
    RecordWriter begin(String eventRoom, int kind) {
        room = eventRoom;
        event.clear();
        return event.number(kind);
    }

    /** Ends the event. */
    void end() {
        int length = event.length() + EVENT_HEAD_BYTES + room.length() * MAX_UTF8_BYTES;
        if (length > sender.maxBodyBytes()) {
            throw new IllegalArgumentException("an event of " + event.length() + " bytes is too long for the engine");
        }
        Pending last = waiting.peekLast();
        if (last == null || last.isOpening != isOpening
                || last.events.length() + length > Math.min(BLOCK_BYTES, sender.maxBodyBytes())) {
            last = new Pending(isOpening);
            waiting.add(last);
        }
        int before = last.events.length();
        last.events.text(room.equals(last.room) ? null : room).number(event.length() + 1L);
        event.appendTo(last.events);
        last.room = room;
        last.count++;
        bytes += last.events.length() - before;
    }

    /** Writes events that come before all others, and are dropped when this node is no member any more. */
    void first(Runnable writesEvents) {
        Deque<Pending> others = waiting;
        waiting = new ArrayDeque<>();
        isOpening = true;
        try {
            writesEvents.run();
        } finally {
            isOpening = false;
            waiting.addAll(others);
        }
    }

    boolean isFull() {
        return bytes >= FULL_BYTES;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && sent.isEmpty();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    long retries() {
        return retries;
    }

    /**
     * Treats all blocks as unsent: this node is no member any more, so blocks that have not come back will never count.
     */
    void renew() {
        nextCounter = 1;
        hold();
        while (!sent.isEmpty()) {
            waiting.addFirst(sent.removeLast());
        }
        while (!waiting.isEmpty() && waiting.peekFirst().isOpening) {
            bytes -= waiting.removeFirst().events.length();
        }
    }

    /**
     * Sends what waits if nothing is on its way, as in J. Nagle, "Congestion Control in IP/TCP Internetworks" (RFC 896):
     * under load, one large block costs all nodes less than many small ones. Full blocks do not wait for others.
     */
    void send() {
        while (!waiting.isEmpty() && (sent.isEmpty() || waiting.size() > 1 && sent.size() < WINDOW)) {
            sendNext();
        }
        if (!sent.isEmpty() && !retry.isSet()) {
            startRetries();
        }
    }

    /** Sends all waiting events, without waiting for blocks to come back. */
    void sendAll() {
        while (!waiting.isEmpty()) {
            sendNext();
        }
    }

    private void sendNext() {
        Pending next = waiting.removeFirst();
        next.counter = nextCounter++;
        next.sentNanos = deadlines.nowNanos();
        sent.addLast(next);
        publish(next);
    }

    /** Number of events that have not come back. */
    int count() {
        int count = 0;
        for (Deque<Pending> blocks : List.of(sent, waiting)) {
            for (Pending block : blocks) {
                count += block.isOpening ? 0 : block.count;
            }
        }
        return count;
    }

    /** Sends again what has not come back, because the engine may have lost it. */
    void sendAgain() {
        for (Pending block : sent) {
            retries++;
            publish(block);
        }
    }

    /** Stops the retries: the engine cannot be reached. */
    void hold() {
        retry.cancel();
    }

    /** A block of this node has come back. */
    void cameBack(long counter) {
        Pending first = sent.peekFirst();
        if (first == null || first.counter != counter) {
            return;
        }
        sent.removeFirst();
        bytes -= first.events.length();
        // A slow engine does not get blocks twice only because it is slow.
        long tookNanos = deadlines.nowNanos() - first.sentNanos;
        usualRetryNanos = Math.max(FIRST_RETRY_NANOS, Math.min(2 * tookNanos, LAST_RETRY_NANOS));
        if (sent.isEmpty()) {
            retry.cancel();
        } else {
            startRetries();
        }
    }

    /** Removes the first block and returns its events, in the format of a frame; null if there is none. */
    RecordReader takeFirst() {
        Pending first = sent.isEmpty() ? waiting.pollFirst() : sent.removeFirst();
        if (first == null) {
            return null;
        }
        bytes -= first.events.length();
        return new RecordReader(first.events.toBytes());
    }

    private void startRetries() {
        firstNanos = deadlines.nowNanos();
        retryNanos = usualRetryNanos;
        retry.set(retryNanos);
    }

    private void retry() {
        long leftNanos = firstNanos + patienceNanos - deadlines.nowNanos();
        if (leftNanos <= 0) {
            whenStuck.run();
            if (sent.isEmpty()) {
                return;
            }
        }
        sendAgain();
        retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
        retry.set(leftNanos > 0 ? Math.min(leftNanos, retryNanos) : retryNanos);
    }

    private void publish(Pending block) {
        block.events.appendTo(sender.begin(FrameType.EVENTS, block.counter, null));
        sender.publish();
    }
}
