package chatd.link;

import chatd.link.Deadlines.Deadline;
import chatd.link.Join.Held;
import chatd.link.Join.Step;
import chatd.link.Membership.Effect;
import chatd.link.Replica.Departure;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in the membership: makes this node a member, and again whenever it finds out that it is no member
 * any more. Receives the frames of the stream in their order, and applies those that count to the replica.
 */
final class Participation {

    /** Receives the changes of this node's membership. */
    interface Host {

        /**
         * Whether to take part. {@code difference} is that from the settings of another node; null if there is none.
         */
        boolean mayJoin(String difference);

        /** The state of the others is installed; events of the others are applied from now on. */
        void installed();

        void becameMember();

        void lostMembership();

        /** A block of this node's events has come back and was applied. */
        void cameBack();

        /** Another process has the name of this node. */
        void nameIsTaken();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Participation.class);

    private static final long LAST_DELAY_SECONDS = 30;

    private final Terms terms;
    private final Sender sender;
    private final Outgoing outgoing;
    private final Incoming incoming;
    private final Heartbeats heartbeats;
    private final StockSender stocks;
    private final Replica replica;
    private final SharedSettings settings;
    private final Host host;
    private final Deadline timer;
    private Membership membership = new Membership();
    private Join join;
    private boolean isMember;
    /** Whether this process has asked if its name is taken. */
    private boolean hasAsked;
    /** Whether this node has begun to join again since it was a member. */
    private boolean hasFailed;
    /** The pause after another failure; twice as long each time. */
    private long delaySeconds = 1;

    Participation(Terms terms, Sender sender, Deadlines deadlines, Outgoing outgoing, Incoming incoming,
            Heartbeats heartbeats, Replica replica, SharedSettings settings, Host host) {
        this.terms = terms;
        this.sender = sender;
        this.outgoing = outgoing;
        this.incoming = incoming;
        this.heartbeats = heartbeats;
        this.replica = replica;
        this.host = host;
        this.settings = settings;
        stocks = new StockSender(sender, deadlines, settings);
        timer = deadlines.add(this::timeOut);
    }

    boolean isMember() {
        return isMember;
    }

    /** Whether a member has this name. */
    boolean knows(String name) {
        return membership.hasMember(name);
    }

    List<Node> members() {
        return membership.members();
    }

    /** The engine is connected: goes on as a member, or begins to join. */
    void connected() {
        if (isMember) {
            heartbeats.start(members(), sender.own());
        } else if (hasAsked) {
            beginJoin(0).begin();
        } else {
            hasAsked = true;
            beginJoin(0).ask();
        }
    }

    private Join beginJoin(long laterThan) {
        sender.become(terms.next(Math.max(laterThan, membership.latestTerm(sender.own().name()))));
        join = new Join(sender, timer);
        return join;
    }

    /** Gives up an attempt to join. A member stays one. */
    void disconnected() {
        timer.cancel();
        heartbeats.stop();
        stocks.clear();
        outgoing.hold();
        abandonJoin();
    }

    /** This node is no member any more. */
    void leave() {
        isMember = false;
        timer.cancel();
        heartbeats.stop();
        stocks.clear();
        outgoing.renew();
        abandonJoin();
    }

    /** The stream is a new one, with other members. */
    void forgetStream() {
        membership = new Membership();
    }

    /** Leaves, and begins to join again: at once after the first failure, then after growing pauses. */
    private void rejoin(String why) {
        LOG.info("This node joins the others again: {}", why);
        if (hasFailed) {
            beginLater();
        } else {
            hasFailed = true;
            rejoin(0).begin();
        }
    }

    private void beginLater() {
        rejoin(0).beginLater(Duration.ofSeconds(delaySeconds));
        delaySeconds = Math.min(2 * delaySeconds, LAST_DELAY_SECONDS);
    }

