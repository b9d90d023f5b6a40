package chatd.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * A tiny replica for tests: people, each at a node, and a list of what was applied. An event of kind {@link #ARRIVE}
 * or {@link #LEAVE} has a name, one of kind {@link #SAY} a text.
 */
final class NameReplica implements Replica {

    static final int ARRIVE = 1;
    static final int LEAVE = 2;
    static final int SAY = 3;

    /** A text and its position. */
    record Said(long stream, long sequence, String text) {
    }

    static final Said BREAK = new Said(0, 0, "");

    Link link;
    /** Whether its stock ends early. */
    boolean writesBadStock;
    boolean failsToInstall;
    /** The people of this node. */
    final TreeSet<String> own = new TreeSet<>();
    /** People of all nodes that are shared: name and node. */
    final Map<String, String> shared = new TreeMap<>();
    /** The nodes that take part. */
    final TreeSet<String> nodes = new TreeSet<>();
    /** All events applied, in order. */
    final List<String> applied = new ArrayList<>();
    /** The texts applied, in order, with their rooms. */
    final List<String> said = new ArrayList<>();
    /** The same with their positions. {@link #BREAK} is where others may have applied more. */
    final List<Said> log = new ArrayList<>();
    /** The texts of the past, in order, with their rooms. */
    final List<String> past = new ArrayList<>();
    final List<Said> pastLog = new ArrayList<>();
    /** Which of several streams, if the engine has lost some, is being read. */
    LongSupplier stream = () -> 0;
    /** The calls of the link, in order. */
    final List<String> told = new ArrayList<>();

    void say(String room, String text) {
        link.begin(room, SAY).text(text);
        link.end();
    }

    void arrive(String name) {
        own.add(name);
        write(ARRIVE, name);
    }

    void leave(String name) {
        own.remove(name);
        write(LEAVE, name);
    }

    private void write(int kind, String name) {
        link.begin("lobby", kind).text(name);
        link.end();
    }

    @Override
    public void changed(State state) {
        told.add(state.toString());
        if (state == State.ALONE) {
            forgetOthers();
        }
    }

    private void forgetOthers() {
        log.add(BREAK);
        shared.clear();
        nodes.clear();
    }

    @Override
    public void apply(Node node, boolean isOwn, long sequence, long millis, String room, int kind,
            RecordReader event) {
        String text = event.text();
        applied.add(text);
        switch (kind) {
            case ARRIVE -> shared.put(text, node.name());
            case LEAVE -> shared.remove(text, node.name());
            case SAY -> {
                said.add(room + ": " + text);
                log.add(new Said(stream.getAsLong(), sequence, text));
            }
            default -> link.countUnknown();
        }
    }

    @Override
    public void past(String node, long sequence, long millis, String room, int kind, RecordReader event) {
        if (kind == SAY) {
            String text = event.text();
            past.add(room + ": " + text);
            pastLog.add(new Said(stream.getAsLong(), sequence, text));
        }
    }

    @Override
    public void writeStock(RecordWriter stock) {
        List<String> names = shared.keySet().stream()
                .filter(name -> shared.get(name).equals(link.ownName())).toList();
        stock.number(names.size() + (writesBadStock ? 1 : 0));
        names.forEach(stock::text);
    }

    @Override
    public void beginInstall() {
        told.add("install");
        forgetOthers();
    }

    @Override
    public void install(Node node, RecordReader stock) {
        if (failsToInstall) {
            throw new IllegalStateException("for the test");
        }
        nodes.add(node.name());
        for (int count = stock.number(1_000_000); count > 0; count--) {
            shared.put(stock.text(), node.name());
        }
    }

    @Override
    public void endInstall() {
        told.add("installed");
    }

    @Override
    public void joined(Node node, boolean isOwn) {
        told.add("joined " + node.name());
        nodes.add(node.name());
        if (isOwn) {
            own.forEach(name -> write(ARRIVE, name));
        }
    }

    @Override
    public void left(Node node, Departure why) {
        told.add("left " + node.name() + ' ' + why);
        nodes.remove(node.name());
        shared.values().removeIf(node.name()::equals);
    }

    @Override
    public byte[] answer(Node from, RecordReader letter) {
        return ("to " + from.name() + ": " + letter.text()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int people() {
        return own.size();
    }
}
