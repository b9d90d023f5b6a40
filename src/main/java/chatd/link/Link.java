package chatd.link;

import chatd.link.Replica.State;
import chatd.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links this node with others: keeps a {@link Replica} the same on all of them (state-machine replication over a total
 * order). This node's events are appended to one stream of the {@link Engine}, and are applied when they come back
 * from it, at the same position on every node. {@link Membership} says which of the stream's blocks count;
 * {@link Participation} makes this node a member. All methods are to be called on the loop's thread; none blocks.
 */
public final class Link implements Engine.Events {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    /** Limit of the past blocks that a node reads when it joins. */
    static final int PAST_BLOCKS = 4096;

    private final Engine engine;
    private final LinkSettings settings;
    private final LongSupplier wallMillis;
    private final Replica replica;
    private final Consumer<String> whenRefused;
    private final Deadlines deadlines;
    private final Reach reach;
    private final Sender sender;
    private final Outgoing outgoing;
    private final Incoming incoming;
    private final Heartbeats heartbeats;
    private final Letters letters;
    private final Participation participation;
    private boolean isConnected;
    private boolean isStopped;
    /** The stream that is read; see {@link Engine#stream}. */
    private long stream;
    /** The sequence of the last block that was received. */
    private long seen;
    /**
     * The last block when the engine was connected. Until this block has arrived, a node does not know whether it still
     * is a member.
     */
    private long behindUpTo;
    private boolean isBehind;
    private boolean isUnlikeOthers;
    private long blocks;

    /**
     * @param wallMillis the time in milliseconds since 1970
     * @param whenRefused receives the reason if this node cannot take part at all; then the link does nothing any more
     */
    public Link(Engine engine, LinkSettings settings, EventLoop loop, LongSupplier wallMillis, Replica replica,
            Consumer<String> whenRefused) {
        this.engine = engine;
        this.settings = settings;
        this.wallMillis = wallMillis;
        this.replica = replica;
        this.whenRefused = whenRefused;
        Terms terms = new Terms(settings.node(), wallMillis, loop::nowNanos);
        deadlines = new Deadlines(loop, this::wasStopped);
        reach = new Reach(replica, deadlines, settings.patience(), this::cutOff);
        sender = new Sender(engine, terms.next(0));
        outgoing = new Outgoing(sender, deadlines, settings.patience(), this::cutOff);
        incoming = new Incoming(replica, loop);
        heartbeats = new Heartbeats(deadlines, this::beat, this::reportDown);
        participation = new Participation(terms, sender, deadlines, outgoing, incoming, heartbeats, replica,
                settings.shared(), new Progress());
        letters = new Letters(sender, loop, deadlines, sender.own().term());
    }

    /** Begins to join the other nodes. */
    public void start() {
        reach.start();
        engine.start(this);
    }

    /**
     * Sends the waiting events, and tells the others that this node stops. Then the link does nothing any more. The
     * engine stays open.
     */
    public void stop() {
        if (isStopped) {
            return;
        }
        flush();
        if (canSend()) {
            outgoing.sendAll();
        } else if (outgoing.count() > 0) {
            LOG.warn("This node stops while the other nodes cannot be reached: they do not receive {} of its events, "
                    + "such as lines", outgoing.count());
        }
        if (isConnected) {
            sender.begin(FrameType.BYE, 0, null);
            sender.publish();
        }
        halt();
    }

    private void halt() {
        isStopped = true;
        deadlines.cancelAll();
    }

    /**
     * Begins an event of this node. It is applied later, after all events that were begun before. Never fails, even if
     * events of users are to be refused.
     *
     * @return receives the content, until {@link #end}
     */
    public RecordWriter begin(String room, int kind) {
        return outgoing.begin(room, kind);
    }

    /** Ends an event. */
    public void end() {
        outgoing.end();
    }

    /** Whether events wait to be sent. */
    public boolean hasEvents() {
        return outgoing.hasWaiting();
    }

    /** Sends the events of this turn in one block. To be called at the end of each turn. */
    public void flush() {
        if (isStopped || outgoing.isEmpty()) {
            return;
        }
        if (reach.is(State.ALONE)) {
            applyLocally();
        } else if (canSend()) {
            outgoing.send();
        }
    }

    private boolean canSend() {
        return isConnected && participation.isMember() && !isBehind;
    }

    /** Whether events of users are to be refused, and why. */
    public Refusal refusal() {
        if (reach.is(State.CUT)) {
            return Refusal.CUT;
        }
        return outgoing.isFull() ? Refusal.FULL : Refusal.NONE;
    }

    /**
     * Sends a letter to another node, which answers by {@link Replica#answer}.
     *
     * @param answer receives the answer, later; null if the node is not linked, or if there is none within 2 s
     */
    public void ask(String node, byte[] letter, Consumer<byte[]> answer) {
        letters.ask(isConnected && !isStopped && participation.knows(node), node, letter, answer);
    }

    /** The name of this node. */
    public String ownName() {
        return settings.node();
    }

    public State state() {
        return reach.state();
    }

    /** The nodes that take part, in the order of their names; only this node if it is not linked. */
    public List<NodeInfo> nodes() {
        Node own = sender.own();
        List<NodeInfo> nodes = new ArrayList<>();
        for (Node member : participation.isMember() ? participation.members() : List.of(own)) {
            Heartbeats.Peer peer = heartbeats.peer(member);
            nodes.add(peer == null || member.equals(own)
                    ? new NodeInfo(own.name(), own.term(), replica.people(), 0, settings.version(), true)
                    : peer.info(member));
        }
        return nodes;
    }

