package chatd.chat;

import java.util.Locale;
import java.util.stream.Collectors;

/** The commands that choose what one hears, and how: ignore, unignore, quiet, unquiet, time. */
final class FilterCommands {

    private static final int MOST_IGNORED = 50;

    private FilterCommands() {
    }

    static void ignore(Room room, Member member, String who) {
        room.forgetWhoHasLeft(member);
        if (who.isEmpty()) {
            list(room, member);
            return;
        }
        Member other = room.find(who);
        if (other == null) {
            member.tell(room.phrases().text("nobody", who));
        } else if (other == member) {
            member.tell(room.phrases().text("ignore.self"));
        } else if (member.filter().ignored().size() >= MOST_IGNORED) {
            member.tell(room.phrases().text("ignore.full", MOST_IGNORED));
        } else {
            room.filter(member, member.filter().ignoring(other));
            member.tell(room.phrases().text("ignore.you", other.name()));
        }
    }

    private static void list(Room room, Member member) {
        String names = member.filter().ignored().stream().map(Member::name).collect(Collectors.joining(", "));
        member.tell(names.isEmpty()
                ? room.phrases().text("ignore.nobody")
                : room.phrases().text("ignore.list", names));
    }

    static void unignore(Room room, Member member, String who) {
        Member other = room.find(who);
        if (other == null) {
            member.tell(room.phrases().text("nobody", who));
        } else if (member.filter().lets(other)) {
            member.tell(room.phrases().text("unignore.not", other.name()));
        } else {
            room.filter(member, member.filter().notIgnoring(other));
            member.tell(room.phrases().text("unignore.you", other.name()));
        }
    }

    static void quiet(Room room, Member member, String argument) {
        room.filter(member, member.filter().hidingNotices(true));
        member.tell(room.phrases().text("quiet.you"));
    }

    static void unquiet(Room room, Member member, String argument) {
        room.filter(member, member.filter().hidingNotices(false));
        member.tell(room.phrases().text("unquiet.you"));
    }

    /** Without an argument it turns the time on if it is off, and off if it is on. */
    static void time(Room room, Member member, String argument) {
        boolean on;
        switch (argument.toLowerCase(Locale.ROOT)) {
            case "on" -> on = true;
            case "off" -> on = false;
            case "" -> on = !member.filter().tellsTime();
            default -> {
                Commands.tellUsage(room, member, "time");
                return;
            }
        }
        room.filter(member, member.filter().tellingTime(on ? room.stamp() : null));
        member.tell(room.phrases().text(on ? "time.on" : "time.off"));
    }
}
