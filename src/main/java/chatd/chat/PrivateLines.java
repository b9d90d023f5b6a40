package chatd.chat;

/**
 * Delivers private lines, and confirms them to the author. No other member receives them, and no history keeps them.
 */
final class PrivateLines {

    private final Dialect dialect;
    /** Null if this node is not linked to others. */
    private LinkedLetters letters;

    PrivateLines(Dialect dialect) {
        this.dialect = dialect;
        letters = null;
    }

    /** Sets the letters that carry private lines to members of other nodes. */
    void attach(LinkedLetters toOthers) {
        letters = toOthers;
    }

    /** Sends a private line of a member to another one. */
    void send(Session from, Member to, String text) {
        if (to instanceof Session local) {
            if (!local.connection().isOpen()) {
                from.tell(dialect.notices().privateNotHere(to.name()));
                return;
            }
            deliver(from, local, text);
            confirm(from, to, to.name(), text);
        } else if (letters != null) {
            String name = to.name();
            letters.send(from, (RemoteMember) to, text, delivery -> answer(from, to, name, text, delivery));
        }
    }

    private void answer(Session from, Member to, String name, String text, LinkedLetters.Delivery delivery) {
        switch (delivery) {
            case DELIVERED -> confirm(from, to, name, text);
            case NOT_HERE -> from.tell(dialect.notices().privateNotHere(name));
            case NOT_SENT -> from.tell(dialect.notices().privateNotSent(name));
            default -> from.tell(dialect.notices().privateLost(name, ((RemoteMember) to).node()));
        }
    }

    /** Delivers a private line. A member that ignores the author does not receive it; the author sees no difference. */
    void deliver(Member from, Session to, String text) {
        if (!to.filter().lets(from)) {
            return;
        }
        if (dialect.confirmsPrivateLines()) {
            to.lastWriter(from);
        }
        String line = dialect.privateLine(from, text);
        to.hear(to.filter().bells() ? Bell.after(line) : line);
    }

    private void confirm(Session from, Member to, String name, String text) {
        if (!dialect.confirmsPrivateLines()) {
            return;
        }
        ChatNotices notices = dialect.notices();
        from.tell(notices.privateTo(name, text));
        if (to.away() != null) {
            from.tell(notices.away(name, from.filter().lets(to) ? to.away() : ""));
        }
    }
}
