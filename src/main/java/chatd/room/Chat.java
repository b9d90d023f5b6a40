package chatd.room;

import chatd.reactor.Line;
import java.util.stream.Collectors;

/** The default dialect: people are asked for a name, or go by their address, and every line is said to everybody. */
final class Chat implements Dialect {

    private static final int MOST_NAMES_LISTED = 50;

    private final Phrases phrases;
    private final boolean asksNames;

    Chat(Phrases phrases, boolean asksNames) {
        this.phrases = phrases;
        this.asksNames = asksNames;
    }

    @Override
    public void connected(Room room, Member member) {
        if (asksNames) {
            member.tell(phrases.text("ask", member.address()));
            room.awaitName(member);
        } else {
            room.enter(member, member.address());
        }
    }

    @Override
    public void line(Room room, Member member, Line line) {
        if (!member.isHere()) {
            takeName(room, member, line);
        } else if (!line.isBlank()) {
            room.say(member, line);
        }
    }

    private void takeName(Room room, Member member, Line line) {
        String name = line.isBlank() ? member.address() : Names.normalize(line.toString());
        String problem = line.isBlank() ? null : room.problemWithName(name);
        if (problem == null) {
            room.enter(member, name);
        } else {
            member.tell(phrases.text(problem));
        }
    }

    @Override
    public void entered(Room room, Member member) {
        member.tell(phrases.text("you", member.name()));
        if (!asksNames) {
            return;
        }
        int others = room.size() - 1;
        if (others == 0) {
            member.tell(phrases.text("alone"));
            return;
        }
        String names = room.members().filter(other -> other != member).limit(MOST_NAMES_LISTED)
                .map(Member::name).collect(Collectors.joining(", "));
        member.tell(others <= MOST_NAMES_LISTED
                ? phrases.text("here", names)
                : phrases.text("here.more", names, others - MOST_NAMES_LISTED));
    }

    @Override
    public String prefix(Member member, String name) {
        return name + ": ";
    }

    @Override
    public String arrived(Member member) {
        return phrases.text("arrived", member.name());
    }

    @Override
    public String left(Member member, Departure how) {
        return phrases.text(switch (how) {
            case LEFT -> "left";
            case IDLE -> "left.idle";
            case NOT_READING -> "left.not-reading";
        }, member.name());
    }
}
