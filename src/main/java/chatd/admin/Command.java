package chatd.admin;

import java.util.function.UnaryOperator;

/**
 * One command of administrators.
 *
 * @param arguments as help shows them: in capitals, optional ones in brackets
 * @param changes whether it changes something, so that it is logged
 */
record Command(String name, String arguments, String description, boolean changes, Action action) {

    /** The work of a command. */
    @FunctionalInterface
    interface Action {
        /**
         * @param arguments the text after the command's name; may be empty
         * @param answer receives the answer, now or later
         * @throws BadCommand if the arguments are invalid
         */
        void run(String arguments, Answer answer);
    }

    /** A command that changes nothing. */
    static Command asking(String name, String arguments, String description, UnaryOperator<String> action) {
        return new Command(name, arguments, description, false, atOnce(action));
    }

    /** A command that changes something. */
    static Command changing(String name, String arguments, String description, UnaryOperator<String> action) {
        return new Command(name, arguments, description, true, atOnce(action));
    }

    /** A command that changes something, and is answered when the change is saved. */
    static Command saving(String name, String arguments, String description, Action action) {
        return new Command(name, arguments, description, true, action);
    }

    /** @param action from the arguments to the answer */
    private static Action atOnce(UnaryOperator<String> action) {
        return (arguments, answer) -> answer.give(action.apply(arguments));
    }

    String usage() {
        return arguments.isEmpty() ? name : name + ' ' + arguments;
    }

    boolean accepts(String given) {
        return given.isEmpty() ? arguments.isEmpty() || arguments.matches("\\[[^]]*]") : !arguments.isEmpty();
    }
}
