package chatd.chat;

import java.time.Clock;
import java.util.List;

/**
 * The log of a room on one machine: it gives every message back at once. What was said is kept in the {@link History}
 * as worded lines, if there is one; without it a line allocates nothing.
 */
final class MemoryRoomLog implements RoomLog {

    private final History history;
    private final Dialect dialect;
    private final Clock clock;
    private final Reader room;
    private long sequence;

    /** @param room is given the messages, in their order */
    MemoryRoomLog(History history, Dialect dialect, Clock clock, Reader room) {
        this.history = history;
        this.dialect = dialect;
        this.clock = clock;
        this.room = room;
    }

    @Override
    public void append(Message message) {
        boolean isKept = history.isKept() && message.kind().isSaid();
        // Nothing else is ever shown with its time, and reading the clock would cost every line.
        message.stamp(++sequence, isKept ? clock.millis() : 0);
        room.deliver(message);
        if (isKept) {
            keep(message);
        }
    }

    private void keep(Message message) {
        String words = words(message);
        if (words != null) {
            history.add(new HistoryLine(words, message.time(), LocalTimes.offsetSeconds(clock)));
        }
    }

    private String words(Message message) {
        return message.kind() == Message.Kind.LINE
                ? dialect.prefix(message.author(), message.name()) + message.text()
                : dialect.words(message);
    }

    @Override
    public void locked(Member owner, boolean isLocked) {
        // Members of the room may see its earlier lines, locked or not.
    }

    @Override
    public void restore(HistoryLine line) {
        if (history.isKept()) {
            history.add(line);
        }
    }

    @Override
    public void close() {
        history.clear();
    }

    @Override
    public List<HistoryLine> recent() {
        return history.lines(clock.millis());
    }
}
