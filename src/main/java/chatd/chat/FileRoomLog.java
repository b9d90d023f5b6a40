package chatd.chat;

import chatd.store.EventKind;
import chatd.wire.Line;
import java.util.List;

/**
 * The log of a room with a history file: passes every message to the log in memory, and records the lines that
 * everybody in the room could read. Never waits for the disk. Never records an address: a member whose name is an
 * address is recorded by its number. Lines of a locked room are marked, so that they are never shown to others.
 */
final class FileRoomLog implements RoomLog {

    private final RoomLog memory;
    private final SavedHistory saved;
    private final String title;
    private boolean isLocked;

    /**
     * @param memory gives the messages back, and keeps the last lines
     * @param title the title of the room: {@code #lobby}
     */
    FileRoomLog(RoomLog memory, SavedHistory saved, String title) {
        this.memory = memory;
        this.saved = saved;
        this.title = title;
    }

    @Override
    public void append(Message message) {
        memory.append(message);
        switch (message.kind()) {
            case LINE -> recordLine(message.author(), message.line());
            case ACTION -> record(kind(EventKind.ME), message, message.text());
            case TOPIC -> record(kind(EventKind.TOPIC), message, message.text());
            default -> {
                if (saved.hasNotices()) {
                    recordNotice(message);
                }
            }
        }
    }

    /** The hot path: allocates nothing. */
    private void recordLine(Member author, Line line) {
        saved.record(title, kind(EventKind.SAID), saved.name(author, author.name()), line.bytes(), line.offset(),
                line.length());
    }

    private void recordNotice(Message message) {
        String text = message.text() == null ? "" : message.text();
        switch (message.kind()) {
            case ARRIVED -> record(EventKind.ARRIVED, message, "");
            case JOINED -> record(EventKind.JOINED, message, text);
            case MOVED -> record(EventKind.MOVED, message, text);
            case REMOVED -> record(EventKind.REMOVED, message,
                    "by " + saved.name(message.by(), message.byName()) + (text.isEmpty() ? "" : ": " + text));
            case RENAMED -> record(EventKind.RENAMED, message, saved.name(message.author(), text));
            default -> record(EventKind.LEFT, message, departure(message.departure(), text));
        }
    }

    /** The last words or the reason, as far as members could read them. */
    private static String departure(Departure how, String said) {
        return switch (how) {
            case IDLE, NOT_READING -> '(' + how.words() + ')';
            case KICKED -> '(' + how.words() + (said.isEmpty() ? "" : ": " + said) + ')';
            default -> said;
        };
    }

    private EventKind kind(EventKind inOpenRoom) {
        return isLocked ? inOpenRoom.inLockedRoom() : inOpenRoom;
    }

    private void record(EventKind kind, Message message, String text) {
        saved.record(title, kind, saved.name(message.author(), message.name()), text);
    }

    @Override
    public void locked(Member owner, boolean isLocked) {
        this.isLocked = isLocked;
        memory.locked(owner, isLocked);
        saved.record(title, isLocked ? EventKind.LOCKED : EventKind.UNLOCKED, saved.name(owner, owner.name()), "");
    }

    @Override
    public void restore(HistoryLine line) {
        memory.restore(line);
    }

    @Override
    public void close() {
        memory.close();
        saved.end(title);
    }

    @Override
    public List<HistoryLine> recent() {
        return memory.recent();
    }
}
