package chatd.sim;

import chatd.chat.Departure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Model of the dialect "chat", with all its commands. */
final class ChatModel extends Model {

    /** Syntax of the commands that need an argument, and names of those that allow none. */
    private static final Map<String, String> NEEDING = Map.ofEntries(Map.entry("name", "/name NEW"),
            Map.entry("nick", "/name NEW"), Map.entry("msg", "/msg WHO TEXT"), Map.entry("reply", "/reply TEXT"),
            Map.entry("me", "/me ACTION"), Map.entry("unignore", "/unignore WHO"), Map.entry("bell", "/bell on|off"),
            Map.entry("join", "/join ROOM"), Map.entry("search", "/search WORDS"), Map.entry("invite", "/invite WHO"),
            Map.entry("remove", "/remove WHO [REASON]"), Map.entry("kick", "/kick WHO [REASON]"),
            Map.entry("mute", "/mute WHO [TIME]"), Map.entry("unmute", "/unmute WHO"),
            Map.entry("ban", "/ban WHO [TIME]"));
    /** The commands that a muted member cannot use with an argument. */
    private static final Set<String> SPEAKING = Set.of("name", "nick", "register", "msg", "reply", "me", "away",
            "topic", "invite");
    private static final List<String> ALONE = List.of("motd", "back", "quiet", "unquiet", "leave", "rooms", "lock",
            "unlock", "register", "unregister", "op");
    private static final int COMMANDS = 28;
    /** The commands that are not listed if names cannot be registered. */
    private static final int REGISTRATION_COMMANDS = 2;
    private static final Map<String, String> ALIASES = Map.of("?", "help", "names", "who", "users", "who",
            "tell", "msg", "w", "msg", "r", "reply", "j", "join", "part", "leave", "channels", "rooms");
    /** The command that the server suggests for each misspelt one. For other unknown commands it suggests none. */
    private static final Map<String, String> SLIPS = Map.of("mee", "me", "hlep", "help");

    private final RoomCommandsModel roomCommands = new RoomCommandsModel(this);
    /** Null if names cannot be registered. */
    private final KeyLoginModel keyLogin;
    private OperatorModel operators;

    ChatModel(Conditions conditions, Clock clock, RegistrationModel registrations) {
        super(conditions, clock, registrations);
        keyLogin = registrations == null ? null : new KeyLoginModel(this);
    }

    @Override
    void greet(ModelMember member) {
        if (conditions.settings().login().namesAsked()) {
            tell(member, isRegisteredOnly() ? "What is your name? Enter it and its key: NAME KEY"
                    : "What is your name? Press Enter to be " + member.address() + '.');
            awaitAnswer(member);
        } else {
            enter(member, member.address());
        }
    }

    @Override
    void attach(AccessModel access) {
        operators = registrations == null ? null : new OperatorModel(this, access);
    }

    private boolean isRegisteredOnly() {
        return registrations != null && registrations.registeredOnly();
    }

    void enter(ModelMember member, String name) {
        tell(member, "You are " + name);
        roomCommands.tellTopic(member, rooms.lobby);
        if (conditions.settings().login().namesAsked()) {
            roomCommands.tellWhoIsHere(member, rooms.lobby);
        }
        showHistory(member, rooms.lobby);
        announce(rooms.lobby, name + " has arrived");
        admit(member, name);
    }

    /** Shows the room to a member that has moved to another connection, and tells the room. */
    void showRoom(ModelMember member) {
        ModelRoom room = member.room;
        // The member does not receive its own notice.
        member.room = null;
        tell(member, "You are " + member.name);
        if (room != rooms.lobby) {
            tell(member, "You are in " + room.title() + '.');
        }
        roomCommands.tellTopic(member, room);
        if (conditions.settings().login().namesAsked()) {
            roomCommands.tellWhoIsHere(member, room);
        }
        showHistory(member, room);
        announceOf(member, room, (name, isIgnored) -> name + " is here again");
        member.room = room;
    }

    @Override
    void line(ModelMember member, String text) {
        if (!member.isHere()) {
            takeName(member, text);
        } else if (text.startsWith("//")) {
            talk(member, text.substring(1));
        } else if (text.startsWith("/")) {
            takeCommand(member, text.substring(1));
        } else if (isIndented(text)) {
            tell(member, "Not sent: a blank stands before the slash. A command begins with /; to say this line to all, "
                    + "begin it with //.");
        } else if (!Words.isInvisible(text)) {
            talk(member, text);
        }
    }

