package chatd.chat;

import chatd.wire.Line;
import java.util.stream.Collectors;

/**
 * The dialect "chat", the default: people are asked for a name, or go by their address; a line that begins with a slash
 * is a command, {@code //x} says {@code /x}, and any other is said to everybody.
 */
final class ChatDialect implements Dialect {

    private static final int MOST_NAMES_LISTED = 50;

    @Override
    public void connected(Room room, Member member) {
        if (room.settings().namesAsked()) {
            member.tell(room.phrases().text("ask", member.address()));
            room.awaitName(member);
        } else {
            enter(room, member, member.address());
        }
    }

    @Override
    public void line(Room room, Member member, Line line) {
        if (!member.isHere()) {
            takeName(room, member, line);
        } else if (line.startsWith("/")) {
            takeCommand(room, member, line);
        } else if (!line.isBlank()) {
            room.say(member, line);
        }
    }

    private static void takeCommand(Room room, Member member, Line line) {
        if (line.startsWith("//")) {
            room.say(member, line.dropFirstChar());
        } else {
            Commands.run(room, member, line.toString());
        }
    }

    private static void takeName(Room room, Member member, Line line) {
        if (line.isBlank()) {
            enter(room, member, member.address());
            return;
        }
        String name = Names.normalize(line.toString());
        String problem = room.problemWithName(member, name);
        if (problem == null) {
            enter(room, member, name);
        } else {
            member.tell(room.phrases().text(problem));
        }
    }

    /** Newcomers learn who they are and who is here; the others, that they have come. */
    private static void enter(Room room, Member member, String name) {
        room.admit(member, name);
        member.tell(room.phrases().text("you", name));
        if (room.settings().namesAsked()) {
            member.tell(present(room, member));
        }
        room.showHistory(member);
        room.announce(room.phrases().text("arrived", name));
        room.listen(member);
    }

    private static String present(Room room, Member newcomer) {
        int others = room.size() - 1;
        if (others == 0) {
            return room.phrases().text("alone");
        }
        String names = room.members().filter(other -> other != newcomer).limit(MOST_NAMES_LISTED)
                .map(Member::name).collect(Collectors.joining(", "));
        return others <= MOST_NAMES_LISTED
                ? room.phrases().text("here", names)
                : room.phrases().text("here.more", names, others - MOST_NAMES_LISTED);
    }

    @Override
    public String prefix(Member member, String name) {
        return name + ": ";
    }

    @Override
    public String left(Room room, Member member, Departure how, String lastWord) {
        Phrases phrases = room.phrases();
        return switch (how) {
            case IDLE -> phrases.text("left.idle", member.name());
            case NOT_READING -> phrases.text("left.not-reading", member.name());
            case KICKED -> lastWord == null
                    ? phrases.text("left.kicked", member.name())
                    : phrases.text("left.kicked.saying", member.name(), lastWord);
            default -> lastWord == null
                    ? phrases.text("left", member.name())
                    : phrases.text("left.saying", member.name(), lastWord);
        };
    }
}
