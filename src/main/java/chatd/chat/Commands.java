package chatd.chat;

import chatd.text.TextTable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The commands of the dialect "chat": one table, by which they are found, and from which {@code /help} is made. */
final class Commands {

    /** What a command does. */
    @FunctionalInterface
    interface Action {
        /** @param argument what stands behind the command's name, without blanks around it; may be empty */
        void run(Room room, Member member, String argument);
    }

    /** A command, its name first and then its other names. */
    private record Command(Argument argument, Action action, List<String> names) {
        Command(Argument argument, Action action, String... names) {
            this(argument, action, List.of(names));
        }

        boolean takes(String given) {
            return argument == Argument.OPTIONAL || given.isEmpty() == (argument == Argument.NONE);
        }

        /** As it is written: {@code /msg WHO TEXT}. */
        String usage(Phrases phrases) {
            String with = "command." + names.get(0) + ".with";
            return '/' + names.get(0) + (phrases.has(with) ? ' ' + phrases.text(with) : "");
        }

        String description(Phrases phrases) {
            String text = phrases.text("command." + names.get(0));
            if (names.size() == 1) {
                return text;
            }
            return phrases.text("also", text, '/' + String.join(", /", names.subList(1, names.size())));
        }
    }

    /** Whether a command takes something behind its name. */
    private enum Argument { NONE, OPTIONAL, NEEDED }

    private static final List<Command> TABLE = List.of(
            new Command(Argument.NONE, Commands::help, "help"),
            new Command(Argument.OPTIONAL, PeopleCommands::who, "who"),
            new Command(Argument.NEEDED, PeopleCommands::rename, "name", "nick", "rename"),
            new Command(Argument.NEEDED, MessageCommands::message, "msg"),
            new Command(Argument.NEEDED, MessageCommands::reply, "reply"),
            new Command(Argument.NEEDED, MessageCommands::act, "me"),
            new Command(Argument.OPTIONAL, FilterCommands::ignore, "ignore"),
            new Command(Argument.NEEDED, FilterCommands::unignore, "unignore"),
            new Command(Argument.OPTIONAL, PeopleCommands::away, "away"),
            new Command(Argument.NONE, PeopleCommands::back, "back"),
            new Command(Argument.NONE, FilterCommands::quiet, "quiet"),
            new Command(Argument.NONE, FilterCommands::unquiet, "unquiet"),
            new Command(Argument.OPTIONAL, FilterCommands::time, "time"),
            new Command(Argument.OPTIONAL, PeopleCommands::quit, "quit", "exit"));

    private static final Map<String, Command> BY_NAME = new HashMap<>();

    static {
        TABLE.forEach(command -> command.names().forEach(name -> BY_NAME.put(name, command)));
    }

    private Commands() {
    }

    /** Carries out a line that begins with a slash, or says to its author what would have been right. */
    static void run(Room room, Member member, String line) {
        String[] words = firstWord(line.substring(1));
        String argument = words.length > 1 ? words[1].strip() : "";
        Command command = BY_NAME.get(words[0].toLowerCase(Locale.ROOT));
        if (command == null) {
            member.tell(room.phrases().text("unknown", '/' + words[0]));
        } else if (!command.takes(argument)) {
            tellUsage(room, member, words[0].toLowerCase(Locale.ROOT));
        } else {
            command.action().run(room, member, argument);
        }
    }

    /** The first word, and all that stands behind the blanks after it if there are any: Unicode's blanks, too. */
    static String[] firstWord(String text) {
        return text.split("(?U)\\s+", 2);
    }

    /** Tells somebody how a command is written. */
    static void tellUsage(Room room, Member member, String name) {
        member.tell(room.phrases().text("usage", BY_NAME.get(name).usage(room.phrases())));
    }

    private static void help(Room room, Member member, String argument) {
        TextTable columns = new TextTable(2);
        for (Command command : TABLE) {
            columns.row(command.usage(room.phrases()), command.description(room.phrases()));
        }
        columns.lines().forEach(member::tell);
    }
}
