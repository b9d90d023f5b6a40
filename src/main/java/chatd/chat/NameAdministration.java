package chatd.chat;

import chatd.store.RegisteredName;
import chatd.store.RegisteredNames;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The registered names for administrators. A change ends later, when it is saved: {@code done} is then called with
 * null, or with the problem, in English.
 */
public final class NameAdministration {

    /**
     * An operator.
     *
     * @param isHere whether the owner of the name is connected
     * @param lastUsed the last day on which the name was used, UTC
     */
    public record Operator(String name, boolean isHere, LocalDate lastUsed) {
    }

    private final ChatService chat;
    private final RegisteredNames names;

    NameAdministration(ChatService chat, RegisteredNames names) {
        this.chat = chat;
        this.names = names;
    }

    /**
     * Registers a name, or makes a new key for it, which replaces the old one. The administrator hands the key on.
     *
     * @param key receives the key once it is saved
     * @param problem receives the problem, if there is one
     */
    public void register(String typed, Consumer<String> key, Consumer<String> problem) {
        String name = Names.normalize(typed);
        String wrong = chat.names().keyOfProblem(name);
        Member holder = chat.called(name);
        if (wrong != null) {
            problem.accept(new Phrases("en").text(wrong));
        } else if (holder != null && !chat.isRegistered(holder)) {
            problem.accept("number " + holder.number() + " uses the name " + holder.name()
                    + " without a key; rename it first");
        } else if (chat.registrations().isChanging(name)) {
            // If its member leaves before the save, a registration is undone, and would take this key with it.
            problem.accept("a change of this name is not saved yet; try again");
        } else {
            names.register(name, Names.fold(name), registration -> {
                if (registration.problem() == null) {
                    key.accept(registration.key());
                } else {
                    problem.accept(registration.problem());
                }
            });
        }
    }

    /** Frees a name. A member that uses it keeps it. */
    public void unregister(String typed, Consumer<String> done) {
        names.remove(fold(typed), done);
    }

    /** Makes the owner of a name an operator, or undoes that. */
    public void setOperator(String typed, boolean isOperator, Consumer<String> done) {
        names.setOperator(fold(typed), isOperator, done);
    }

    /** The registered name as its owner writes it; null if it is not registered. */
    public String find(String typed) {
        RegisteredName found = names.find(fold(typed));
        return found == null ? null : found.name();
    }

    /** Whether the owner of a registered name is an operator. */
    public boolean isOperator(String typed) {
        RegisteredName found = names.find(fold(typed));
        return found != null && found.isOperator();
    }

    /** The operators, in the order of their names. */
    public List<Operator> operators() {
        List<Operator> operators = new ArrayList<>();
        for (RegisteredName name : names.operators()) {
            Member holder = chat.called(name.name());
            boolean isHere = holder != null && chat.isRegistered(holder);
            operators.add(new Operator(name.name(), isHere, name.lastUsed()));
        }
        operators.sort(Comparator.comparing(Operator::name));
        return operators;
    }

    private static String fold(String typed) {
        return Names.fold(Names.normalize(typed));
    }
}
