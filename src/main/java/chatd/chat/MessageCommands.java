package chatd.chat;

import chatd.wire.Visibility;

/** The commands that send or show messages: msg, reply, me, motd. */
final class MessageCommands {

    private final ChatService chat;
    private final Phrases phrases;

    MessageCommands(ChatService chat, Phrases phrases) {
        this.chat = chat;
        this.phrases = phrases;
    }

    void message(Session author, String argument) {
        String[] words = Command.firstWord(argument);
        if (words.length < 2 || Visibility.isBlank(words[1])) {
            author.tell(phrases.text("usage", Command.usage(phrases, "msg")));
            return;
        }
        Session to = chat.find(words[0]);
        if (to == null) {
            author.tell(phrases.text("nobody", words[0]));
        } else if (to == author) {
            author.tell(phrases.text("msg.self"));
        } else {
            whisper(author, to, words[1]);
        }
    }

    void reply(Session author, String text) {
        Session to = author.lastWriter();
        if (to == null || !to.isHere()) {
            author.tell(phrases.text("reply.nobody"));
        } else {
            whisper(author, to, text);
        }
    }

    void act(Session author, String action) {
        author.room().act(author, action);
    }

    void motd(Session author, String argument) {
        if (!chat.showMotd(author)) {
            author.tell(phrases.text("motd.none"));
        }
    }

    /**
     * Sends a private line. A member that ignores the author does not receive it, and the author sees no difference.
     */
    private void whisper(Session from, Session to, String text) {
        if (to.filter().lets(from)) {
            to.lastWriter(from);
            String line = phrases.text("private.from", from.name(), text);
            to.hear(to.filter().bells() ? Bell.after(line) : line);
        }
        from.tell(phrases.text("private.to", to.name(), text));
        if (to.away() != null) {
            from.tell(to.away().isEmpty() || !from.filter().lets(to)
                    ? phrases.text("away", to.name())
                    : phrases.text("away.saying", to.name(), to.away()));
        }
    }
}
