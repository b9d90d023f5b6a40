package chatd.sim;

import static chatd.sim.Conditions.any;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * The commands of an administrator about registered names, mutes and operators. Generates them, and applies them to the
 * model. Commands that change a registered name are answered once the change is saved.
 */
final class NameAdministrator {

    private static final List<String> NAMES = List.of("ann", "bob", "x-1", "dave", "Frank", "n5", "a,b", "10.0.0.2");

    private final Random random;
    private final Model model;

    NameAdministrator(Random random, Model model) {
        this.random = random;
        this.model = model;
    }

    // Commands.

    /** @param anyone a number or an address of somebody who may be there */
    String command(String anyone) {
        if (model.registrations == null || random.nextInt(3) == 0) {
            return switch (random.nextInt(6)) {
                case 0 -> "mutes";
                case 1, 2 -> "unmute " + who(anyone);
                default -> "mute " + who(anyone) + any(random, "", " 0", " 10s", " 2m", " 1d", " soon");
            };
        }
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> "op " + owner();
            case 4 -> "deop " + name();
            case 5, 6 -> "register " + name();
            case 7 -> "unregister " + name();
            case 8 -> "ops";
            default -> "rename " + who(anyone) + ' ' + name();
        };
    }

    /** Somebody's number, name or address, or a registered name. */
    private String who(String anyone) {
        List<ModelMember> here = model.here();
        return random.nextInt(3) == 0 || here.isEmpty() ? anyone
                : random.nextInt(4) == 0 ? name() : any(random, here).name;
    }

    /** Mostly somebody who is here, so that operators meet. */
    private String owner() {
        List<ModelMember> owners = model.here().stream().filter(model::isOwner).toList();
        return owners.isEmpty() || random.nextInt(4) == 0 ? name() : any(random, owners).name;
    }

    private String name() {
        List<String> registered = model.registrations == null ? List.of() : model.registrations.all();
        return registered.isEmpty() || random.nextInt(4) == 0 ? any(random, NAMES) : any(random, registered);
    }

    // Their effects.

    /**
     * The daemon runs a command.
     *
     * @param answered is called when the daemon answers it, which may be at once
     */
    void carryOut(List<String> words, Runnable answered) {
        String who = words.size() > 1 ? words.get(1) : "";
        RegistrationModel.Registered name = model.registrations == null || who.isEmpty() ? null
                : model.registrations.find(who);
        switch (words.get(0)) {
            case "mute" -> mute(who, words.size() > 2 ? words.get(2) : "", answered);
            case "unmute" -> unmute(who, answered);
            case "op", "deop" -> op(name, words.get(0).equals("op"), answered);
            case "register" -> register(Words.normalize(who), answered);
            case "unregister" -> {
                if (name == null) {
                    answered.run();
                } else {
                    model.registrations.remove(name.name(), isSaved -> answered.run());
                }
            }
            case "rename" -> {
                ModelMember member = client(who);
                if (member != null) {
                    model.renameByAdministrator(member, Words.normalize(words.get(2)));
                }
                answered.run();
            }
            default -> answered.run();
        }
    }

    private void mute(String who, String typed, Runnable answered) {
        Duration time = OperatorModel.TIMES.get(typed);
        MuteModel.Target target = time == null ? null : target(who);
        if (target == null) {
            answered.run();
            return;
        }
        model.mutes.add(target, time, isSaved -> answered.run());
        tell(who, MuteModel.words(time));
    }

    private void unmute(String who, Runnable answered) {
        MuteModel.Target target = target(who);
        if (target == null || !model.mutes.remove(target, isSaved -> answered.run())) {
            answered.run();
        } else {
            tell(who, "You are no longer muted.");
        }
    }

    /** Tells a client that the command names, but not the clients at an address. */
    private void tell(String who, String line) {
        ModelMember member = model.find(who);
        if (member == null && !isIp(who) && (model.registrations == null || model.registrations.find(who) == null)) {
            member = client(who);
        }
        if (member != null) {
            model.noticeTo(member, line);
        }
    }

    /** Null if the text matches no client, or several. */
    private MuteModel.Target target(String who) {
        ModelMember member = model.find(who);
        if (member != null) {
            return model.mutes.target(member);
        }
        if (isIp(who)) {
            return new MuteModel.Target(Rules.network(who), null);
        }
        if (model.registrations != null && model.registrations.find(who) != null) {
            return new MuteModel.Target(null, who);
        }
        ModelMember client = client(who);
        return client == null ? null : model.mutes.target(client);
    }

    private static boolean isIp(String who) {
        return who.matches("[0-9]+([.][0-9]+){3}|[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:]*");
    }

    /** The client with this number, name or address; null if there is none, or if several have it. */
    ModelMember client(String who) {
        ModelMember named = model.find(who);
        if (named != null) {
            return named;
        }
        List<ModelMember> found = model.served().stream().filter(member -> member.address().equals(who)
                || member.person.origin.ip().equals(who)).toList();
        if (found.isEmpty()) {
            found = model.served().stream().filter(member -> Integer.toString(member.number).equals(who)).toList();
        }
        return found.size() == 1 ? found.get(0) : null;
    }

    private void op(RegistrationModel.Registered name, boolean isOperator, Runnable answered) {
        if (name == null || name.isOperator() == isOperator) {
            answered.run();
            return;
        }
        model.registrations.change(name.name(), known -> new RegistrationModel.Registered(known.name(), known.key(),
                known.lastUsed(), isOperator, known.mutedUntil()), isSaved -> answered.run());
    }

    private void register(String name, Runnable answered) {
        ModelMember holder = model.called(name);
        if (Words.isAddress(name) || Words.problemWithForm(name) != null
                || holder != null && !model.isOwner(holder) || model.registrations.isChanging(name)) {
            answered.run();
            return;
        }
        model.registrations.register(name, key -> {
            if (key != null) {
                model.registrations.tell(name, key);
            }
            answered.run();
        });
    }
}
