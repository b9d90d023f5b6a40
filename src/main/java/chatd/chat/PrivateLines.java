package chatd.chat;

/** Delivers private lines, and tells the author. Nobody else receives them, and no history keeps them. */
final class PrivateLines {

    private final Dialect dialect;

    PrivateLines(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Sends a private line of a member to another one. */
    void send(Session from, Member to, String text) {
        if (to instanceof Session local) {
            deliver(from, local, text);
            confirm(from, to, text);
        }
    }

    /** Delivers a private line. A member that ignores the author does not receive it; the author sees no difference. */
    private void deliver(Member from, Session to, String text) {
        if (!to.filter().lets(from)) {
            return;
        }
        if (dialect.confirmsPrivateLines()) {
            to.lastWriter(from);
        }
        String line = dialect.privateLine(from, text);
        to.hear(to.filter().bells() ? Bell.after(line) : line);
    }

    private void confirm(Session from, Member to, String text) {
        if (!dialect.confirmsPrivateLines()) {
            return;
        }
        ChatNotices notices = dialect.notices();
        from.tell(notices.privateTo(to.name(), text));
        if (to.away() != null) {
            from.tell(notices.away(to.name(), from.filter().lets(to) ? to.away() : ""));
        }
    }
}