    private void talk(ModelMember member, String text) {
        if (keyLogin != null && KeyLoginModel.endsWithKey(text)) {
            tell(member, "Not sent: that line contains a key.");
        } else if (!mutes.tell(member)) {
            record(member.room, "said", member, text);
            say(member, member.name + ": " + text, text);
        }
    }

    /** Whether a command stands after characters that nobody sees. */
    private static boolean isIndented(String text) {
        int slash = text.indexOf('/');
        return slash > 0 && Words.isInvisible(text.substring(0, slash)) && !text.startsWith("//", slash);
    }

    private void takeName(ModelMember member, String text) {
        if (text.startsWith("/")) {
            if (Set.of("/quit", "/exit").contains(words(text)[0].toLowerCase(Locale.ROOT))) {
                quit(member, null);
            } else {
                refuseName(member, "Commands work once you have a name. Enter a name" + (isRegisteredOnly()
                        ? " and its key: NAME KEY"
                        : ", or press Enter to be " + member.address() + '.'));
            }
            return;
        }
        if (Words.isInvisible(text) && isRegisteredOnly()) {
            keyLogin.refuseUnregistered(member);
            return;
        }
        if (!Words.isInvisible(text) && keyLogin != null) {
            keyLogin.answer(member, text);
            return;
        }
        String name = Words.isInvisible(text) ? member.address() : Words.normalize(text);
        String problem = Words.isInvisible(text) ? null : problemWithName(member, name);
        if (problem == null) {
            enter(member, name);
        } else {
            refuseName(member, problem);
        }
    }

    private void takeCommand(ModelMember member, String text) {
        String[] words = words(text);
        String typed = words[0].toLowerCase(Locale.ROOT);
        String command = ALIASES.getOrDefault(typed, typed);
        String argument = Words.isInvisible(words[1]) ? "" : words[1].strip();
        if (operators != null && OperatorModel.COMMANDS.contains(command) && !isOperator(member)) {
            tell(member, "Only operators can do that.");
        } else if (NEEDING.containsKey(command) && argument.isEmpty()) {
            tell(member, "Usage: " + NEEDING.get(command));
        } else if (ALONE.contains(command) && !argument.isEmpty()) {
            tell(member, "Usage: /" + command);
        } else if (!isSpoken(command, argument) || !mutes.tell(member)) {
            run(member, words[0], command, argument);
        }
    }

    private static boolean isSpoken(String command, String argument) {
        return SPEAKING.contains(command) && (!argument.isEmpty() || command.equals("register"));
    }

    private void run(ModelMember member, String typed, String command, String argument) {
        switch (command) {
            case "help" -> help(member, argument);
            case "motd" -> tell(member, "There is no message of the day.");
            case "who" -> who(member, argument);
            case "name", "nick" -> {
                if (keyLogin == null) {
                    rename(member, Words.normalize(argument));
                } else {
                    keyLogin.rename(member, argument);
                }
            }
            case "register" -> {
                if (keyLogin == null) {
                    tell(member, "Names cannot be registered here.");
                } else {
                    keyLogin.register(member);
                }
            }
            case "unregister" -> {
                if (keyLogin == null) {
                    tell(member, "Names cannot be registered here.");
                } else {
                    keyLogin.unregister(member);
                }
            }
            case "msg" -> message(member, argument);
            case "reply" -> reply(member, argument);
            case "me" -> {
                record(member.room, "me", member, argument);
                say(member, "* " + member.name + ' ' + argument, argument);
            }
            case "ignore" -> ignore(member, argument);
            case "unignore" -> unignore(member, argument);
            case "away" -> {
                member.away = argument;
                tell(member, "You are marked as away. Type /back when you return.");
            }
            case "back" -> {
                tell(member, member.away == null ? "You were not away." : "You are back.");
                member.away = null;
            }
            case "quiet" -> {
                member.hidesNotices = true;
                tell(member, "Arrivals, departures and name changes are hidden. /unquiet shows them.");
            }
            case "unquiet" -> {
                member.hidesNotices = false;
                tell(member, "Arrivals, departures and name changes are shown.");
            }
            case "time" -> time(member, argument);
            case "bell" -> bell(member, argument);
            case "history" -> history(member, argument);
            case "search" -> search(member, argument);
            case "quit", "exit" -> quit(member, argument.isEmpty() || mutes.tell(member) ? null : argument);
            case "kick", "mute", "unmute", "ban", "op" -> operators.run(member, command, argument);
            default -> {
                if (!roomCommands.run(member, command, argument)) {
                    unknown(member, typed);
                }
            }
        }
    }

