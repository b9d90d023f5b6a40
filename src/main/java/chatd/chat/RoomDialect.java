package chatd.chat;

import chatd.wire.Line;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The dialect "room": nobody is asked for a name, every line is framed by address and name, and a few bare words are
 * commands: {@code who}, {@code rename|NEW}, {@code exit}. Only the exact words are; all else is talk.
 */
final class RoomDialect implements Dialect {

    private static final String RENAME = "rename|";

    @Override
    public void connected(Room room, Member member) {
        room.admit(member, member.address());
        room.showHistory(member);
        room.listen(member);
        room.announce(prefix(member, member.name()) + room.phrases().text("room.login"));
    }

    @Override
    public void line(Room room, Member member, Line line) {
        if (line.isBlank()) {
            return;
        }
        String text = line.toString();
        if (text.equals("who")) {
            list(room, member);
        } else if (text.equals("exit")) {
            room.quit(member, null);
        } else if (text.startsWith(RENAME)) {
            rename(room, member, text.substring(RENAME.length()));
        } else if (isNotice(room.phrases(), text)) {
            member.tell(room.phrases().text("room.own"));
        } else {
            room.say(member, line);
        }
    }

    private static void list(Room room, Member member) {
        member.tell(room.phrases().text("room.list"));
        room.members().forEach(other ->
                member.tell(room.phrases().text("room.list.line", other.address(), other.name())));
    }

    private static void rename(Room room, Member member, String typed) {
        String name = Names.normalize(typed);
        String problem = name.isEmpty() ? "room.rename" : room.problemWithName(member, name);
        if (problem == null) {
            room.rename(member, name);
            problem = "room.renamed";
        }
        member.tell(room.phrases().text(problem));
    }

    /**
     * Whether somebody who says this would seem to log in or leave, for in this dialect notices have the same frame.
     */
    private static boolean isNotice(Phrases phrases, String text) {
        String seen = Names.visible(text);
        return Stream.of("room.login", "room.left", "room.idle").anyMatch(key -> phrases.text(key).equals(seen));
    }

    @Override
    public String prefix(Member member, String name) {
        return '[' + member.address() + ':' + name + "]: ";
    }

    @Override
    public String left(Room room, Member member, Departure how, String lastWord) {
        return prefix(member, member.name()) + room.phrases().text(how == Departure.IDLE ? "room.idle" : "room.left");
    }

    @Override
    public Duration idle() {
        return Duration.ofMinutes(1);
    }

    @Override
    public String language() {
        return "zh";
    }
}
