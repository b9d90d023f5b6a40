package chatd.sim;

import chatd.chat.Departure;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Model of the commands of operators, who are the owners of registered names that an administrator has chosen. */
final class OperatorModel {

    /** The commands that only operators can use. */
    static final List<String> COMMANDS = List.of("kick", "mute", "unmute", "ban", "op");
    /** The times that people write. */
    static final Map<String, Duration> TIMES = Map.of("", Duration.ZERO, "0", Duration.ZERO,
            "10s", Duration.ofSeconds(10), "2m", Duration.ofMinutes(2), "1d", Duration.ofDays(1));

    private final ChatModel model;
    private final RegistrationModel registrations;
    private final AccessModel access;

    OperatorModel(ChatModel model, AccessModel access) {
        this.model = model;
        this.access = access;
        registrations = model.registrations;
    }

    void run(ModelMember author, String command, String argument) {
        String[] words = ChatModel.words(argument);
        String rest = Words.isInvisible(words[1]) ? "" : words[1].strip();
        switch (command) {
            case "kick" -> kick(author, words[0], rest);
            case "mute" -> mute(author, words[0], rest);
            case "unmute" -> unmute(author, argument);
            case "ban" -> ban(author, words[0], rest);
            default -> list(author);
        }
    }

    private void kick(ModelMember author, String who, String reason) {
        ModelMember member = subject(author, who);
        if (member == null || !reason.isEmpty() && model.mutes.tell(author)) {
            return;
        }
        String name = member.name;
        model.tell(member, author.name + " has disconnected you" + (reason.isEmpty() ? "." : ": " + reason));
        model.leave(member, Departure.KICKED, reason.isEmpty() ? null : reason);
        model.tell(author, "You have disconnected " + name + '.');
    }

    private void mute(ModelMember author, String who, String typed) {
        ModelMember member = subject(author, who);
        Duration time = member == null ? null : time(author, typed);
        if (time == null) {
            return;
        }
        String name = member.name;
        model.mutes.add(model.mutes.target(member), time, isSaved -> {
            if (!isSaved && model.isHere(author)) {
                model.tell(author, "Only the address of " + name
                        + " is muted, not the name: the change could not be saved.");
            }
        });
        model.tell(member, author.name + " has muted you" + forTime(time));
        model.tell(author, name + " is muted" + forTime(time));
    }

    private void unmute(ModelMember author, String who) {
        if (model.find(who) == null && registrations.find(who) != null) {
            if (registrations.find(who).isOperator()) {
                model.tell(author, "You cannot do that to " + who + ", who is an operator.");
            } else {
                unmute(author, who, new MuteModel.Target(null, who));
            }
            return;
        }
        ModelMember member = subject(author, who);
        if (member != null && unmute(author, who, model.mutes.target(member))) {
            model.tell(member, author.name + " has unmuted you.");
        }
    }

    private boolean unmute(ModelMember author, String who, MuteModel.Target target) {
        boolean wasMuted = model.mutes.remove(target, isSaved -> {
            if (!isSaved && model.isHere(author)) {
                model.tell(author, "The name " + who
                        + " is still muted: the change could not be saved. Try again later.");
            }
        });
        model.tell(author, who + (wasMuted ? " is no longer muted." : " is not muted."));
        return wasMuted;
    }

    private void ban(ModelMember author, String who, String typed) {
        ModelMember member = subject(author, who);
        Duration time = member == null || !mayBan(author, member) ? null : time(author, typed);
        if (time == null) {
            return;
        }
        String name = member.name;
        String ip = member.person.origin.ip();
        access.ban(ip, time);
        model.served().stream().filter(other -> Rules.contains(ip, other.person.origin.ip())).forEach(other -> {
                    model.tell(other, author.name + " has banned you from this server" + forTime(time));
                    model.leave(other, Departure.KICKED, null);
                });
        model.tell(author, name + " is banned" + forTime(time));
    }

    private boolean mayBan(ModelMember author, ModelMember member) {
        String ip = member.person.origin.ip();
        if (ip.equals(author.person.origin.ip())) {
            model.tell(author, "Not banned: " + member.name + " has the same address as you.");
            return false;
        }
        List<ModelMember> shared = model.here().stream().filter(model::isOperator)
                .filter(other -> Rules.contains(ip, other.person.origin.ip())).toList();
        if (!shared.isEmpty()) {
            model.tellOneOf(author, shared.stream().map(other -> "Not banned: " + member.name
                    + " has the same address as " + other.name + ", who is an operator.").toList());
        }
        return shared.isEmpty();
    }

    /** Checks only the names in the list. */
    private void list(ModelMember author) {
        List<RegistrationModel.Registered> operators = registrations.operators();
        model.tell(author, operators.size() == 1 ? "1 operator:" : operators.size() + " operators:");
        for (RegistrationModel.Registered one : operators) {
            ModelMember holder = model.called(one.name());
            boolean isHere = holder != null && registrations.isOwner(holder);
            model.tellLike(author, one.name() + " ", isHere ? " here" : " last seen " + one.lastUsed());
        }
    }

    private ModelMember subject(ModelMember author, String who) {
        ModelMember found = model.find(who);
        if (found == null) {
            model.tellOfNobody(author, who);
        } else if (found == author) {
            model.tell(author, "You cannot do that to yourself.");
            return null;
        } else if (model.isOperator(found)) {
            model.tell(author, "You cannot do that to " + found.name + ", who is an operator.");
            return null;
        }
        return found;
    }

    private Duration time(ModelMember author, String typed) {
        Duration time = TIMES.get(typed);
        if (time == null) {
            model.tell(author, typed + " is not a time. Write for example 30s, 10m, 24h or 2d, or 0 for ever.");
        }
        return time;
    }

    private static String forTime(Duration time) {
        return time.isZero() ? "." : " for " + Words.remaining(time) + '.';
    }
}