    private void unknown(ModelMember member, String typed) {
        String meant = SLIPS.get(typed);
        tell(member, "Unknown command /" + typed + (meant == null ? ". Try /help." : ". Did you mean /" + meant + '?'));
    }

    private void help(ModelMember member, String command) {
        if (command.equals("me")) {
            tell(member, "/me ACTION  describe what you are doing");
            return;
        }
        if (command.equals("register")) {
            tell(member, "/register  register your name, or get a new key for it");
            return;
        }
        if (!command.isEmpty()) {
            unknown(member, command);
            return;
        }
        int forOperators = isOperator(member) ? OperatorModel.COMMANDS.size() : 0;
        for (int i = keyLogin == null ? REGISTRATION_COMMANDS : 0; i < COMMANDS + forOperators; i++) {
            tellLike(member, "/", "  ");
        }
        tell(member, "Any other line is sent to everybody in this room; //x sends /x.");
    }

    /** Checks only that each member has a line in its place, and its room: the columns have tests of their own. */
    private void who(ModelMember member, String word) {
        boolean isEverybody = word.equals("*");
        List<ModelMember> found = isEverybody
                ? roomsFullestFirst().stream().flatMap(room -> here(room).stream()).toList()
                : here(member.room).stream().filter(other -> Words.fold(other.name).startsWith(Words.fold(word))
                        || other.address().startsWith(word)).toList();
        if (found.isEmpty()) {
            tell(member, "No name or address in this room begins with " + word + ". /who * lists everybody.");
            return;
        }
        tell(member, found.size() == 1 ? "1 person:" : found.size() + " people:");
        for (ModelMember other : found) {
            String room = !isEverybody ? ""
                    : other.room.isVisibleTo(member) ? ' ' + other.room.title() + ' ' : " (another room) ";
            tellLike(member, other.number + " ", " " + other.name + (isOwner(other) ? "* " : " "), room);
        }
        if (found.stream().anyMatch(this::isOwner)) {
            tell(member, "Names with * are registered.");
        }
    }

    private void rename(ModelMember member, String name) {
        String before = member.name;
        String problem = name.equals(before) ? "You are already " + name + "." : problemWithName(member, name);
        if (problem != null) {
            tell(member, problem);
            return;
        }
        member.name = name;
        announceRenamed(member, before);
    }

    @Override
    void renameByAdministrator(ModelMember member, String name) {
        String before = member.name;
        if (!member.isHere() || name.equals(before) || problemWithName(member, name) != null) {
            return;
        }
        member.name = name;
        member.hasGivenKey &= Words.fold(before).equals(Words.fold(name));
        tell(member, "An administrator has renamed you to " + name + '.');
        announceRenamed(member, before, false);
    }

    void announceRenamed(ModelMember member, String before) {
        announceRenamed(member, before, member.hidesNotices);
    }

    private void announceRenamed(ModelMember member, String before, boolean tellsItself) {
        announceOf(member, member.room, (known, isIgnored) -> isIgnored ? null : before + " is now " + member.name);
        if (tellsItself) {
            tell(member, "You are " + member.name);
        }
    }

    private void message(ModelMember member, String argument) {
        String[] words = words(argument);
        ModelMember to = find(words[0]);
        if (Words.isInvisible(words[1])) {
            tell(member, "Usage: /msg WHO TEXT");
        } else if (to == null) {
            tellOfNobody(member, words[0]);
        } else if (to == member) {
            tell(member, "You cannot send a private message to yourself.");
        } else {
            whisper(member, to, words[1]);
        }
    }

    private void reply(ModelMember member, String text) {
        ModelMember to = member.lastWriter;
        if (to == null || !to.isHere()) {
            tell(member, "No one here has sent you a private message. To send one, type: /msg WHO TEXT");
        } else {
            whisper(member, to, text);
        }
    }

    private void whisper(ModelMember from, ModelMember to, String text) {
        if (!to.ignored.containsKey(from)) {
            to.lastWriter = from;
            hear(to, from.name + " (to you): " + text + (to.hasBell ? BEL : ""));
        }
        tell(from, "you (to " + to.name + "): " + text);
        if (to.away != null) {
            boolean saysWhy = !to.away.isEmpty() && !from.ignored.containsKey(to);
            tell(from, to.name + " is away" + (saysWhy ? ": " + to.away : ""));
        }
    }

