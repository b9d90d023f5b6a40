package chatd.link;

import chatd.link.Deadlines.Deadline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells the other members regularly that this one is alive, and finds out which of them are not. Runs only while this
 * node is a member and connected. At rest the loop wakes up once for each beat.
 */
final class Heartbeats {

    /** The facts about another member. */
    static final class Peer {
        private long heardNanos;
        private int people;
        private long lag;
        private String version = "";

        NodeInfo info(Node node) {
            return new NodeInfo(node.name(), node.term(), people, lag, version, false);
        }
    }

    private static final long BEAT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();
    /** Time after which a silent member is reported again. */
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Deadlines deadlines;
    private final Runnable beat;
    private final Consumer<Node> whenSilent;
    private final Deadline tick;
    private final Map<Node, Peer> peers = new HashMap<>();
    private long nextBeatNanos;

    /**
     * @param beat tells the others that this node is alive
     * @param whenSilent receives a member that has not been heard from for 5 s, and again each second
     */
    Heartbeats(Deadlines deadlines, Runnable beat, Consumer<Node> whenSilent) {
        this.deadlines = deadlines;
        this.beat = beat;
        this.whenSilent = whenSilent;
        this.tick = deadlines.add(this::tick);
    }

    /** Starts with these members, as if all had been heard from now. */
    void start(Iterable<Node> members, Node own) {
        peers.clear();
        for (Node member : members) {
            if (!member.equals(own)) {
                add(member);
            }
        }
        nextBeatNanos = deadlines.nowNanos();
        tick();
    }

    void stop() {
        tick.cancel();
    }

    void add(Node member) {
        Peer peer = new Peer();
        peer.heardNanos = deadlines.nowNanos();
        peers.put(member, peer);
    }

    /** Sends a beat at once, for a node that has joined and does not know the others yet. */
    void beatSoon() {
        nextBeatNanos = deadlines.nowNanos();
        tick.set(0);
    }

    void remove(Node member) {
        peers.remove(member);
    }

    /** The facts about another member; null if the node is no other member. */
    Peer peer(Node member) {
        return peers.get(member);
    }

    /** A frame of this node has arrived, so the node is alive. */
    void heard(Node node) {
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.heardNanos = deadlines.nowNanos();
        }
    }

    /** Counts the silence of all members from now: this process was stopped, and may have missed their beats. */
    void heardAll() {
        for (Peer peer : peers.values()) {
            peer.heardNanos = deadlines.nowNanos();
        }
    }

    /** Writes the content of a beat. */
    static void write(RecordWriter body, int people, String version) {
        body.number(people).text(version);
    }

    /** A beat has arrived. {@code seen} is the sequence of the last block that this node has applied. */
    void received(Frame frame, long seen) {
        Peer peer = peers.get(frame.node());
        if (peer == null) {
            return;
        }
        peer.heardNanos = deadlines.nowNanos();
        peer.lag = Math.max(0, seen - frame.number());
        peer.people = frame.body().number(Integer.MAX_VALUE);
        String version = frame.body().text();
        if (!peer.version.equals(version)) {
            peer.version = version == null ? "" : version;
        }
    }

    private void tick() {
        long nowNanos = deadlines.nowNanos();
        if (nowNanos - nextBeatNanos >= 0) {
            beat.run();
            nextBeatNanos = nowNanos + BEAT_NANOS;
        }
        long waitNanos = nextBeatNanos - nowNanos;
        for (Map.Entry<Node, Peer> entry : peers.entrySet()) {
            long leftNanos = entry.getValue().heardNanos + SILENT_NANOS - nowNanos;
            if (leftNanos <= 0) {
                whenSilent.accept(entry.getKey());
                leftNanos = AGAIN_NANOS;
            }
            waitNanos = Math.min(waitNanos, leftNanos);
        }
        tick.set(waitNanos);
    }
}
