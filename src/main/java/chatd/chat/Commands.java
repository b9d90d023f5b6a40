package chatd.chat;

import static chatd.chat.Command.Argument.NEEDED;
import static chatd.chat.Command.Argument.NONE;
import static chatd.chat.Command.Argument.OPTIONAL;

import chatd.text.Spelling;
import chatd.text.TextTable;
import chatd.wire.Visibility;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The commands of the dialect "chat": one table, for finding them and for {@code /help}. */
final class Commands {

    private static final String QUIT = "quit";
    private static final String NAME = "name";
    private static final String REGISTER = "register";
    private static final String UNREGISTER = "unregister";

    private final ChatService chat;
    private final Phrases phrases;
    private final List<Command> table;
    /** Whether names can be registered. If not, the commands for that are not listed, and keys are ordinary words. */
    private final boolean registersNames;
    /** In the order of the table, in which a suggestion is looked for. */
    private final Map<String, Command> byName = new LinkedHashMap<>();

    /**
     * @param arrivals lets a member take over its registered name from an old connection
     * @param registration null if names cannot be registered: there are no operators then
     */
    Commands(ChatService chat, Phrases phrases, Arrivals arrivals, RegistrationSettings registration) {
        this.chat = chat;
        this.phrases = phrases;
        registersNames = registration != null;
        PeopleCommands people = new PeopleCommands(chat, phrases);
        NameCommands names = new NameCommands(chat, phrases, arrivals, registersNames && registration.registeredOnly());
        MessageCommands messages = new MessageCommands(chat, phrases);
        FilterCommands filters = new FilterCommands(chat, phrases);
        HistoryCommands history = new HistoryCommands(chat, phrases);
        RoomCommands rooms = new RoomCommands(chat, phrases);
        table = new ArrayList<>(List.of(
                new Command("help", List.of("?"), OPTIONAL, this::help),
                new Command("who", List.of("names", "list", "users"), OPTIONAL, people::who),
                new Command(NAME, List.of("nick", "rename"), NEEDED, names::rename).speaking(),
                new Command(REGISTER, NONE, names::register).speaking(),
                new Command(UNREGISTER, NONE, names::unregister),
                new Command("msg", List.of("tell", "w"), NEEDED, messages::message).speaking(),
                new Command("reply", List.of("r"), NEEDED, messages::reply).speaking(),
                new Command("me", NEEDED, messages::act).speaking(),
                new Command("ignore", OPTIONAL, filters::ignore),
                new Command("unignore", NEEDED, filters::unignore),
                new Command("away", OPTIONAL, people::away).speaking(),
                new Command("back", NONE, people::back),
                new Command("quiet", NONE, filters::quiet),
                new Command("unquiet", NONE, filters::unquiet),
                new Command("time", OPTIONAL, filters::time),
                new Command("bell", NEEDED, filters::bell),
                new Command("history", OPTIONAL, history::history),
                new Command("search", NEEDED, history::search),
                new Command("join", List.of("j"), NEEDED, rooms::join),
                new Command("leave", List.of("part"), NONE, rooms::leave),
                new Command("rooms", List.of("channels"), NONE, rooms::list),
                new Command("topic", OPTIONAL, rooms::topic).speaking(),
                new Command("lock", NONE, rooms::lock),
                new Command("unlock", NONE, rooms::unlock),
                new Command("invite", NEEDED, rooms::invite).speaking(),
                new Command("remove", NEEDED, rooms::remove),
                new Command("motd", NONE, messages::motd),
                new Command(QUIT, List.of("exit"), OPTIONAL, people::quit)));
        if (registersNames) {
            add(new OperatorCommands(chat, phrases));
        }
        for (Command command : table) {
            byName.put(command.name(), command);
            command.aliases().forEach(alias -> byName.put(alias, command));
        }
    }

    private void add(OperatorCommands operators) {
        table.add(new Command("kick", NEEDED, operators::kick).forOperators());
        table.add(new Command("mute", NEEDED, operators::mute).forOperators());
        table.add(new Command("unmute", NEEDED, operators::unmute).forOperators());
        table.add(new Command("ban", NEEDED, operators::ban).forOperators());
        table.add(new Command("op", NONE, operators::list).forOperators());
    }

    /** Runs a line that begins with a slash, or tells its author how to write the command. */
    void run(Session author, String line) {
        String[] words = Command.firstWord(line.substring(1));
        // Nobody sees an argument of invisible characters alone, so it counts as none.
        String argument = words.length > 1 && !Visibility.isBlank(words[1]) ? words[1].strip() : "";
        Command command = byName.get(words[0].toLowerCase(Locale.ROOT));
        if (command == null) {
            author.tell(unknown(author, words[0]));
        } else if (!isFor(author, command)) {
            author.tell(phrases.text("op.only"));
        } else if (!command.accepts(argument)) {
            author.tell(phrases.text("usage", Command.usage(phrases, command.name())));
        } else if (registersNames && command != byName.get(NAME) && KeyGuard.hasKey(argument)) {
            author.tell(phrases.text("key.said"));
        } else if (!command.isSpoken(argument) || !chat.isMuted(author)) {
            command.action().run(author, argument);
        }
    }

    /** Whether a line that begins with a slash is the command to leave, which works even before a client has a name. */
    boolean isToLeave(String line) {
        return byName.get(Command.firstWord(line.substring(1))[0].toLowerCase(Locale.ROOT)) == byName.get(QUIT);
    }

    private boolean isFor(Session author, Command command) {
        return !command.operatorsOnly() || chat.isOperator(author);
    }

    private String unknown(Session author, String typed) {
        List<String> known = byName.keySet().stream().filter(name -> isFor(author, byName.get(name))).toList();
        String nearest = Spelling.nearest(typed.toLowerCase(Locale.ROOT), known);
        return nearest == null
                ? phrases.text("unknown", '/' + typed)
                : phrases.text("unknown.nearest", '/' + typed, '/' + nearest);
    }

    /** Lists all commands, or explains the one that is named, with or without its slash. */
    private void help(Session author, String name) {
        if (name.isEmpty()) {
            explain(author, table.stream().filter(command -> isListed(command) && isFor(author, command)).toList());
            author.tell(phrases.text("help.talk"));
            return;
        }
        String word = name.startsWith("/") ? name.substring(1) : name;
        Command command = byName.get(word.toLowerCase(Locale.ROOT));
        if (command == null) {
            author.tell(unknown(author, word));
        } else if (!isFor(author, command)) {
            author.tell(phrases.text("op.only"));
        } else {
            explain(author, List.of(command));
        }
    }

    /** Commands that have no effect here are explained, but not listed. */
    private boolean isListed(Command command) {
        return registersNames || !command.name().equals(REGISTER) && !command.name().equals(UNREGISTER);
    }

    private void explain(Session author, List<Command> commands) {
        TextTable columns = new TextTable(2);
        commands.forEach(command -> columns.row(Command.usage(phrases, command.name()), command.description(phrases)));
        columns.lines().forEach(author::tell);
    }
}
