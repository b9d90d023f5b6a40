package chatd.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One attempt of this node to become a member. Owns what has been received for it: the parts of the state as of this
 * node's HELLO, and the blocks after it, which are held back until the parts are complete.
 *
 * <pre>
 *   GREETING ─ HELLO came back ─► COLLECTING ─ the state is complete ─► ENTERING ─ JOIN came back ─► (a member)
 *                                     └─ nobody sends any ─► FOUNDING ─ FOUND came back ─► (the only member)
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

    /** The part of one member, as far as it has arrived. */
    private static final class Stock {
        private byte[][] parts;
        private int missing;

        void add(int index, int count, byte[] part) {
            if (parts == null) {
                parts = new byte[count][];
                missing = count;
            }
            if (parts.length == count && index < count && parts[index] == null) {
                parts[index] = part;
                missing--;
            }
        }

        byte[] whole() {
            RecordWriter whole = new RecordWriter();
            for (byte[] part : parts) {
                whole.raw(part, 0, part.length);
            }
            return whole.toBytes();
        }
    }

    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_PARTS = 1000;

    private final Node own;
    private final Deque<Held> held = new ArrayDeque<>();
    private final Map<String, Stock> stocks = new TreeMap<>();
    private final Set<Node> absent = new HashSet<>();
    private Step step = Step.GREETING;
    private boolean wasChecked;
    private long hello;
    private long bytes;
    /** The members as of the HELLO, as the first complete part has them. */
    private byte[] listed;
    /** The members as of the last block that is held back. */
    private Membership latest;

    Join(Node own) {
        this.own = own;
    }

    Step step() {
        return step;
    }

    /** The sequence of this node's HELLO; 0 if it has not come back. */
    long hello() {
        return hello;
    }

    void greeted(long sequence) {
        hello = sequence;
        step = Step.COLLECTING;
    }

    void found() {
        step = Step.FOUNDING;
    }

    void enter() {
        step = Step.ENTERING;
    }

    /** Remembers that some of the state was there when it was checked. */
    void check() {
        wasChecked = true;
    }

    boolean wasChecked() {
        return wasChecked;
    }

    /** Holds a block back. */
    void hold(Held block, int size) {
        held.add(block);
        bytes += size;
        if (latest != null) {
            latest.apply(block.sequence, block.frame);
        }
    }

    /** The next block that was held back; null if there is none. */
    Held next() {
        return held.poll();
    }

    boolean isTooLarge() {
        return bytes > MAX_BYTES;
    }

    /** Receives a part of the state, if it is for this attempt. */
    void receive(Frame frame, int size) {
        if (!frame.subject().equals(own) || frame.number() != hello) {
            return;
        }
        int index = frame.body().number(MAX_PARTS);
        int count = frame.body().number(MAX_PARTS);
        Stock stock = stocks.computeIfAbsent(frame.node().name(), name -> new Stock());
        stock.add(index, count, frame.body().bytes());
        bytes += size;
        if (latest == null && stock.missing == 0) {
            listed = new RecordReader(stock.whole()).bytes();
            latest = listed();
            for (Held block : held) {
                latest.apply(block.sequence, block.frame);
            }
        }
    }

    boolean hasStock() {
        return !stocks.isEmpty();
    }

    /** Whether the parts of all members have arrived that were members at the HELLO and still are. */
    boolean isComplete() {
        if (latest == null) {
            return false;
        }
        for (Node member : listed().members()) {
            if (latest.isMember(member) && !hasStock(member)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasStock(Node member) {
        Stock stock = stocks.get(member.name());
        return stock != null && stock.missing == 0;
    }

    /** The members as of the HELLO. */
    Membership listed() {
        return Membership.read(new RecordReader(listed));
    }

    /** Installs the parts that have arrived. */
    void install(Replica replica) {
        replica.beginInstall();
        for (Node member : listed().members()) {
            if (hasStock(member)) {
                RecordReader state = new RecordReader(stocks.get(member.name()).whole());
                state.bytes();
                replica.install(member, state);
            } else {
                absent.add(member);
            }
        }
        stocks.clear();
        replica.endInstall();
    }

    /** Whether a node was a member at the HELLO, but has left since without sending its part. */
    boolean isAbsent(Node node) {
        return absent.contains(node);
    }
}
