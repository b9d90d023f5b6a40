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
        Member to = chat.find(words[0]);
        if (to == null) {
            author.tell(phrases.text("nobody", words[0]));
        } else if (to == author) {
            author.tell(phrases.text("msg.self"));
        } else {
            chat.privateLines().send(author, to, words[1]);
        }
    }

    void reply(Session author, String text) {
        Member to = author.lastWriter();
        if (to == null || !to.isHere()) {
            author.tell(phrases.text("reply.nobody"));
        } else {
            chat.privateLines().send(author, to, text);
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
}
