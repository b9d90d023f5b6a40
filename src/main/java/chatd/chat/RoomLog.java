package chatd.chat;

import java.util.List;

/**
 * The order in which things happen in one room. A room appends each message, and shows it to its members only when the
 * log, which was made for it, gives it back: at once, or later if another machine decides the order.
 */
interface RoomLog {

    /** The room that the log was made for. */
    interface Reader {
        /** Receives each message in the order of the log. The message is valid only until this method returns. */
        void deliver(Message message);
    }

    /** Takes a message, which is valid only until this method returns, and gives it a sequence number. */
    void append(Message message);

    /** The owner has locked the room, or has opened it to everybody. */
    void locked(Member owner, boolean isLocked);

    /** Adds a line that was said before this server could receive it. */
    void restore(HistoryLine line);

    /** Discards the history, because the room is gone. */
    void close();

    /** The last lines that were said, the oldest first; empty if none are kept. */
    List<HistoryLine> recent();
}
