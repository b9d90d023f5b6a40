package chatd.sim;

import chatd.chat.Departure;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Model of the dialect "messenger". */
final class MessengerModel extends Model {

    private static final Pattern MESSAGE = Pattern.compile("(?U)\\s*([0-9]+)\\s(.*\\S.*)");

    MessengerModel(Conditions conditions, Clock clock, RegistrationModel registrations) {
        super(conditions, clock, registrations);
    }

    @Override
    void greet(ModelMember member) {
        admit(member, Integer.toString(member.number));
        tell(member, "You are " + member.name);
    }

    @Override
    void line(ModelMember member, String text) {
        Matcher message = MESSAGE.matcher(text);
        if (!message.matches() || Words.isInvisible(message.group(2))) {
            tell(member, "Write: NUMBER TEXT");
            return;
        }
        ModelMember to = called(message.group(1));
        if (to == null) {
            tell(member, "No client " + message.group(1) + '.');
        } else {
            hear(to, member.name + "->> " + message.group(2));
        }
    }

    @Override
    String farewell(ModelMember member, String name, Departure how, String lastWord) {
        return null;
    }
}
