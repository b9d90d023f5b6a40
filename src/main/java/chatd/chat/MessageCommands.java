package chatd.chat;

/** The commands that say something otherwise than to everybody as it is: msg, reply, me. */
final class MessageCommands {

    private MessageCommands() {
    }

    static void message(Room room, Member member, String argument) {
        String[] words = Commands.firstWord(argument);
        if (words.length < 2) {
            Commands.tellUsage(room, member, "msg");
            return;
        }
        Member to = room.find(words[0]);
        if (to == null) {
            member.tell(room.phrases().text("nobody", words[0]));
        } else {
            whisper(room, member, to, words[1]);
        }
    }

    static void reply(Room room, Member member, String text) {
        Member to = member.lastWriter();
        if (to == null || !to.isHere()) {
            member.tell(room.phrases().text("reply.nobody"));
        } else {
            whisper(room, member, to, text);
        }
    }

    static void act(Room room, Member member, String action) {
        room.act(member, "* " + member.name() + ' ' + action);
    }

    /** One who ignores the author hears nothing of it, and the author sees no difference. */
    private static void whisper(Room room, Member from, Member to, String text) {
        Phrases phrases = room.phrases();
        if (to.filter().lets(from)) {
            to.lastWriter(from);
            to.hear(phrases.text("private.from", from.name(), text));
        }
        from.tell(phrases.text("private.to", to.name(), text));
        if (to.away() != null) {
            from.tell(to.away().isEmpty()
                    ? phrases.text("away", to.name())
                    : phrases.text("away.saying", to.name(), to.away()));
        }
    }
}
