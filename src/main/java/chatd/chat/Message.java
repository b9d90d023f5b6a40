package chatd.chat;

import chatd.wire.Line;
import java.util.Map;

/**
 * One thing that happens in a room, before a dialect words it. A room has one object of this class and uses it again
 * for every message, so that a line allocates nothing: <b>it is valid only until the call that was given it
 * returns.</b> A {@link RoomLog} that keeps messages for later copies what it needs.
 */
final class Message {

    /** The event. */
    enum Kind {
        /** The author has said a line. */
        LINE,
        /** The author has described what it is doing. */
        ACTION,
        /** The author has come to the server. */
        ARRIVED,
        /** The author has come from another room. */
        JOINED,
        /** The author has gone to another room. */
        MOVED,
        /** The author has logged in by another connection, and is still in its room. */
        RETURNED,
        /** The owner has sent the author back to the lobby. */
        REMOVED,
        /** The author has a new name. */
        RENAMED,
        /** The author has set the topic of the room. */
        TOPIC,
        /** The author has left the server. */
        LEFT;

        /**
         * Whether somebody has said it: the others are notices, which history does not keep and {@code /quiet} hides.
         */
        boolean isSaid() {
            return this == LINE || this == ACTION;
        }
    }

    private Kind kind;
    private Member author;
    private String name;
    private Line line;
    private String text;
    private Departure departure;
    private Member by;
    private String byName;
    private String folded;
    private long sequence;
    private long time;

    /** @param said valid only as long as the message is */
    Message line(Member by, Line said) {
        kind = Kind.LINE;
        author = by;
        name = by.name();
        line = said;
        return this;
    }

    /** @param action in the third person, as in {@code waves} */
    Message action(Member by, String action) {
        return set(Kind.ACTION, by, null, action, null);
    }

    Message arrived(Member newcomer) {
        return set(Kind.ARRIVED, newcomer, null, null, null);
    }

    Message returned(Member member) {
        return set(Kind.RETURNED, member, null, null, null);
    }

    /** @param from the title of the room that the member was in; null if the others may not see it */
    Message joined(Member member, String from) {
        return set(Kind.JOINED, member, null, from, null);
    }

    /** @param to the title of the room that the member is in now; null if the others may not see it */
    Message moved(Member member, String to) {
        return set(Kind.MOVED, member, null, to, null);
    }

    /** @param reason null if there is none */
    Message removed(Member member, Member owner, String reason) {
        set(Kind.REMOVED, member, null, reason, null);
        by = owner;
        byName = owner.name();
        return this;
    }

    /** @param topic the new topic of the room */
    Message topic(Member member, String topic) {
        return set(Kind.TOPIC, member, null, topic, null);
    }

    /** @param before the name that the member had until now */
    Message renamed(Member member, String before) {
        return set(Kind.RENAMED, member, null, before, null);
    }

    /** @param lastWord null if there is none */
    Message left(Member member, Departure how, String lastWord) {
        return set(Kind.LEFT, member, null, lastWord, how);
    }

    /** Whether the author, or the owner that has removed the author, is one of these members. */
    boolean isOfAny(Map<Member, String> ignored) {
        return ignored.containsKey(author) || by != null && ignored.containsKey(by);
    }

    /**
     * Returns a copy of this notice without the words that ignored members chose: their current names, the name of the
     * other room, which they may have made, their last word, the reason for a removal. The reason for a kick stays.
     *
     * @param ignored the members that the reader ignores, with the name that each had when it was ignored
     */
    Message inOtherWords(Map<Member, String> ignored) {
        boolean isInTheirWords = switch (kind) {
            case JOINED, MOVED -> true;
            case LEFT -> departure != Departure.KICKED;
            default -> by != null && ignored.containsKey(by);
        };
        Message other = new Message().set(kind, author, null, isInTheirWords ? null : text, departure);
        other.name = ignored.getOrDefault(author, name);
        if (by != null) {
            other.by = by;
            other.byName = ignored.getOrDefault(by, byName);
        }
        return other;
    }

    private Message set(Kind newKind, Member by, Line said, String words, Departure how) {
        kind = newKind;
        author = by;
        name = by.name();
        line = said;
        text = words;
        departure = how;
        return this;
    }

    /** Forgets the message, so that it keeps no member in memory. */
    void clear() {
        author = null;
        name = null;
        line = null;
        text = null;
        departure = null;
        by = null;
        byName = null;
        folded = null;
    }

    /**
     * To be called by the log alone.
     *
     * @param number the message's place in the order of the room, from 1
     * @param millis when it was said, in milliseconds since 1970; 0 if the log does not keep it
     */
    void stamp(long number, long millis) {
        sequence = number;
        time = millis;
    }

    Kind kind() {
        return kind;
    }

    /** The member that the message is about. */
    Member author() {
        return author;
    }

    /** The author's name in this message. */
    String name() {
        return name;
    }

    /** The line that was said; null if the kind is not LINE. */
    Line line() {
        return line;
    }

    /** The text, by kind: the line, action, other room, reason, previous name, topic or last word. */
    String text() {
        return kind == Kind.LINE ? line.toString() : text;
    }

    /** The text, folded for {@link Bell#isFor}. */
    String foldedText() {
        if (folded == null) {
            folded = Names.foldText(text());
        }
        return folded;
    }

    /** The owner that has removed the author; null if the kind is not REMOVED. */
    Member by() {
        return by;
    }

    /** The name of the owner that has removed the author; null if the kind is not REMOVED. */
    String byName() {
        return byName;
    }

    /** The place in the order of the room, from 1; 0 until the log has given it. */
    long sequence() {
        return sequence;
    }

    /** When it was said, in milliseconds since 1970; 0 if the log does not keep it. */
    long time() {
        return time;
    }

    /** The way in which the author has left; null if the kind is not LEFT. */
    Departure departure() {
        return departure;
    }
}
