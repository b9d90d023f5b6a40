package chatd.chat;

import chatd.access.Rejection;
import chatd.net.Notices;
import java.time.Duration;
import java.util.List;

/**
 * The words of everything the server itself says to a client: why it was rejected or disconnected, what is wrong with a
 * name, what an administrator announces. A dialect overrides single notices, or {@link #framed} for all of them.
 */
class ChatNotices implements Notices {

    private final Phrases phrases;

    ChatNotices(Phrases phrases) {
        this.phrases = phrases;
    }

    /** Every notice passes through here; a dialect with a frame of its own puts it on. */
    String framed(String words) {
        return words;
    }

    @Override
    public String rejected(Rejection reason) {
        return notice(switch (reason) {
            case FULL -> "full";
            case BANNED -> "banned";
            case NOT_ALLOWED -> "not-allowed";
            case TOO_MANY -> "too-many";
            case TOO_FAST -> "too-fast";
            case NO_PROXY_HEADER -> "no-proxy-header";
            case NOT_CHAT -> "not-chat";
        });
    }

    @Override
    public String skipped(int lines) {
        return counted("skipped", lines);
    }

    /** The client sent a line over the limit; it was dropped. */
    String tooLong(int maxLineBytes) {
        return counted("too-long", maxLineBytes);
    }

    /** The owner of a room has invited the reader. */
    String invited(String owner, Room room) {
        return notice("invite.you", owner, room.title(), "/join " + room.name());
    }

    String privateFrom(String author, String text) {
        return notice("private.from", author, text);
    }

    String privateTo(String receiver, String text) {
        return notice("private.to", receiver, text);
    }

    /** The receiver of a private line is away. The reason may be empty. */
    String away(String name, String reason) {
        return reason.isEmpty() ? notice("away", name) : notice("away.saying", name, reason);
    }

    /** The receiver of a private line has left. */
    String privateNotHere(String name) {
        return notice("nobody", name);
    }

    /** Too many private lines of the author have no answer of other nodes yet. */
    String privateNotSent(String name) {
        return notice("link.private-full", name);
    }

    /** The node of the receiver of a private line does not answer. */
    String privateLost(String name, String node) {
        return notice("link.private-lost", name, node);
    }

    /** Heads lines that the reader has missed while the other nodes could not be reached. */
    String missedBegins() {
        return notice("link.missed");
    }

    /** An operator has disconnected the client; the reason is null if there is none. */
    String kickedBy(String operator, String reason) {
        return reason == null ? notice("kicked.by", operator) : notice("kicked.by.saying", operator, reason);
    }

    String askPassword() {
        return notice("password");
    }

    String wrongPassword(int triesLeft) {
        return counted("password.wrong", triesLeft);
    }

    String passwordFailed() {
        return notice("password.failed");
    }

    /** The client gave no password in time. */
    String noPassword(Duration timeout) {
        return notice("password.none", phrases.duration(timeout));
    }

    String wrongKey(int triesLeft) {
        return counted("key.wrong", triesLeft);
    }

    /** The client has given too many wrong keys. */
    String keyFailed() {
        return notice("key.failed");
    }

    /** Tells a client that another connection has taken over its member. */
    String elsewhere() {
        return notice("elsewhere");
    }

    /** Refuses a registered name to a member that has not given its key. */
    String registered(String name) {
        return notice("name.registered", name);
    }

    /** A line of the message of the day. */
    String motd(String line) {
        return framed(line);
    }

    /** The client chose no name in time. */
    String unnamed(Duration timeout) {
        return notice("unnamed", phrases.duration(timeout));
    }

    /** The client's name was refused, and the client had sent more lines already, as a script does. */
    String refused() {
        return notice("refused");
    }

    /** @param problem the key of a phrase: {@code name.taken} or what {@link Dialect#problemWithName} returns */
    String badName(String problem) {
        return notice(problem);
    }

    /** Stands before the history that a newcomer is shown. */
    String historyBegins() {
        return notice("earlier");
    }

    /** The line of the history before the first line of another day: {@code 2026-11-27}. */
    String historyDay(String date) {
        return notice("day", date);
    }

    /** Stands after the history that a newcomer is shown. */
    String historyEnds() {
        return notice("now");
    }

    /** The member was idle for too long. */
    String idle(Duration timeout) {
        return notice("idle", phrases.duration(timeout));
    }

    /** The client's deadline has passed while some of its lines were held back; these lines are lost. */
    String backlogDropped() {
        return notice("backlog");
    }

    /** The member has left by a command. Its nc goes on reading the keyboard until it can't send any more. */
    String quit() {
        return notice("quit");
    }

    /** The client has left by Ctrl-C in telnet, which ends with the connection. */
    String interrupted() {
        return notice("interrupted");
    }

    /** For a client that can't leave by a command. */
    String howToLeave() {
        return notice("leave.close");
    }

    /** @param reason may be empty */
    String kicked(String reason) {
        return reason.isEmpty() ? notice("kicked") : notice("kicked.saying", reason);
    }

    /** @param left how long the member is still muted; zero is for ever */
    String muted(Duration left) {
        return left.isZero() ? notice("muted") : notice("muted.for", phrases.remaining(left));
    }

    String unmuted() {
        return notice("unmuted");
    }

    /** @param name the name that an administrator has given the member */
    String renamed(String name) {
        return notice("renamed.you", name);
    }

    /** An administrator says this to everybody. */
    String announcement(String text) {
        return notice("notice", text);
    }

    /** @param patience time that clients may stay; zero is for ever */
    String draining(Duration patience) {
        return patience.isZero() ? notice("draining") : notice("draining.for", phrases.duration(patience));
    }

    String stopping() {
        return notice("stopping");
    }

    /** @param room the title of the room that the member is in now */
    String inRoom(String room) {
        return notice("room.you", room);
    }

    /** The member may not be in this room any more. */
    String locked(String room) {
        return notice("room.locked", room);
    }

    /** @param text the topic of the room that the member is in */
    String topic(String text) {
        return notice("topic", text);
    }

    /** @param more the number of other members whose names are not listed */
    String present(List<String> names, int more) {
        if (names.isEmpty()) {
            return notice("alone");
        }
        String listed = String.join(", ", names);
        return more == 0 ? notice("here", listed) : notice("here.more", listed, more);
    }

    /** For the member that inherits this room, because its owner has left. */
    String owner(String room) {
        return notice("owner.you", room);
    }

    /** For the member that the owner has removed; the reason is null if there is none. */
    String removed(String room, String owner, String reason) {
        return reason == null ? notice("remove.you", owner, room) : notice("remove.you.saying", owner, room, reason);
    }

    /** For the members of a room that an administrator has closed; the reason may be empty. */
    String closed(String room, String reason) {
        return reason.isEmpty() ? notice("closed", room) : notice("closed.saying", room, reason);
    }

    /** @param people the number of members that have come from a room that an administrator has closed */
    String haveCome(int people, String room) {
        return framed(phrases.counted("closed.come", people, room));
    }

    private String notice(String key, Object... parameters) {
        return framed(phrases.text(key, parameters));
    }

    private String counted(String key, long number) {
        return framed(phrases.counted(key, number));
    }
}
