package chatd.admin;

import java.util.function.UnaryOperator;

/**
 * One command of administrators.
 *
 * @param arguments as they are written: in capitals, and in brackets what may be left out
 * @param changes whether it changes something, so that it is logged
 */
record Command(String name, String arguments, String description, boolean changes, Action action) {

    /** The work of a command. */
    @FunctionalInterface
    interface Action {
        /**
         * @param arguments the text after the command's name; may be empty
         * @param answer to be given now or later
         * @throws BadCommand if there is something wrong with the arguments
         */
        void run(String arguments, Answer answer);
    }

    /** A command that only asks. */
    static Command asking(String name, String arguments, String description, UnaryOperator<String> action) {
        return new Command(name, arguments, description, false, atOnce(action));
    }

    /** A command that changes something. */
    static Command changing(String name, String arguments, String description, UnaryOperator<String> action) {
        return new Command(name, arguments, description, true, atOnce(action));
    }

    /** A command that changes something and is answered when that is saved. */
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