    private Join rejoin(long laterThan) {
        boolean wasMember = isMember;
        leave();
        Join begun = beginJoin(laterThan);
        if (wasMember) {
            host.lostMembership();
        }
        return begun;
    }

    /** Leaves, and begins to join again after a pause, because joining may well fail again. */
    private void rejoinLater(String why) {
        LOG.warn("This node joins the others again: {}", why);
        beginLater();
    }

    /** Gives up an attempt to join. The blocks that it has held back are not applied, so they belong to the past. */
    private void abandonJoin() {
        Join abandoned = join;
        join = null;
        if (abandoned != null) {
            passOver(abandoned);
        }
    }

    private void passOver(Join attempt) {
        for (Held held = attempt.next(); held != null; held = attempt.next()) {
            if (held.isPast()) {
                past(held.sequence(), held.millis(), held.frame());
            }
        }
    }

    private void past(long sequence, long millis, Frame frame) {
        if (!terms.isThisProcess(frame.node())) {
            incoming.past(frame.node(), sequence, millis, frame.body());
        }
    }

    /** Receives a frame of the stream. */
    void receive(long sequence, long millis, Frame frame, int size) {
        heartbeats.heard(frame.node());
        if (frame.type() == FrameType.HELLO) {
            asked(frame.node());
        }
        if (isMember || join != null && join.step() == Step.ENTERING) {
            live(sequence, millis, frame);
        } else if (join != null) {
            observe(sequence, millis, frame, size);
        }
    }

    /** A process begins to join, perhaps another one with the name of this node. */
    void asked(Node other) {
        boolean isNamesake = terms.isNamesake(other) && !terms.isThisProcess(other);
        if (isNamesake && (isMember || join != null && join.step() != Step.GREETING)) {
            sender.begin(FrameType.TAKEN, 0, other);
            sender.broadcast();
        }
    }

    /** Receives a frame before the state of the others is installed. */
    private void observe(long sequence, long millis, Frame frame, int size) {
        Effect effect = membership.apply(sequence, frame);
        boolean isOwn = frame.node().equals(sender.own());
        if (join.step() == Step.GREETING) {
            if (effect == Effect.EVENTS) {
                past(sequence, millis, frame);
            } else if (frame.type() == FrameType.HELLO && isOwn) {
                greeted(sequence, effect);
            }
        } else if (effect == Effect.FOUNDED && isOwn) {
            founded();
        } else if (effect == Effect.FOUNDED || frame.type() == FrameType.FOUND && isOwn) {
            rejoin("another node has become the only member");
        } else {
            collect(sequence, millis, frame, size, effect);
        }
    }

    private void greeted(long sequence, Effect effect) {
        if (effect == Effect.GREETED) {
            join.greeted(sequence);
        } else {
            rejoin("the clock is behind that of an earlier run of this node");
        }
    }

    private void collect(long sequence, long millis, Frame frame, int size, Effect effect) {
        if (frame.type() == FrameType.STOCK) {
            join.receive(frame, size);
        } else {
            join.hold(new Held(sequence, millis, frame, effect == Effect.EVENTS), size);
        }
        if (join.isTooLarge()) {
            LOG.error("This node cannot join the others: their people, rooms and registered names are more than {} MiB",
                    Join.MAX_STOCK_BYTES >> 20);
            rejoinLater("the state of the others may be smaller then");
        } else if (join.isTooLong()) {
            rejoin("too many events arrived meanwhile");
        } else if (join.isBroken()) {
            rejoin("a node has left without sending its people");
        } else if (join.isComplete()) {
            install();
        }
    }

    private void install() {
        Join attempt = join;
        try {
            if (!host.mayJoin(attempt.difference(settings))) {
                return;
            }
            attempt.install(replica);
        } catch (RecordReader.BadRecord e) {
            incoming.skip(e);
            rejoinLater("the people that another node sent cannot be read");
            return;
        } catch (RuntimeException e) {
            LOG.error("The state that another node has sent cannot be installed", e);
            rejoinLater("the state may be installable then");
            return;
        }
        membership = attempt.listed();
        host.installed();
        for (Held held = attempt.next(); held != null; held = attempt.next()) {
            receive(held.sequence(), held.millis(), held.frame(), 0);
        }
        if (join == attempt) {
            attempt.finish();
        }
    }

