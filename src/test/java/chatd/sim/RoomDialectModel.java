package chatd.sim;

import chatd.chat.Departure;
import java.time.Clock;
import java.util.List;

/** Model of the dialect "room". */
final class RoomDialectModel extends Model {

    private static final List<String> OWN_WORDS = List.of("login", "has left", "was disconnected for being idle");

    RoomDialectModel(Conditions conditions, Clock clock, RegistrationModel registrations) {
        super(conditions, clock, registrations);
    }

    @Override
    void greet(ModelMember member) {
        showHistory(member, rooms.lobby);
        admit(member, member.address());
        announce(rooms.lobby, prefix(member, member.name) + "login");
    }

    @Override
    void line(ModelMember member, String text) {
        if (Words.isInvisible(text)) {
            return;
        }
        if (text.equals("who")) {
            tell(member, "On Line User List:");
            here().forEach(other -> tell(member, "addr=" + other.address() + " : username=" + other.name));
        } else if (text.equals("exit")) {
            quit(member, null);
        } else if (text.startsWith("rename|")) {
            rename(member, Words.normalize(text.substring("rename|".length())));
        } else if (OWN_WORDS.contains(seen(text))) {
            tell(member, "Not sent: those are words of the server's own. Write it otherwise.");
        } else {
            say(member, prefix(member, member.name) + text, text);
        }
    }

    private static String seen(String text) {
        return text.replaceAll("[\u2065\uFE0F]", "").replaceAll("[\u1680\u2800]", " ").strip();
    }

    private void rename(ModelMember member, String name) {
        String problem = name.isEmpty() ? "Write: rename|NEW" : problemWithName(member, name);
        if (problem == null) {
            member.name = name;
        }
        tell(member, problem == null ? "name changed" : problem);
    }

    @Override
    String farewell(ModelMember member, String name, Departure how, String lastWord) {
        return prefix(member, name) + (how == Departure.IDLE ? "was disconnected for being idle" : "has left");
    }

    private static String prefix(ModelMember member, String name) {
        return '[' + member.address() + ':' + name + "]: ";
    }
}
