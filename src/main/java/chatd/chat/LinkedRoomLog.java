package chatd.chat;

import chatd.link.RecordWriter;
import chatd.wire.Line;
import java.util.List;

/**
 * The log of a room that several nodes share. A line of a member of this node goes to the link, and is delivered when
 * it comes back. A message that results from an event being applied is delivered at once.
 */
final class LinkedRoomLog implements RoomLog {

    private final RoomLog local;
    private final EventLink link;

    /** @param local delivers the messages, and keeps the last lines */
    LinkedRoomLog(RoomLog local, EventLink link) {
        this.local = local;
        this.link = link;
    }

    @Override
    public void append(Message message) {
        if (link.isApplying()) {
            local.append(message);
            return;
        }
        switch (message.kind()) {
            case LINE -> {
                Line line = message.line();
                begin(LinkedEvent.SAID, message).bytes(line.bytes(), line.offset(), line.length())
                        .flag(isLocked(message));
            }
            case ACTION -> begin(LinkedEvent.ACTED, message).text(message.text()).flag(isLocked(message));
            case RETURNED -> link.begin(message.author().room(), LinkedEvent.RETURNED)
                    .number(message.author().number());
            default -> throw new IllegalStateException(message.kind() + " outside an event");
        }
        link.end();
    }

    private RecordWriter begin(LinkedEvent kind, Message message) {
        return link.begin(message.author().room(), kind).number(message.author().number()).text(message.name());
    }

    private static boolean isLocked(Message message) {
        return message.author().room().isLocked();
    }

    @Override
    public void locked(Member owner, boolean locks) {
        local.locked(owner, locks);
    }

    @Override
    public void restore(HistoryLine line) {
        local.restore(line);
    }

    @Override
    public void close() {
        local.close();
    }

    @Override
    public List<HistoryLine> recent() {
        return local.recent();
    }
}
