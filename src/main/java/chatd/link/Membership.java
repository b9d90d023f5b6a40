package chatd.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The nodes that take part (the members), according to the stream: a state machine that depends only on the frames
 * applied, so it is the same on every node that has applied the same frames. It decides which frames count. For each
 * name of a node, it keeps the latest term:
 *
 * <pre>
 *   HELLO ─► GREETED ─ JOIN, FOUND ─► MEMBER ─ DOWN, BYE ─► GONE           (a later HELLO or a FOUND ends each)
 * </pre>
 *
 * <p>A node that begins to read in the middle of the stream does not know the members. Until a FOUND or {@link #read}
 * lists the members, every author of events counts as a member.
 */
final class Membership {

    /** The change that a frame has made. */
    enum Effect { NONE, EVENTS, GREETED, JOINED, FOUNDED, LEFT }

    private enum Standing { GREETED, MEMBER, GONE }

    private static final class Entry {
        private final Node node;
        private Standing standing;
        /** The counter of the next events of a member. */
        private long next;

        Entry(Node node, Standing standing, long next) {
            this.node = node;
            this.standing = standing;
            this.next = next;
        }
    }

    private static final Standing[] STANDINGS = Standing.values();
    private static final int MAX_ENTRIES = 1000;
    /** With more entries than this, those of nodes that have left are forgotten. */
    private static final int MANY_ENTRIES = 500;

    private final Map<String, Entry> entries = new TreeMap<>();
    private boolean isExact;
    /** The sequence of the last FOUND that counted. */
    private long lastFound;
    private Node left;

    /** Applies a frame of the stream. */
    Effect apply(long sequence, Frame frame) {
        left = null;
        Node node = frame.node();
        return switch (frame.type()) {
            case EVENTS -> events(node, frame.number());
            case HELLO -> hello(node);
            case JOIN -> join(node, frame.number());
            case FOUND -> found(sequence, frame);
            case DOWN -> isMember(node) || !isExact ? leave(frame.subject()) : Effect.NONE;
            case BYE -> leave(node);
            default -> Effect.NONE;
        };
    }

    /** The node that has left by the frame applied last, perhaps to join again; null if none has left. */
    Node left() {
        return left;
    }

    private Effect events(Node node, long counter) {
        Entry entry = entries.get(node.name());
        if (entry == null && !isExact) {
            entry = new Entry(node, Standing.MEMBER, counter);
            entries.put(node.name(), entry);
        }
        if (!isMember(entry, node) || entry.next != counter) {
            return Effect.NONE;
        }
        entry.next++;
        return Effect.EVENTS;
    }

    private Effect hello(Node node) {
        Entry entry = entries.get(node.name());
        if (entry != null && entry.node.term() >= node.term()) {
            return Effect.NONE;
        }
        if (entry != null && entry.standing == Standing.MEMBER) {
            left = entry.node;
        }
        if (entries.size() >= MANY_ENTRIES) {
            entries.values().removeIf(other -> other.standing == Standing.GONE);
        }
        entries.put(node.name(), new Entry(node, Standing.GREETED, 1));
        return Effect.GREETED;
    }

    private Effect join(Node node, long hello) {
        Entry entry = entries.get(node.name());
        if (entry == null && !isExact) {
            entry = new Entry(node, Standing.GREETED, 1);
            entries.put(node.name(), entry);
        }
        if (entry == null || !entry.node.equals(node) || entry.standing != Standing.GREETED || lastFound > hello) {
            return Effect.NONE;
        }
        entry.standing = Standing.MEMBER;
        return Effect.JOINED;
    }

    /**
     * Of several nodes that publish FOUND, the first one becomes a member, and the others join it. A FOUND that does
     * not count must not keep later ones from counting: otherwise three such nodes could block each other for ever.
     */
    private Effect found(long sequence, Frame frame) {
        if (lastFound > frame.number()) {
            return Effect.NONE;
        }
        entries.clear();
        entries.put(frame.node().name(), new Entry(frame.node(), Standing.MEMBER, 1));
        isExact = true;
        lastFound = sequence;
        return Effect.FOUNDED;
    }

    private Effect leave(Node node) {
        Entry entry = entries.get(node.name());
        if (!isMember(entry, node)) {
            return Effect.NONE;
        }
        entry.standing = Standing.GONE;
        left = node;
        return Effect.LEFT;
    }

    boolean isMember(Node node) {
        return isMember(entries.get(node.name()), node);
    }

    /** Whether a member has this name. */
    boolean hasMember(String name) {
        Entry entry = entries.get(name);
        return entry != null && entry.standing == Standing.MEMBER;
    }

    private static boolean isMember(Entry entry, Node node) {
        return entry != null && entry.standing == Standing.MEMBER && entry.node.equals(node);
    }

    List<Node> members() {
        List<Node> members = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.standing == Standing.MEMBER) {
                members.add(entry.node);
            }
        }
        return members;
    }

    /** The latest term of a name; 0 if it is not known. */
    long latestTerm(String name) {
        Entry entry = entries.get(name);
        return entry == null ? 0 : entry.node.term();
    }

    void write(RecordWriter to) {
        to.number(lastFound).number(entries.size());
        for (Entry entry : entries.values()) {
            to.text(entry.node.name()).number(entry.node.term()).number(entry.standing.ordinal()).number(entry.next);
        }
    }

    static Membership read(RecordReader from) {
        Membership read = new Membership();
        read.isExact = true;
        read.lastFound = from.number();
        for (int left = from.number(MAX_ENTRIES); left > 0; left--) {
            Node node = new Node(Frame.name(from), from.number());
            Standing standing = STANDINGS[from.number(STANDINGS.length - 1)];
            read.entries.put(node.name(), new Entry(node, standing, from.number()));
        }
        return read;
    }
}
