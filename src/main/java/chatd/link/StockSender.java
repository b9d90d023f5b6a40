package chatd.link;

import chatd.link.Deadlines.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends this node's share of the state to nodes that join, as of their HELLO, split into parts that the engine accepts.
 * A part that does not come back from the stream is sent again, for as long as the joining node waits for it.
 */
final class StockSender {

    private static final class Part {
        private final Frame head;
        private final int index;
        private final byte[] body;
        private int attempts;

        Part(Frame head, int index, byte[] body) {
            this.head = head;
            this.index = index;
            this.body = body;
        }
    }

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int MAX_ATTEMPTS = 6;

    private final Sender sender;
    private final SharedSettings settings;
    private final Deadline retry;
    private final List<Part> parts = new ArrayList<>();

    StockSender(Sender sender, Deadlines deadlines, SharedSettings settings) {
        this.sender = sender;
        this.settings = settings;
        this.retry = deadlines.add(this::retry);
    }

    /**
     * Sends the state to a node.
     *
     * @param hello the sequence of the node's HELLO, the last block that the state includes
     */
    void send(Node to, long hello, Membership membership, Replica replica) {
        RecordWriter members = new RecordWriter();
        membership.write(members);
        RecordWriter state = new RecordWriter();
        settings.write(state);
        state.bytes(members.toBytes(), 0, members.length());
        RecordWriter own = new RecordWriter();
        replica.writeStock(own);
        own.appendTo(state);
        send(to, hello, state.toBytes());
    }

    private void send(Node to, long hello, byte[] state) {
        parts.removeIf(part -> part.head.subject().name().equals(to.name()));
        Frame head = new Frame(FrameType.STOCK, sender.own(), hello, to, null);
        int most = sender.maxBodyBytes() / 2;
        int count = Math.max(1, (state.length + most - 1) / most);
        RecordWriter body = new RecordWriter();
        for (int i = 0; i < count; i++) {
            body.clear();
            body.number(i).number(count).bytes(state, i * most, Math.min(most, state.length - i * most));
            Part part = new Part(head, i, body.toBytes());
            parts.add(part);
            publish(part);
        }
        retry.set(RETRY);
    }

    /** A part has come back. */
    void cameBack(Frame frame) {
        int index = frame.body().number(Integer.MAX_VALUE);
        parts.removeIf(part -> part.index == index && part.head.number() == frame.number()
                && part.head.subject().equals(frame.subject()));
    }

    /** Stops the retries: this node is no member any more, or not connected. */
    void clear() {
        parts.clear();
        retry.cancel();
    }

    private void publish(Part part) {
        part.attempts++;
        sender.begin(FrameType.STOCK, part.head.number(), part.head.subject()).raw(part.body, 0, part.body.length);
        sender.publish();
    }

    private void retry() {
        parts.removeIf(part -> part.attempts >= MAX_ATTEMPTS);
        for (Part part : parts) {
            publish(part);
        }
        if (!parts.isEmpty()) {
            retry.set(RETRY);
        }
    }
}
