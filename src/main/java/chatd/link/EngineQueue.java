package chatd.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Passes what the threads of an engine receive to the loop: one task of the loop reports everything that has arrived.
 * Blocks are reported in order, each once. The queue is bounded: while it is full, a thread that adds a block waits,
 * and messages are dropped.
 */
final class EngineQueue {

    /** Limit of the bytes that wait for the loop; as many again may be in the batch that is being reported. */
    static final int MAX_BYTES = 4 * 1024 * 1024;
    static final int MAX_ENTRIES = 64 * 1024;
    /** Limit of the bytes reported in one turn of the loop, so that clients are served in between. */
    private static final int MAX_BYTES_A_TURN = 256 * 1024;
    /** Bytes that an entry counts in addition to its content. */
    private static final int ENTRY_BYTES = 64;

    /** One report to the loop. */
    private interface Entry {
        void report(Engine.Events events);

        default int bytes() {
            return 0;
        }
    }

    /** A block that was read for one call of {@link Engine#read}. */
    private final class Block implements Entry {
        private final int reading;
        private final long sequence;
        private final long millis;
        private final byte[] bytes;

        Block(int reading, long sequence, long millis, byte[] bytes) {
            this.reading = reading;
            this.sequence = sequence;
            this.millis = millis;
            this.bytes = bytes;
        }

        @Override
        public void report(Engine.Events events) {
            if (reading == currentReading && sequence >= nextSequence) {
                nextSequence = sequence + 1;
                events.block(sequence, millis, bytes);
            }
        }

        @Override
        public int bytes() {
            return bytes.length;
        }
    }

    private record Message(byte[] message) implements Entry {
        @Override
        public void report(Engine.Events events) {
            events.message(message);
        }

        @Override
        public int bytes() {
            return message.length;
        }
    }

    private final class Connected implements Entry {
        private final long madeNanos;
        private final long first;
        private final long last;

        Connected(long madeNanos, long first, long last) {
            this.madeNanos = madeNanos;
            this.first = first;
            this.last = last;
        }

        @Override
        public void report(Engine.Events events) {
            stream = madeNanos;
            events.connected(first, last);
        }
    }

    private record Disconnected(String why) implements Entry {
        @Override
        public void report(Engine.Events events) {
            events.disconnected(why);
        }
    }

    private final Consumer<Runnable> loop;
    private final Runnable report = this::report;
    /** Stops reporting at once, even in a task that is running. */
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private Deque<Entry> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean isScheduled;
    private boolean hasDropped;
    private Engine.Events events;

    // Only the loop's thread uses these.
    private Deque<Entry> reporting = new ArrayDeque<>();
    private int currentReading;
    private long nextSequence;
    private long stream;

    /** @param loop runs a task on the loop's thread */
    EngineQueue(Consumer<Runnable> loop) {
        this.loop = loop;
    }

    /** Starts to report, including what has arrived before. */
    synchronized void start(Engine.Events receiver) {
        events = receiver;
        schedule();
    }

    /** Reports only blocks of this reading from now on. Called on the loop's thread. */
    void startReading(int reading, long from) {
        currentReading = reading;
        nextSequence = from;
    }

    /** The sequence number after that of the last block that was reported. Called on the loop's thread. */
    long nextSequence() {
        return nextSequence;
    }

    /** @param madeNanos when the stream was made, in nanoseconds since 1970 */
    void connected(long madeNanos, long first, long last) {
        add(new Connected(madeNanos, first, last));
    }

    /** When the stream was made, as of the last report. Called on the loop's thread. */
    long stream() {
        return stream;
    }

    void disconnected(String why) {
        add(new Disconnected(why));
    }

    /** Adds a message, or drops it if the queue is full. */
    synchronized void message(byte[] message) {
        if (isFull()) {
            hasDropped = true;
        } else {
            add(new Message(message));
        }
    }

    /**
     * Adds a block. Waits while the queue is full.
     *
     * @param reading number of the call of {@link Engine#read} that asked for it
     * @throws InterruptedException if the thread is interrupted meanwhile; then the block was not added
     */
    synchronized void block(int reading, long sequence, long millis, byte[] bytes) throws InterruptedException {
        while (isFull() && !isClosed.get()) {
            wait();
        }
        add(new Block(reading, sequence, millis, bytes));
    }

    /** Whether a thread that adds a block has to wait. */
    synchronized boolean isFull() {
        return waitingBytes >= MAX_BYTES || waiting.size() >= MAX_ENTRIES;
    }

    /** Drops all entries. Nothing is reported any more. */
    synchronized void close() {
        isClosed.set(true);
        waiting.clear();
        notifyAll();
    }

    private synchronized void add(Entry entry) {
        if (isClosed.get()) {
            return;
        }
        waiting.add(entry);
        waitingBytes += entry.bytes();
        if (events != null) {
            schedule();
        }
    }

    private void schedule() {
        if (!isScheduled) {
            isScheduled = true;
            loop.accept(report);
        }
    }

    private void report() {
        Engine.Events receiver = take();
        try {
            if (forgetDropped()) {
                receiver.messagesDropped();
            }
            for (long bytes = 0; bytes < MAX_BYTES_A_TURN && !reporting.isEmpty() && !isClosed.get();) {
                Entry entry = reporting.poll();
                bytes += ENTRY_BYTES + entry.bytes();
                entry.report(receiver);
            }
        } finally {
            if (!reporting.isEmpty() && !isClosed.get()) {
                // Too many for one turn, or one of them has failed.
                loop.accept(report);
            }
        }
    }

    /** Whether messages were dropped since the last call. */
    private synchronized boolean forgetDropped() {
        boolean result = hasDropped;
        hasDropped = false;
        return result;
    }

    /** Takes the waiting entries, unless some of those taken before are left. */
    private synchronized Engine.Events take() {
        if (reporting.isEmpty()) {
            Deque<Entry> emptied = reporting;
            reporting = waiting;
            waiting = emptied;
            waitingBytes = 0;
            isScheduled = false;
            notifyAll();
        }
        return events;
    }
}
