package chatd.chat;

import chatd.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The commands about the members themselves: who, away, back, quit. */
final class PeopleCommands {

    private static final int MOST_LISTED = 100;
    private static final int COLUMNS = 6;
    private static final int ROOM_COLUMN = 2;
    /** The argument of /who that lists the members of all rooms. */
    private static final String EVERYBODY = "*";
    /** Every address begins with one of these: {@code 127.0.0.1:64208}, {@code [::1]:64208}, {@code local:7}. */
    private static final String ADDRESS_BEGINNINGS = "0123456789[l";
    /** In the list, so that its columns stay readable. Authors of private lines are told the whole reason. */
    private static final int LONGEST_REASON = 40;

    private final ChatService chat;
    private final Phrases phrases;

    PeopleCommands(ChatService chat, Phrases phrases) {
        this.chat = chat;
        this.phrases = phrases;
    }

    void who(Session author, String word) {
        boolean inAllRooms = word.equals(EVERYBODY);
        Stream<Member> members = inAllRooms ? everybody() : author.room().members();
        List<Member> found = (inAllRooms || word.isEmpty() ? members : members.filter(wanted(word))).toList();
        if (found.isEmpty()) {
            author.tell(phrases.text("who.nobody", word));
            return;
        }
        List<Member> listed = found.subList(0, Math.min(found.size(), MOST_LISTED));
        TextTable columns = new TextTable(inAllRooms ? COLUMNS + 1 : COLUMNS);
        for (Member other : listed) {
            List<String> row = new ArrayList<>(List.of(
                    Integer.toString(other.number()), markedName(other), other.address(),
                    phrases.text("who.since", phrases.briefly(other.age())),
                    idle(other),
                    marks(author, other)));
            if (inAllRooms) {
                row.add(ROOM_COLUMN, roomOf(author, other));
            }
            columns.row(row.toArray(String[]::new));
        }
        author.tell(phrases.counted("who.header", found.size()));
        columns.lines().forEach(author::tell);
        if (found.size() > MOST_LISTED) {
            author.tell(phrases.text("who.more", found.size() - MOST_LISTED));
        }
        if (listed.stream().anyMatch(chat::isRegistered)) {
            author.tell(phrases.text("who.registered"));
        }
    }

    /** How long the member has been idle, or its node if that is another one. */
    private String idle(Member member) {
        return member instanceof Session
                ? phrases.text("who.idle", phrases.briefly(member.idleFor()))
                : phrases.text("link.node", ((RemoteMember) member).node());
    }

    /** The name with an asterisk if it is registered. */
    private String markedName(Member member) {
        return chat.isRegistered(member) ? member.name() + '*' : member.name();
    }

    /** The members of all rooms, room by room. */
    private Stream<Member> everybody() {
        return chat.rooms().fullestFirst().stream().flatMap(Room::members);
    }

    /** The title of the room of a member, or a placeholder if the reader may not see that room. */
    private String roomOf(Session reader, Member member) {
        return RoomCommands.isVisible(reader, member.room())
                ? member.room().title()
                : phrases.text("who.elsewhere");
    }

    /**
     * Whether a member is meant by a word. All members are looked at, so no name is folded and no address formatted.
     */
    private static Predicate<Member> wanted(String word) {
        String folded = Names.fold(Names.normalize(word));
        boolean mayBeAddress = ADDRESS_BEGINNINGS.indexOf(word.charAt(0)) >= 0;
        return other -> other.foldedName().startsWith(folded) || mayBeAddress && other.hasAddress(word);
    }

    /** The end of a member's row in /who: marks the reader's own row, and says whether the member is away. */
    private String marks(Session reader, Member member) {
        String own = member == reader ? phrases.text("who.you") : "";
        String absence = absence(reader, member);
        return own.isEmpty() || absence.isEmpty() ? own + absence : own + ' ' + absence;
    }

    private String absence(Session reader, Member member) {
        if (member.away() == null) {
            return "";
        }
        String reason = reader.filter().lets(member) ? member.away() : "";
        if (reason.codePointCount(0, reason.length()) > LONGEST_REASON) {
            reason = reason.substring(0, reason.offsetByCodePoints(0, LONGEST_REASON)) + "...";
        }
        return reason.isEmpty() ? phrases.text("who.away") : phrases.text("who.away.saying", reason);
    }

    void away(Session author, String reason) {
        chat.actions().setAway(author, reason);
        author.tell(phrases.text("away.you"));
    }

    void back(Session author, String argument) {
        boolean isAway = author.away() != null;
        if (isAway && chat.isRefused(author)) {
            return;
        }
        author.tell(phrases.text(isAway ? "back.you" : "back.not-away"));
        chat.actions().setAway(author, null);
    }

    void quit(Session author, String lastWord) {
        chat.departures().quit(author, lastWord.isEmpty() || chat.isMuted(author) ? null : lastWord);
    }
}
