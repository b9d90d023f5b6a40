package chatd.chat;

import java.util.List;

/**
 * One command of the dialect "chat". Its words are the phrases {@code command.NAME} and {@code command.NAME.with}.
 *
 * @param aliases other names for it
 * @param speaks whether others read its argument, so that a muted member can use it only without one, or not at all
 * @param operatorsOnly whether only operators can use it, and see it in lists
 */
record Command(String name, List<String> aliases, Argument argument, Action action, boolean speaks,
        boolean operatorsOnly) {

    /** Whether a command has an argument. */
    enum Argument { NONE, OPTIONAL, NEEDED }

    /** The work of a command. */
    @FunctionalInterface
    interface Action {
        /** @param argument the text after the command's name, without blanks around it; may be empty */
        void run(Session author, String argument);
    }

    Command(String name, List<String> aliases, Argument argument, Action action) {
        this(name, aliases, argument, action, false, false);
    }

    Command(String name, Argument argument, Action action) {
        this(name, List.of(), argument, action);
    }

    /** Whether a muted member cannot use it with this argument. */
    boolean isSpoken(String given) {
        return speaks && (argument == Argument.NONE || !given.isEmpty());
    }

    /** This command, which a muted member cannot use. */
    Command speaking() {
        return new Command(name, aliases, argument, action, true, operatorsOnly);
    }

    /** This command, which only operators can use. */
    Command forOperators() {
        return new Command(name, aliases, argument, action, speaks, true);
    }

    boolean accepts(String given) {
        return argument == Argument.OPTIONAL || given.isEmpty() == (argument == Argument.NONE);
    }

    /** The command as it is written: {@code /msg WHO TEXT}. */
    static String usage(Phrases phrases, String name) {
        String with = "command." + name + ".with";
        return '/' + name + (phrases.has(with) ? ' ' + phrases.text(with) : "");
    }

    String description(Phrases phrases) {
        String text = phrases.text("command." + name);
        return aliases.isEmpty() ? text : phrases.text("also", text, '/' + String.join(", /", aliases));
    }

    /** The first word, and all that follows the white space after it, if there is any: Unicode's white space, too. */
    static String[] firstWord(String text) {
        return text.split("(?U)\\s+", 2);
    }
}
