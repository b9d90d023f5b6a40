package chatd.chat;

import chatd.text.TextTable;
import java.util.List;
import java.util.function.Predicate;

/** The commands about who is here, and under which name: who, name, away, back, quit. */
final class PeopleCommands {

    private static final int MOST_LISTED = 100;
    private static final int COLUMNS = 6;
    /** With what the addresses of people begin: {@code 127.0.0.1:64208}, {@code [::1]:64208}, {@code local:7}. */
    private static final String ADDRESS_BEGINNINGS = "0123456789[l";
    /** Why somebody is away is told whole to those who write to them; the list has to stay one. */
    private static final int LONGEST_WHY = 40;

    private PeopleCommands() {
    }

    static void who(Room room, Member member, String word) {
        Phrases phrases = room.phrases();
        List<Member> found = word.isEmpty() ? room.members().toList() : room.members().filter(wanted(word)).toList();
        if (found.isEmpty()) {
            member.tell(phrases.text("who.nobody", word));
            return;
        }
        TextTable columns = new TextTable(COLUMNS);
        for (Member other : found.subList(0, Math.min(found.size(), MOST_LISTED))) {
            columns.row(Integer.toString(other.number()), other.name(), other.address(),
                    phrases.text("who.since", phrases.briefly(other.connection().age())),
                    phrases.text("who.idle", phrases.briefly(other.connection().idleFor())),
                    absence(phrases, other));
        }
        member.tell(phrases.counted("who.header", found.size()));
        columns.lines().forEach(member::tell);
        if (found.size() > MOST_LISTED) {
            member.tell(phrases.text("who.more", found.size() - MOST_LISTED));
        }
    }

    /** Who is asked for by a word. Everybody is looked at, so nothing is folded or worded for that. */
    private static Predicate<Member> wanted(String word) {
        String folded = Names.fold(Names.normalize(word));
        boolean mayBeAddress = ADDRESS_BEGINNINGS.indexOf(word.charAt(0)) >= 0;
        return other -> other.foldedName().startsWith(folded) || mayBeAddress && other.hasAddress(word);
    }

    private static String absence(Phrases phrases, Member member) {
        if (member.away() == null) {
            return "";
        }
        String why = member.away();
        if (why.codePointCount(0, why.length()) > LONGEST_WHY) {
            why = why.substring(0, why.offsetByCodePoints(0, LONGEST_WHY)) + "...";
        }
        return why.isEmpty() ? phrases.text("who.away") : phrases.text("who.away.saying", why);
    }

    static void rename(Room room, Member member, String typed) {
        String name = Names.normalize(typed);
        String before = member.name();
        if (name.equals(before)) {
            member.tell(room.phrases().text("name.same", name));
            return;
        }
        String problem = room.problemWithName(member, name);
        if (problem != null) {
            member.tell(room.phrases().text(problem));
            return;
        }
        room.rename(member, name);
        room.announce(room.phrases().text("renamed", before, name));
        if (!member.filter().letsNotices()) {
            member.tell(room.phrases().text("you", name));
        }
    }

    static void away(Room room, Member member, String why) {
        member.away(why);
        member.tell(room.phrases().text("away.you"));
    }

    static void back(Room room, Member member, String argument) {
        member.tell(room.phrases().text(member.away() == null ? "back.not-away" : "back.you"));
        member.away(null);
    }

    static void quit(Room room, Member member, String lastWord) {
        room.quit(member, lastWord.isEmpty() ? null : lastWord);
    }
}
