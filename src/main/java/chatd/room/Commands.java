package chatd.room;

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

    /** A command, its name first and then its other names. It needs an argument or can do without. */
    private record Command(Need need, Action action, List<String> names) {
        Command(Need need, Action action, String... names) {
            this(need, action, List.of(names));
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

    private enum Need { ARGUMENT, NOTHING }

    private static final List<Command> TABLE = List.of(
            new Command(Need.NOTHING, Commands::help, "help"),
            new Command(Need.NOTHING, People::who, "who"),
            new Command(Need.ARGUMENT, People::rename, "name", "nick", "rename"),
            new Command(Need.ARGUMENT, Talk::message, "msg"),
            new Command(Need.ARGUMENT, Talk::reply, "reply"),
            new Command(Need.ARGUMENT, Talk::act, "me"),
            new Command(Need.NOTHING, Listening::ignore, "ignore"),
            new Command(Need.ARGUMENT, Listening::unignore, "unignore"),
            new Command(Need.NOTHING, People::away, "away"),
            new Command(Need.NOTHING, People::back, "back"),
            new Command(Need.NOTHING, Listening::quiet, "quiet"),
            new Command(Need.NOTHING, Listening::unquiet, "unquiet"),
            new Command(Need.NOTHING, Listening::time, "time"),
            new Command(Need.NOTHING, People::quit, "quit", "exit"));

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
        } else if (command.need() == Need.ARGUMENT && argument.isEmpty()) {
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
        Columns columns = new Columns(2);
        for (Command command : TABLE) {
            columns.row(command.usage(room.phrases()), command.description(room.phrases()));
        }
        columns.lines().forEach(member::tell);
    }
}
