package chatd.chat;

import chatd.link.Link;
import chatd.link.Node;
import chatd.link.RecordReader;
import chatd.link.RecordWriter;
import chatd.link.Refusal;
import chatd.link.Replica;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * The chat as the link to other nodes sees it: passes on the events of all nodes, and tells members when the other
 * nodes cannot be reached. There is an object of this class only if this node is linked.
 */
final class ChatLink implements EventLink, Replica {

    private final String node;
    private final EventClock clock;
    private final LinkNotices notices;
    private Link link;
    private LinkedParts parts;

    /** @param wall the wall clock */
    ChatLink(String node, Clock wall, LinkNotices notices) {
        this.node = node;
        this.notices = notices;
        clock = new EventClock(wall);
    }

    /** Sets the objects that are created after this one. */
    void attach(Link newLink, LinkedParts newParts) {
        link = newLink;
        parts = newParts;
    }

    /** The name of this node. */
    String node() {
        return node;
    }

    Link link() {
        return link;
    }

    /** The members of all nodes. For tests. */
    LinkedPeople everybody() {
        return parts.people();
    }

    LinkNotices notices() {
        return notices;
    }

    /** Receives the events of this node. */
    EventLink events() {
        return this;
    }

    /** Whether public lines and actions are refused now. Tells the author if so. */
    boolean refuses(Session author) {
        Refusal refusal = link.refusal();
        if (refusal != Refusal.NONE) {
            author.tell(refusal == Refusal.FULL ? notices.isFull() : notices.waits());
        }
        return refusal != Refusal.NONE;
    }

    /** The notice that says why no newcomer can enter now; null if one can. */
    String problemWithEntering() {
        return switch (link.refusal()) {
            case CUT -> notices.isWaitedFor();
            case FULL -> notices.isFull();
            case NONE -> null;
        };
    }

    /** Sends a letter to another node. The answer is null if that node does not answer in time. */
    void ask(String other, byte[] letter, Consumer<byte[]> answer) {
        link.ask(other, letter, answer);
    }

    @Override
    public RecordWriter begin(Room room, LinkedEvent kind) {
        String name = parts.rooms().sharedName(room);
        return link.begin(name == null ? "" : name, kind.ordinal());
    }

    @Override
    public void end() {
        link.end();
    }

    @Override
    public long sequence() {
        return clock.sequence();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public boolean isApplying() {
        return clock.isApplying();
    }

    // Events of the link

    @Override
    public void changed(State state) {
        if (state == State.ALONE) {
            parts.names().setAlone(true);
        }
        parts.presence().changed(state);
    }

    @Override
    public void apply(Node from, boolean isOwn, long sequence, long millis, String room, int kind,
            RecordReader event) {
        LinkedEvent known = LinkedEvent.of(kind);
        if (known == null) {
            link.countUnknown();
            return;
        }
        at(millis, sequence, () -> parts.events().apply(from.name(), isOwn, room, known, event));
    }

    /** Runs a change that all nodes make at this time, so that it does not become an event of this node. */
    private void at(long millis, long sequence, Runnable change) {
        clock.begin(millis, sequence);
        try {
            change.run();
        } finally {
            clock.end();
        }
    }

    @Override
    public void past(String from, long sequence, long millis, String room, int kind, RecordReader event) {
        LinkedEvent known = LinkedEvent.of(kind);
        if (known != null) {
            parts.history().past(parts.rooms(), room, millis, known, event);
        }
    }

    @Override
    public void writeStock(RecordWriter stock) {
        parts.stock().write(stock);
        parts.names().writeStock(stock);
        parts.restrictions().writeStock(stock, link.nodes().get(0).isOwn());
    }

    @Override
    public void beginInstall() {
        parts.names().beginInstall();
        at(clock.millis(), 0, () -> {
            parts.stock().beginInstall();
            parts.presence().beginInstall();
        });
    }

    @Override
    public void install(Node from, RecordReader stock) {
        at(clock.millis(), 0, () -> {
            parts.stock().install(from.name(), stock);
            parts.names().install(from.name(), stock);
            parts.restrictions().install(stock);
        });
    }

    @Override
    public void endInstall() {
        at(clock.millis(), 0, () -> {
            parts.stock().endInstall();
            parts.presence().endInstall();
        });
    }

    @Override
    public void joined(Node joiner, boolean isOwn) {
        if (isOwn) {
            parts.names().announceOwn();
            parts.restrictions().announceOwn();
            parts.presence().announceOwn();
        }
    }

    @Override
    public void left(Node leaver, Departure why) {
        parts.names().left(leaver.name());
        at(clock.millis(), 0, () -> parts.presence().nodeLeft(leaver.name(), why));
    }

    @Override
    public byte[] answer(Node from, RecordReader letter) {
        return parts.letters().answer(from, letter);
    }

    @Override
    public int people() {
        return parts.people().own().size();
    }
}
