package chatd.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * An engine in memory, with one end for each node. It has its own clock, and a seed decides how long everything takes
 * and what is lost, doubled or late. Whatever happens is handed to the node's executor, which is usually
 * {@code loop::execute}.
 */
public final class SimulatedEngine {

    /**
     * Faults of the engine.
     *
     * @param maxDelay for each way, from a node or to it
     * @param lostBlocks share of published blocks that are lost, from 0 to 1
     * @param doubledBlocks share of published blocks that are stored twice
     * @param lostMessages share of messages that are lost, for each receiver
     * @param doubledMessages share of messages that come twice
     * @param lateMessages share of messages that take up to {@link #LATE} longer
     */
    public record Faults(Duration maxDelay, double lostBlocks, double doubledBlocks, double lostMessages,
            double doubledMessages, double lateMessages) {

        /** Nothing goes wrong, and nothing takes time. */
        public static final Faults NONE = new Faults(Duration.ZERO, 0, 0, 0, 0, 0);
    }

    /** How much later a late message may come. */
    public static final Duration LATE = Duration.ofSeconds(3);

    private record Block(long millis, byte[] bytes) {
    }

    private record Action(long atNanos, long order, Runnable task) {
    }

    /** The first time of the engine's clock. */
    public static final long FIRST_MILLIS = 1_700_000_000_000L;

    private final Random random;
    private final Map<String, End> ends = new TreeMap<>();
    private final List<Block> stream = new ArrayList<>();
    private final PriorityQueue<Action> actions = new PriorityQueue<>(
            Comparator.comparingLong(Action::atNanos).thenComparingLong(Action::order));
    private Faults faults = Faults.NONE;
    private int maxBytes = 1 << 20;
    private boolean isUp = true;
    /** The number of blocks that were deleted. */
    private long deleted;
    private int losses;
    private long transitNanos;
    private long nowNanos;
    private long order;

    public SimulatedEngine(long seed) {
        random = new Random(seed);
    }

    /** Sets what goes wrong from now on. */
    public void setFaults(Faults newFaults) {
        faults = newFaults;
    }

    public void setMaxBytes(int bytes) {
        maxBytes = bytes;
    }

    /** The end of a node. A later end of the same name takes the place of the earlier one only once that is closed. */
    public Engine end(String node, Executor executor) {
        End end = new End(node, executor);
        ends.put(node + '#' + ends.size(), end);
        return end;
    }

    /** Time passes, and what is due happens. */
    public void advance(Duration time) {
        long endNanos = nowNanos + time.toNanos();
        while (!actions.isEmpty() && actions.peek().atNanos <= endNanos) {
            Action next = actions.remove();
            nowNanos = next.atNanos;
            next.task.run();
        }
        nowNanos = endNanos;
    }

    /** Whether anything is on its way. */
    public boolean isBusy() {
        return !actions.isEmpty();
    }

    /** How often the stream was lost. */
    public int losses() {
        return losses;
    }

    /** Number of blocks stored so far. */
    public long last() {
        return deleted + stream.size();
    }

    /** A block of the stream. */
    public byte[] block(long sequence) {
        return stream.get((int) (sequence - deleted - 1)).bytes.clone();
    }

    /** Deletes old blocks. */
    public void keep(int newest) {
        while (stream.size() > newest) {
            stream.remove(0);
            deleted++;
        }
    }

    /** Appends a block that no node has published. */
    public void store(byte[] block) {
        stream.add(new Block(FIRST_MILLIS + nowNanos / 1_000_000, block.clone()));
        for (End end : ends.values()) {
            end.deliverNext();
        }
    }

    /** Cuts a node off, or connects it again. */
    public void setCut(String node, boolean isCut) {
        for (End end : ends.values()) {
            if (end.node.equals(node)) {
                end.isCut = isCut;
                end.update();
            }
        }
    }

    /** Stops the engine. */
    public void stop() {
        isUp = false;
        updateAll();
    }

    /** Starts the engine after {@link #stop}. */
    public void restart(boolean losesStream) {
        if (losesStream) {
            stream.clear();
            deleted = 0;
            losses++;
        }
        isUp = true;
        updateAll();
    }

    private void updateAll() {
        for (End end : ends.values()) {
            end.update();
        }
    }

    /** Sets how long everything takes at least, each way. */
    public void setTransit(Duration time) {
        transitNanos = time.toNanos();
    }

    private long delay() {
        return transitNanos + anyDelay();
    }