    /** The counters since the start. */
    public LinkCounters counters() {
        return new LinkCounters(blocks, incoming.events(), incoming.skipped(), outgoing.retries());
    }

    /** Counts an event that the replica has skipped because it does not know its kind. */
    public void countUnknown() {
        incoming.countUnknown();
    }

    @Override
    public void connected(long first, long last) {
        if (isStopped) {
            return;
        }
        if (isConnected) {
            interrupt();
        }
        LOG.info("The link's servers are connected; the stream has {} blocks", last - first + 1);
        if (last < seen || engine.stream() != stream) {
            startOver();
        } else if (first > seen + 1) {
            participation.leave();
        }
        if (participation.isMember()) {
            isBehind = true;
            behindUpTo = last;
        } else {
            skipTo(Math.max(first, last - PAST_BLOCKS + 1));
        }
        isConnected = true;
        engine.read(seen + 1);
        participation.connected();
        checkProgress();
    }

    /** The stream is a new one, so this node knows nothing about it. */
    private void startOver() {
        if (seen > 0) {
            LOG.warn("The link's stream is lost; there is a new one");
        }
        stream = engine.stream();
        seen = 0;
        participation.forgetStream();
        participation.leave();
    }

    private void skipTo(long from) {
        if (from > seen + 1) {
            seen = from - 1;
            participation.forgetStream();
        }
    }

    @Override
    public void disconnected(String why) {
        if (isStopped) {
            return;
        }
        LOG.warn("The link's servers cannot be reached: {}", why);
        interrupt();
    }

    private void interrupt() {
        isConnected = false;
        participation.disconnected();
        reach.interrupted();
    }

    @Override
    public void block(long sequence, long millis, byte[] block) {
        if (isStopped || !isConnected || sequence <= seen) {
            return;
        }
        boolean isNext = sequence == seen + 1;
        seen = sequence;
        blocks++;
        if (!isNext) {
            participation.blocksAreMissing();
        }
        Frame frame = incoming.read(block);
        if (frame != null) {
            try {
                participation.receive(sequence, millis, frame, block.length);
            } catch (RecordReader.BadRecord e) {
                incoming.skip(e);
            }
        }
        checkProgress();
    }

    private void checkProgress() {
        if (!isBehind || !participation.isMember() || seen < behindUpTo) {
            return;
        }
        isBehind = false;
        reach.linked();
        outgoing.sendAgain();
    }

    @Override
    public void message(byte[] message) {
        Frame frame = isStopped || !isConnected ? null : incoming.read(message);
        if (frame == null) {
            return;
        }
        try {
            receive(frame);
        } catch (RecordReader.BadRecord e) {
            incoming.skip(e);
        }
    }

    @Override
    public void messagesDropped() {
        heartbeats.heardAll();
    }

    private void receive(Frame frame) {
        switch (frame.type()) {
            case BEAT -> heartbeats.received(frame, seen);
            case ASK -> participation.asked(frame.node());
            case TAKEN -> participation.taken(frame);
            case OUTDATED -> participation.outdated(frame);
            case LETTER -> {
                if (participation.isMember()) {
                    letters.received(frame, replica);
                }
            }
            case ANSWER -> letters.answered(frame);
            default -> { }
        }
    }

    private void beat() {
        Heartbeats.write(sender.begin(FrameType.BEAT, seen, null), replica.people(), settings.version());
        sender.broadcast();
    }

    private void reportDown(Node member) {
        sender.begin(FrameType.DOWN, 0, member);
        sender.publish();
    }

    private void wasStopped() {
        heartbeats.heardAll();
    }

    /** Events have waited for the whole patience. If this node goes on alone, the next flush applies them. */
    private void cutOff() {
        if (settings.waitsWhenCut()) {
            reach.cut(State.CUT);
            return;
        }
        participation.leave();
        reach.cut(State.ALONE);
        if (isConnected) {
            participation.connected();
        }
    }

    private void applyLocally() {
        for (RecordReader events = outgoing.takeFirst(); events != null; events = outgoing.takeFirst()) {
            incoming.apply(sender.own(), true, 0, wallMillis.getAsLong(), events);
        }
    }

    /** Follows the membership of this node. */
    private final class Progress implements Participation.Host {

        @Override
        public boolean mayJoin(String difference) {
            if (difference == null) {
                return true;
            }
            String reason = "the nodes have different rooms or a different --max-line: " + difference
                    + "; give all nodes the same --lobby, --room, rooms in --listen and --max-line";
            if (reach.is(State.STARTING)) {
                halt();
                whenRefused.accept(reason);
                return false;
            }
            // The node has members already, so it is better linked than alone.
            if (!isUnlikeOthers) {
                isUnlikeOthers = true;
                LOG.warn("A room that is locked on another node may be open on this one: {}", reason);
            }
            return true;
        }

        @Override
        public void installed() {
            reach.installed();
        }

        @Override
        public void becameMember() {
            isBehind = false;
            reach.linked();
        }

        @Override
        public void lostMembership() {
            reach.interrupted();
        }

        @Override
        public void cameBack() {
            if (!isBehind) {
                reach.linked();
            }
        }

        @Override
        public void nameIsTaken() {
            if (reach.is(State.STARTING)) {
                halt();
                whenRefused.accept("node " + settings.node() + " is already running; give this node another --node");
            }
        }
    }
}
