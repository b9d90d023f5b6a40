package chatd.chat;

import chatd.wire.Line;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dialect "messenger": numbered clients, whose names are their numbers, and nothing said to all. {@code 1 text}
 * goes to client 1, and nobody else sees it.
 */
final class MessengerDialect implements Dialect {

    private static final Pattern MESSAGE = Pattern.compile("(?U)\\s*([0-9]+)\\s(.*\\S.*)");

    @Override
    public void connected(Room room, Member member) {
        room.admit(member, Integer.toString(member.number()));
        member.tell(room.phrases().text("you", member.name()));
    }

    @Override
    public void line(Room room, Member member, Line line) {
        Matcher message = MESSAGE.matcher(line.toString());
        if (!message.matches()) {
            member.tell(room.phrases().text("messenger.usage"));
            return;
        }
        Member to = room.called(message.group(1));
        if (to == null) {
            member.tell(room.phrases().text("messenger.none", message.group(1)));
        } else {
            to.hear(prefix(member, member.name()) + message.group(2));
        }
    }

    @Override
    public String prefix(Member member, String name) {
        return name + "->> ";
    }

    @Override
    public String left(Room room, Member member, Departure how, String lastWord) {
        return null;
    }
}
