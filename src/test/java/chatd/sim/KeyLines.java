package chatd.sim;

import static chatd.sim.Conditions.any;

import chatd.store.Key;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/** Generates the lines with which people register their names and give keys, which may be right, wrong or mistyped. */
final class KeyLines {

    /** People use the last keys that somebody has read. */
    private static final int REMEMBERED = 8;

    private final Random random;
    private final RegistrationModel registrations;
    private final SimulatedKeys keys;
    private final Supplier<List<ModelMember>> here;

    /** @param here all members */
    KeyLines(Random random, RegistrationModel registrations, SimulatedKeys keys, Supplier<List<ModelMember>> here) {
        this.here = here;
        this.random = random;
        this.registrations = registrations;
        this.keys = keys;
    }

    /** An answer to the question for a name, or an argument of /name. */
    String nameAndKey() {
        RegistrationModel.Told told = told();
        return switch (random.nextInt(12)) {
            case 0 -> told.name();
            case 1 -> key(told);
            case 2 -> any(random, "ann", "bob", "x-1", "10.0.0.2", "a,b") + ' ' + key(told);
            case 3 -> told.name().toUpperCase(Locale.ROOT) + any(random, "  ", "\t", " \u00A0") + written(told.key());
            case 4, 5 -> told.name() + ' ' + key(told);
            default -> told.name() + ' ' + told.key().text();
        };
    }

    /** The name and key of an owner that is here: it comes back while its old connection is there. */
    String ofOwnerHere() {
        List<ModelMember> owners = here.get().stream().filter(registrations::isOwner).toList();
        RegistrationModel.Registered name = owners.isEmpty() ? null : registrations.of(any(random, owners));
        return name == null || name.key() == null ? nameAndKey() : name.name() + ' ' + name.key().text();
    }

    /** The name of an operator who is here; if there is none, one that nobody has. */
    String operator() {
        List<ModelMember> operators = here.get().stream().filter(registrations::isOwner)
                .filter(member -> registrations.of(member).isOperator()).toList();
        return operators.isEmpty() ? "nobody" : any(random, operators).name;
    }

    /** An answer to the question for the key of a name. */
    String keyOf(String name) {
        List<RegistrationModel.Told> known = registrations.told().stream()
                .filter(told -> Words.fold(told.name()).equals(Words.fold(name))).toList();
        return known.isEmpty() ? key(told()) : key(known.get(known.size() - 1));
    }

    /** A command about the name of its author, or a line that nobody should say. */
    String command(String line) {
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3, 4 -> "/register";
            case 5 -> "/unregister";
            case 6 -> any(random, "/register now", "/unregister it", "/help register", "/name " + key(told()));
            case 7 -> any(random, "", "//") + line + ' ' + key(told()) + any(random, "", " ", " x");
            case 8 -> "/name " + ofOwnerHere();
            case 9 -> any(random, "/op", "/op", "/op ann", "/kick", "/mute", "/unmute " + told().name());
            default -> "/name " + nameAndKey();
        };
    }

    /** Mostly the right key. */
    private String key(RegistrationModel.Told told) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> keys.any().text();
            case 2 -> mistyped(told.key().text());
            case 3 -> written(told.key());
            default -> told.key().text();
        };
    }

    private static String mistyped(String key) {
        return key.substring(0, key.length() - 1) + (key.endsWith("0") ? '1' : '0');
    }

    /** The key as a person types it by hand. */
    private String written(Key key) {
        String text = key.text();
        return any(random, text.toUpperCase(Locale.ROOT), text.replace("-", ""), text.replace('0', 'O'));
    }

    private RegistrationModel.Told told() {
        List<RegistrationModel.Told> told = registrations.told();
        return told.isEmpty() ? new RegistrationModel.Told("ann", keys.any())
                : any(random, told.subList(Math.max(0, told.size() - REMEMBERED), told.size()));
    }
}
