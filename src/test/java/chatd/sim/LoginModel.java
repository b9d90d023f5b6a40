package chatd.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chatd.chat.Departure;
import java.time.Duration;

/** Model of the login: a client without the password can't read or send anything, and waits longer after each try. */
final class LoginModel {

    private static final int TRIES = 3;

    private final Model model;
    private final String password;

    LoginModel(Model model, String password) {
        this.model = model;
        this.password = password;
    }

    void arrive(ModelMember member) {
        member.isLoggingIn = true;
        ask(member, "What is the password?");
    }

    private void ask(ModelMember member, String words) {
        model.tell(member, words);
        model.awaitAnswer(member);
    }

    /** @param text the line; null is a line over the limit */
    void line(ModelMember member, String text) {
        assertFalse(member.hasToWait, () -> member + "'s line is delivered while it has to wait");
        if (password.equals(text)) {
            member.isLoggingIn = false;
            member.deadline = null;
            model.greet(member);
        } else {
            member.hasToWait = true;
            member.deadline = model.now().plus(Duration.ofSeconds(1L << member.wrongTries++));
        }
    }

    void expired(ModelMember member) {
        assertTrue(member.deadline != null && !model.now().isBefore(member.deadline), () -> "too early: " + member);
        if (!member.hasToWait) {
            model.tellLostBacklog(member);
            model.tell(member, "Disconnected: no password entered within "
                    + Words.duration(model.conditions.settings().login().timeout()) + '.');
            model.leave(member, Departure.UNNAMED, null);
        } else if (member.wrongTries == TRIES) {
            model.tell(member, "Disconnected: wrong password.");
            model.leave(member, Departure.WRONG_PASSWORD, null);
        } else {
            member.hasToWait = false;
            ask(member, "Wrong password. " + (member.wrongTries == 1 ? "2 tries" : "1 try") + " left.");
        }
    }
}
