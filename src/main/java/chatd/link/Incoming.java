package chatd.link;

import chatd.loop.EventLoop;
import chatd.loop.ThrottledLog;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads frames and passes on the events in them. Skips, counts and logs everything that cannot be read: no input from
 * another node throws an exception in the loop.
 */
final class Incoming {

    /** Receives the events of a frame. */
    @FunctionalInterface
    interface Sink {
        void event(String room, int kind, RecordReader content);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);
    private static final int MAX_KIND = 1 << 20;
    private static final int MAX_STRANGERS = 100;

    private final Replica replica;
    private final ThrottledLog badLog;
    /** Nodes that write another version of the format and have been logged. */
    private final Set<String> strangers = new HashSet<>();
    private long events;
    private long skipped;

    Incoming(Replica replica, EventLoop loop) {
        this.replica = replica;
        this.badLog = new ThrottledLog(loop, LOG::warn);
    }

    /** Events applied. */
    long events() {
        return events;
    }

    /** Blocks, messages and events that were skipped. */
    long skipped() {
        return skipped;
    }

    void countUnknown() {
        skipped++;
    }

    /** Reads the head of a block or message; null if it is to be skipped. */
    Frame read(byte[] bytes) {
        try {
            Frame frame = Frame.read(bytes);
            if (frame.type() != FrameType.UNKNOWN) {
                return frame;
            }
            skipped++;
        } catch (Frame.OtherVersion e) {
            skipped++;
            if (strangers.size() < MAX_STRANGERS && strangers.add(e.node())) {
                LOG.warn("Records of another version are skipped: {}", e.getMessage());
            }
        } catch (RecordReader.BadRecord e) {
            skip(e);
        }
        return null;
    }

    /** Counts and logs a record that cannot be read. */
    void skip(RecordReader.BadRecord e) {
        skipped++;
        badLog.report("A record of another node cannot be read and is skipped: " + e.getMessage());
    }

    /** Applies the events of a block. */
    void apply(Node node, boolean isOwn, long sequence, long millis, RecordReader block) {
        forEach(block, (room, kind, content) -> {
            events++;
            replica.apply(node, isOwn, sequence, millis, room, kind, content);
        });
    }

    /** Passes on the events of a block from before this node joined. */
    void past(Node node, long sequence, long millis, RecordReader block) {
        forEach(block, (room, kind, content) ->
                replica.past(node.name(), sequence, millis, room, kind, content));
    }

    private void forEach(RecordReader block, Sink sink) {
        try {
            String room = null;
            while (block.hasMore()) {
                String next = block.text();
                room = next == null ? room : next;
                RecordReader event = block.record();
                if (room == null) {
                    throw new RecordReader.BadRecord("an event has no room");
                }
                one(room, event, sink);
            }
        } catch (RecordReader.BadRecord e) {
            skip(e);
        }
    }

    private void one(String room, RecordReader event, Sink sink) {
        try {
            sink.event(room, event.number(MAX_KIND), event);
        } catch (RecordReader.BadRecord e) {
            skip(e);
        } catch (RuntimeException e) {
            // The loop may be at the end of a turn, where nothing else catches the exception.
            skipped++;
            LOG.error("Applying an event failed", e);
        }
    }
}