    private long anyDelay() {
        long most = faults.maxDelay.toNanos();
        return most == 0 ? 0 : random.nextLong(most + 1);
    }

    private boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    private void at(long atNanos, Runnable task) {
        actions.add(new Action(atNanos, order++, task));
    }

    private void deliver(String node, byte[] message) {
        for (End end : ends.values()) {
            if (node == null || end.node.equals(node)) {
                end.receive(message);
            }
        }
    }

    private final class End implements Engine {

        private final String node;
        private final Executor executor;
        private final Set<String> ids = new HashSet<>();
        private Events events;
        private boolean isCut;
        private boolean isConnected;
        private boolean isClosed;
        /** Differs for each connection and reading, so that what belongs to an earlier one is not delivered. */
        private int connection;
        private int reading;
        private long next;
        private int loss;
        private boolean reads;
        /** Times before which nothing later of the same kind arrives, so that its order is kept. */
        private long reportsNanos;
        private long arrivesNanos;
        private long deliversNanos;

        End(String node, Executor executor) {
            this.node = node;
            this.executor = executor;
        }

        @Override
        public void start(Events newEvents) {
            events = newEvents;
            update();
        }

        /** Connects or disconnects. */
        void update() {
            boolean shall = isUp && !isCut && !isClosed;
            if (events == null || shall == isConnected) {
                return;
            }
            isConnected = shall;
            connection++;
            reads = false;
            reportsNanos = Math.max(reportsNanos, nowNanos + delay());
            int now = connection;
            at(reportsNanos, () -> {
                if (!shall) {
                    handOver(() -> events.disconnected("the simulated engine is gone"));
                } else if (now == connection) {
                    reportConnected(deleted + 1, last(), losses);
                }
            });
        }

        private void reportConnected(long first, long last, int current) {
            handOver(() -> {
                loss = current;
                events.connected(first, last);
            });
        }

        @Override
        public long stream() {
            return loss;
        }

        @Override
        public void read(long from) {
            next = Math.max(from, deleted + 1);
            reads = true;
            reading++;
            deliversNanos = nowNanos;
            for (long i = next; i <= last(); i++) {
                deliverNext();
            }
        }

        void deliverNext() {
            if (!reads || !isConnected) {
                return;
            }
            int of = reading;
            int on = connection;
            deliversNanos = Math.max(deliversNanos, nowNanos + delay());
            at(deliversNanos, () -> {
                if (of != reading || on != connection || next > last()) {
                    return;
                }
                next = Math.max(next, deleted + 1);
                long sequence = next++;
                Block block = stream.get((int) (sequence - deleted - 1));
                handOver(() -> events.block(sequence, block.millis, block.bytes.clone()));
            });
        }

        private void handOver(Runnable event) {
            executor.execute(() -> {
                if (!isClosed) {
                    event.run();
                }
            });
        }

        @Override
        public void publish(String id, byte[] block) {
            if (!ids.add(id)) {
                throw new IllegalArgumentException("an id is used twice: " + id);
            }
            if (block.length > maxBytes) {
                throw new IllegalArgumentException("too long: " + block.length);
            }
            byte[] copy = block.clone();
            arrivesNanos = Math.max(arrivesNanos, nowNanos + delay());
            at(arrivesNanos, () -> arrive(copy));
        }

        private void arrive(byte[] block) {
            if (!isConnected || happens(faults.lostBlocks)) {
                return;
            }
            store(block);
            if (happens(faults.doubledBlocks)) {
                at(nowNanos + delay(), () -> store(block));
            }
        }

        @Override
        public void broadcast(byte[] message) {
            post(null, message);
        }

        @Override
        public void send(String to, byte[] message) {
            post(to, message);
        }

        private void post(String to, byte[] message) {
            byte[] copy = message.clone();
            at(nowNanos + delay(), () -> {
                if (isConnected) {
                    deliver(to, copy);
                }
            });
        }

        void receive(byte[] message) {
            if (!isConnected || happens(faults.lostMessages)) {
                return;
            }
            for (int copies = happens(faults.doubledMessages) ? 2 : 1; copies > 0; copies--) {
                long late = happens(faults.lateMessages) ? random.nextLong(LATE.toNanos()) : 0;
                at(nowNanos + delay() + late, () -> {
                    if (isConnected) {
                        handOver(() -> events.message(message.clone()));
                    }
                });
            }
        }

        @Override
        public int maxBytes() {
            return maxBytes;
        }

        @Override
        public void close() {
            isClosed = true;
            update();
        }
    }
}