    private void founded() {
        passOver(join);
        replica.beginInstall();
        replica.endInstall();
        become();
    }

    /** This node is a member from now on. */
    private void become() {
        join = null;
        isMember = true;
        hasFailed = false;
        delaySeconds = 1;
        timer.cancel();
        heartbeats.start(members(), sender.own());
        try {
            outgoing.first(() -> replica.joined(sender.own(), true));
        } finally {
            host.becameMember();
        }
    }

    /** Receives a frame after the state of the others is installed. */
    private void live(long sequence, long millis, Frame frame) {
        Effect effect = membership.apply(sequence, frame);
        if (membership.left() != null) {
            left(membership.left(), frame.type());
        }
        boolean isOwn = frame.node().equals(sender.own());
        switch (effect) {
            case EVENTS -> events(sequence, millis, frame, isOwn);
            case GREETED -> {
                if (isMember) {
                    stocks.send(frame.node(), sequence, membership, replica);
                }
            }
            case JOINED -> joined(frame.node(), isOwn);
            case FOUNDED -> rejoin("another node has become the only member");
            default -> ignored(frame, isOwn);
        }
    }

    private void events(long sequence, long millis, Frame frame, boolean isOwn) {
        if (isOwn) {
            outgoing.cameBack(frame.number());
        }
        incoming.apply(frame.node(), isOwn, sequence, millis, frame.body());
        if (isOwn) {
            host.cameBack();
        }
    }

    private void left(Node node, FrameType why) {
        if (node.equals(sender.own()) && why == FrameType.HELLO) {
            rejoinLater("another process uses the same --node");
        } else if (node.equals(sender.own())) {
            rejoin("the other nodes have not heard from this node");
        } else {
            LOG.info("Node {} has left", node.name());
            heartbeats.remove(node);
            replica.left(node, switch (why) {
                case DOWN -> Departure.DOWN;
                case BYE -> Departure.STOPPED;
                default -> Departure.REJOINS;
            });
        }
    }

    private void joined(Node node, boolean isOwn) {
        if (isOwn) {
            become();
        } else {
            LOG.info("Node {} has joined", node.name());
            heartbeats.add(node);
            heartbeats.beatSoon();
            replica.joined(node, false);
        }
    }

    /** Receives a frame that has changed nothing in the membership. */
    private void ignored(Frame frame, boolean isOwn) {
        if (frame.type() == FrameType.STOCK && isOwn) {
            stocks.cameBack(frame);
        } else if (frame.type() == FrameType.JOIN && isOwn && join != null) {
            rejoinLater("another process uses the same --node");
        } else if (frame.type() == FrameType.HELLO && isMember) {
            long latest = membership.latestTerm(frame.node().name());
            if (latest > frame.node().term()) {
                sender.begin(FrameType.OUTDATED, latest, frame.node());
                sender.broadcast();
            }
        }
    }

    /** Another process has the name of this node. */
    void taken(Frame frame) {
        if (frame.subject().equals(sender.own())) {
            host.nameIsTaken();
        }
    }

    /** Blocks of the stream are lost. */
    void blocksAreMissing() {
        if (isMember || join != null && join.step() != Step.GREETING) {
            rejoin("blocks of the stream are lost");
        }
    }

    /** This node's term is not greater than an earlier one of its name. */
    void outdated(Frame frame) {
        if (join != null && frame.subject().equals(sender.own())) {
            rejoin(frame.number()).begin();
        }
    }

    private void timeOut() {
        if (!join.timeOut()) {
            rejoin("some nodes have not sent their people");
        }
    }
}