    private void ignore(ModelMember member, String who) {
        ModelMember other = find(who);
        if (who.isEmpty()) {
            String names = member.ignored.keySet().stream().map(ignored -> ignored.name)
                    .collect(Collectors.joining(", "));
            tell(member, names.isEmpty() ? "You are not ignoring anyone." : "You are ignoring: " + names);
        } else if (other == null) {
            tellOfNobody(member, who);
        } else if (other == member) {
            tell(member, "You cannot ignore yourself.");
        } else {
            member.ignored.put(other, other.name);
            tell(member, "You are now ignoring " + other.name + ". /unignore " + other.name + " undoes this.");
        }
    }

    private void unignore(ModelMember member, String who) {
        ModelMember other = find(who);
        if (other == null) {
            tellOfNobody(member, who);
        } else if (member.ignored.remove(other) != null) {
            tell(member, "You are no longer ignoring " + other.name + ".");
        } else {
            tell(member, "You are not ignoring " + other.name + ". /ignore lists the people you ignore.");
        }
    }

    private void time(ModelMember member, String argument) {
        String wanted = argument.isEmpty() ? member.tellsTime ? "off" : "on" : argument.toLowerCase(Locale.ROOT);
        switch (wanted) {
            case "on" -> {
                setTime(member, true);
                tell(member, "Timestamps are on. /time off turns them off.");
            }
            case "off" -> {
                setTime(member, false);
                tell(member, "Timestamps are off.");
            }
            default -> tell(member, "Usage: /time [on|off]");
        }
    }

    private static void setTime(ModelMember member, boolean isOn) {
        member.tellsTime = isOn;
        String room = Words.fold(member.room.name);
        member.timedRooms.remove(room);
        if (isOn) {
            member.timedRooms.add(room);
        }
        if (member.timedRooms.size() > 10) {
            member.timedRooms.remove(0);
        }
    }

    private void bell(ModelMember member, String argument) {
        switch (argument.toLowerCase(Locale.ROOT)) {
            case "on" -> {
                member.hasBell = true;
                tell(member, "The bell rings for private messages and for lines with your name. "
                        + "/bell off turns it off.");
            }
            case "off" -> {
                member.hasBell = false;
                tell(member, "The bell is off.");
            }
            default -> tell(member, "Usage: /bell on|off");
        }
    }

    private void history(ModelMember member, String argument) {
        if (!argument.isEmpty() && !argument.matches("0*[1-9][0-9]*")) {
            tell(member, argument + " is not a number of lines. Usage: /history [N]");
            return;
        }
        List<ModelRooms.Remembered> kept = recent(member.room);
        if (kept.isEmpty()) {
            tell(member, "No lines are kept in this room.");
        } else {
            int lines = argument.isEmpty() ? kept.size() : Math.min(kept.size(), Integer.parseInt(argument));
            showLines(member, kept.subList(kept.size() - lines, kept.size()));
        }
    }

    private void search(ModelMember member, String argument) {
        String[] words = argument.split("(?U)\\s+");
        if (words.length > 8) {
            tell(member, "A search may have at most 8 words.");
            return;
        }
        List<ModelRooms.Remembered> found = new ArrayList<>(recent(member.room));
        found.removeIf(line -> !Stream.of(words).allMatch(word ->
                line.line().toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT))));
        Collections.reverse(found);
        String what = member.room.title() + (found.isEmpty() ? " contains " : " that contain ")
                + String.join(", ", words);
        if (found.isEmpty()) {
            tell(member, "No line of " + what + '.');
            return;
        }
        tell(member, "Lines of " + what + ", newest first:");
        found.stream().limit(20).forEach(line -> hearAsIs(member, line.time().toLocalDate() + " " + line.withTime()));
        tell(member, found.size() >= 20 ? "20 lines found, which is the limit."
                : Words.counted(found.size(), "line") + " found.");
    }

    void tellOfNobody(ModelMember member, String who) {
        tell(member, "There is no " + who + " here. /who * lists everybody.");
    }

    @Override
    String farewell(ModelMember member, String name, Departure how, String lastWord) {
        String said = lastWord == null ? "" : ": " + lastWord;
        return name + " has left" + switch (how) {
            case IDLE -> " (idle)";
            case NOT_READING -> " (not reading)";
            case KICKED -> " (kicked" + said + ')';
            default -> said;
        };
    }

    /** The first word, and the rest, which may be empty. */
    static String[] words(String text) {
        String[] words = text.split("(?U)\\s+", 2);
        return words.length == 2 ? words : new String[] {words[0], ""};
    }
}
