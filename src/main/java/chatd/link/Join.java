package chatd.link;

import chatd.link.Deadlines.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One attempt of this node to become a member. Owns what has been received for it: the parts of the state as of this
 * node's HELLO, and the blocks after it, which are held back until the parts are complete.
 *
 * <pre>
 *   GREETING ─ HELLO came back ─► COLLECTING ─ the state is complete ─► ENTERING ─ JOIN came back ─► (a member)
 *                                     └─ no part arrives ─► FOUNDING ─ FOUND came back ─► (the only member)
 * </pre>
 */
final class Join {

    enum Step { GREETING, COLLECTING, FOUNDING, ENTERING }

    /**
     * A block after the HELLO.
     *
     * @param isPast whether its events belong to the past if the attempt fails
     */
    record Held(long sequence, long millis, Frame frame, boolean isPast) {
    }

    /** The part of the state of one member, as far as it has arrived. */
    private static final class Stock {
        private final byte[][] parts;
        private int missing;

        Stock(int count) {
            parts = new byte[count][];
            missing = count;
        }

        /** Returns false if the part had arrived already, or does not fit the others. */
        boolean add(int index, int count, byte[] part) {
            if (parts.length != count || index >= count || parts[index] != null) {
                return false;
            }
            parts[index] = part;
            missing--;
            return true;
        }

        byte[] whole() {
            RecordWriter whole = new RecordWriter();
            for (byte[] part : parts) {
                whole.raw(part, 0, part.length);
            }
            return whole.toBytes();
        }
    }

    private static final Duration ANSWER_TIME = Duration.ofMillis(300);
    /** Time after which HELLO, JOIN and FOUND are published again. */
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** A node that has received no state for this long after its HELLO becomes the first member. */
    private static final Duration NO_STOCK = Duration.ofMillis(1500);
    /** Further time in which more of the state must arrive. */
    private static final Duration REST_OF_STOCK = Duration.ofMillis(1500);
    /** Enough for about 500,000 people or registered names. */
    static final int MAX_STOCK_BYTES = 64 << 20;
    static final int MAX_HELD_BYTES = 8 << 20;
    private static final int MAX_PARTS = 1000;

    private final Sender sender;
    private final Deadline timer;
    private final Node own;
    private final Deque<Held> held = new ArrayDeque<>();
    private final Map<String, Stock> stocks = new TreeMap<>();
    private Step step = Step.GREETING;
    /** How much of the state had arrived at the last check. */
    private long checkedBytes;
    /** The sequence of this node's HELLO; 0 if it has not come back. */
    private long hello;
    private long stockBytes;
    private long heldBytes;
    /** The members as of the HELLO, as the first complete part lists them. */
    private byte[] listed;
    private List<Node> listedMembers = List.of();
    /** The members as of the last block that is held back. */
    private Membership latest;

    /** @param timer belongs to this attempt from now on; it is to call {@link #timeOut} */
    Join(Sender sender, Deadline timer) {
        this.sender = sender;
        this.timer = timer;
        this.own = sender.own();
    }

    Step step() {
        return step;
    }

    /** Publishes the HELLO at once. */
    void begin() {
        publish(FrameType.HELLO);
    }

    /**
     * Publishes the HELLO after a pause, unless another process reports that it has the name of this node: a HELLO
     * would displace that process.
     */
    void ask() {
        sender.begin(FrameType.ASK, 0, null);
        sender.broadcast();
        timer.set(ANSWER_TIME);
    }

    /** Publishes the HELLO after a pause. */
    void beginLater(Duration delay) {
        timer.set(delay);
    }

    /** This node's HELLO has come back. */
    void greeted(long sequence) {
        hello = sequence;
        step = Step.COLLECTING;
        timer.set(NO_STOCK);
    }

    private void enter() {
        step = Step.ENTERING;
        timer.cancel();
    }

    /** The state is installed, and the blocks that were held back are applied. */
    void finish() {
        publish(FrameType.JOIN);
    }

    /** The awaited block has not arrived in time. Returns false if the attempt has failed. */
    boolean timeOut() {
        switch (step) {
            case GREETING -> publish(FrameType.HELLO);
            case FOUNDING -> publish(FrameType.FOUND);
            case ENTERING -> publish(FrameType.JOIN);
            case COLLECTING -> {
                return checkStock();
            }
        }
        return true;
    }

    private boolean checkStock() {
        if (stocks.isEmpty()) {
            step = Step.FOUNDING;
            publish(FrameType.FOUND);
        } else if (stockBytes > checkedBytes) {
            checkedBytes = stockBytes;
            timer.set(REST_OF_STOCK);
        } else {
            return false;
        }
        return true;
    }

    private void publish(FrameType type) {
        sender.begin(type, hello, null);
        sender.publish();
        timer.set(RETRY);
    }

    /** Holds a block back. */
    void hold(Held block, int size) {
        held.add(block);
        heldBytes += size;
        if (latest != null) {
            latest.apply(block.sequence, block.frame);
        }
    }

    /** The next block that was held back; null if there is none. */
    Held next() {
        return held.poll();
    }

    /** Whether more blocks have arrived than can be held back. */
    boolean isTooLong() {
        return heldBytes > MAX_HELD_BYTES;
    }

    /** Whether the state of the others is too large. */
    boolean isTooLarge() {
        return stockBytes > MAX_STOCK_BYTES;
    }

    /** Receives a part of the state, if it is for this attempt. */
    void receive(Frame frame, int size) {
        if (!frame.subject().equals(own) || frame.number() != hello) {
            return;
        }
        int index = frame.body().number(MAX_PARTS);
        int count = frame.body().number(MAX_PARTS);
        Stock stock = stocks.computeIfAbsent(frame.node().name(), name -> new Stock(count));
        if (stock.add(index, count, frame.body().bytes())) {
            stockBytes += size;
        }
        if (latest == null && stock.missing == 0) {
            RecordReader state = new RecordReader(stock.whole());
            SharedSettings.read(state);
            listed = state.bytes();
            latest = listed();
            listedMembers = latest.members();
            for (Held block : held) {
                latest.apply(block.sequence, block.frame);
            }
        }
    }

    /** Whether the parts of all nodes that were members at the HELLO have arrived. */
    boolean isComplete() {
        return latest != null && step == Step.COLLECTING && listedMembers.stream().allMatch(this::hasStock);
    }

    /**
     * Whether a node that was a member at the HELLO has left since without sending its part. Until it left, its people
     * had names and rooms that this node does not know, so this node has to begin again.
     */
    boolean isBroken() {
        return latest != null && step == Step.COLLECTING
                && listedMembers.stream().anyMatch(member -> !latest.isMember(member) && !hasStock(member));
    }

    private boolean hasStock(Node member) {
        Stock stock = stocks.get(member.name());
        return stock != null && stock.missing == 0;
    }

    /** The members as of the HELLO. */
    Membership listed() {
        return Membership.read(new RecordReader(listed));
    }

    /** The first difference in the settings of another member; null if all have the same settings. */
    String difference(SharedSettings settings) {
        String difference = null;
        for (Node member : listedMembers) {
            if (difference == null) {
                RecordReader state = new RecordReader(stocks.get(member.name()).whole());
                difference = settings.difference(member.name(), SharedSettings.read(state));
            }
        }
        return difference;
    }

    /** Installs the parts. */
    void install(Replica replica) {
        enter();
        replica.beginInstall();
        for (Node member : listedMembers) {
            RecordReader state = new RecordReader(stocks.get(member.name()).whole());
            SharedSettings.read(state);
            state.bytes();
            replica.install(member, state);
        }
        stocks.clear();
        replica.endInstall();
    }
}
