package chatd.chat;

import chatd.link.Replica;

/**
 * The notices about other nodes: that they cannot be reached, or have left, or are back. The dialect frames them. There
 * is an object of this class only if this node is linked.
 */
final class LinkNotices {

    private final ChatNotices notices;
    private final Phrases phrases;

    /** @param notices frame the texts */
    LinkNotices(ChatNotices notices, Phrases phrases) {
        this.notices = notices;
        this.phrases = phrases;
    }

    /** The other nodes cannot be reached, and this one goes on alone. */
    String isCut() {
        return notice("link.alone");
    }

    /** The other nodes cannot be reached, and lines are refused. */
    String waits() {
        return notice("link.cut");
    }

    /** The reader can enter once the other nodes can be reached. */
    String isWaitedFor() {
        return notice("link.enter");
    }

    /** Too many lines wait for the other nodes. */
    String isFull() {
        return notice("link.full");
    }

    /** The author was sent to the lobby before its line was said in this room. */
    String notSaid(String room) {
        return notice("link.not-said", room);
    }

    String isBack() {
        return notice("link.back");
    }

    /** The members of a node that could not be reached are here again. */
    String nodeIsBack(int people, String node) {
        return counted("link.present", people, node);
    }

    /** A node has left with its members. */
    String nodeLeft(Replica.Departure why, int people, String node) {
        String reason = switch (why) {
            case DOWN -> "link.down";
            case STOPPED -> "link.stopped";
            case REJOINS -> "link.restarts";
        };
        return counted("link.left", people, phrases.text(reason, node));
    }

    /** The name of the reader belongs to a member of another node. */
    String nameTaken(String name, String now) {
        return notice("link.name-taken", name, now);
    }

    private String notice(String key, Object... parameters) {
        return notices.framed(phrases.text(key, parameters));
    }

    private String counted(String key, int number, String parameter) {
        return notices.framed(phrases.counted(key, number, parameter));
    }
}
