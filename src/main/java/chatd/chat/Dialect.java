package chatd.chat;

import chatd.store.EventKind;
import chatd.wire.Line;

/**
 * Reads lines and words events: a class for each dialect, one object for each chat. A dialect keeps nothing
 * about anybody; it tells the {@link ChatService} what is to happen. {@link Dialects} lists them all.
 */
interface Dialect {

    /** The notices of the server to clients. */
    ChatNotices notices();

    /** Greets a newcomer, after the password if there is one: asks for a name, or lets them in. */
    void connected(Session newcomer);

    /**
     * A newcomer has entered its room: shows it what it needs to know, tells the room, and lets it receive what is said
     * there by {@link Room#listen}.
     */
    void welcome(Session newcomer);

    /** Reads a line of a client that was asked for a name: see {@link ChatService#awaitName}. */
    default void name(Session newcomer, Line line) {
    }

    /** Reads a line of a client that was asked for the key of a name: see {@link ChatService#askKey}. */
    default void key(Session newcomer, String name, Line line) {
    }

    /** Reads a line of a member. */
    void line(Session author, Line line);

    /** The text before every line that this member says under this name. */
    String prefix(Member member, String name);

    /**
     * The line that members read of a message, without its ending; null is nothing. It is not asked for a message of
     * the kind LINE, which is read as prefix and line.
     */
    String words(Message message);

    /**
     * The line that shows an event of the history file to members; null if the event is not shown. Of the author, the
     * file has only the name.
     *
     * @param kind SAID, ME or TOPIC
     */
    default String words(EventKind kind, String name, String text) {
        return null;
    }

    /** A private line as its receiver reads it. */
    default String privateLine(Member author, String text) {
        return notices().privateFrom(author.name(), text);
    }

    /** Whether the author of a private line is told that it was sent, and the receiver can reply to the last one. */
    default boolean confirmsPrivateLines() {
        return true;
    }

    /** The number of the first client; the next ones count up. */
    default int firstNumber() {
        return 1;
    }

    /** Whether members can have names other than their numbers. */
    default boolean hasNames() {
        return true;
    }

    /** Whether members receive their own lines. */
    default boolean echoes() {
        return true;
    }

    /** The notice that says how a member leaves. */
    default String howToLeave() {
        return notices().howToLeave();
    }

    /** The key of the phrase that says what is wrong with a name; null if nothing is. It need not be free. */
    default String problemWithName(Names names, String name) {
        return names.problem(name);
    }
}
