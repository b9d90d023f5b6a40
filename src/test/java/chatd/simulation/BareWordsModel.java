package chatd.simulation;

import chatd.room.Departure;
import java.time.Clock;
import java.util.List;

/** The dialect "room". */
final class BareWordsModel extends Model {

    private static final List<String> OWN_WORDS = List.of("login", "has left", "was disconnected for being idle");

    BareWordsModel(Conditions conditions, Clock clock) {
        super(conditions, clock);
    }

    @Override
    void greet(Member member) {
        showHistory(member);
        member.name = member.address();
        announce(prefix(member) + "login");
    }

    @Override
    void line(Member member, String text) {
        if (text.isBlank()) {
            return;
        }
        if (text.equals("who")) {
            tell(member, "On Line User List:");
            here().forEach(other -> tell(member, "addr=" + other.address() + " : username=" + other.name));
        } else if (text.equals("exit")) {
            leave(member, Departure.LEFT, null);
        } else if (text.startsWith("rename|")) {
            rename(member, normalize(text.substring("rename|".length())));
        } else if (OWN_WORDS.contains(text.strip())) {
            tell(member, "Not sent: those are words of the server's own. Write it otherwise.");
        } else {
            say(member, prefix(member) + text);
        }
    }

    private void rename(Member member, String name) {
        String problem = name.isEmpty() ? "Write: rename|NEW" : problemWithName(member, name);
        if (problem == null) {
            member.name = name;
        }
        tell(member, problem == null ? "name changed" : problem);
    }

    @Override
    String farewell(Member member, Departure how, String lastWord) {
        return prefix(member) + (how == Departure.IDLE ? "was disconnected for being idle" : "has left");
    }

    private static String prefix(Member member) {
        return '[' + member.address() + ':' + member.name + "]: ";
    }
}
