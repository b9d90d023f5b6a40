package chatd.chat;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The commands that choose which lines a member receives, and in which form: ignore, unignore, quiet, unquiet, time,
 * bell.
 */
final class FilterCommands {

    private static final int MOST_IGNORED = 50;
    private static final String ON = "on";
    private static final String OFF = "off";

    private final ChatService chat;
    private final Phrases phrases;

    FilterCommands(ChatService chat, Phrases phrases) {
        this.chat = chat;
        this.phrases = phrases;
    }

    void ignore(Session author, String who) {
        author.room().cleanFilter(author);
        if (who.isEmpty()) {
            list(author);
            return;
        }
        Member other = chat.find(who);
        if (other == null) {
            author.tell(phrases.text("nobody", who));
        } else if (other == author) {
            author.tell(phrases.text("ignore.self"));
        } else if (author.filter().ignored().size() >= MOST_IGNORED) {
            author.tell(phrases.text("ignore.full", MOST_IGNORED));
        } else {
            author.room().filter(author, author.filter().ignoring(other));
            author.tell(phrases.text("ignore.you", other.name()));
        }
    }

    private void list(Session author) {
        String names = author.filter().ignored().entrySet().stream()
                .map(ignored -> ignored.getKey().isHere() ? ignored.getKey().name() : ignored.getValue())
                .collect(Collectors.joining(", "));
        author.tell(names.isEmpty()
                ? phrases.text("ignore.nobody")
                : phrases.text("ignore.list", names));
    }

    void unignore(Session author, String who) {
        Member other = chat.find(who);
        if (other == null) {
            author.tell(phrases.text("nobody", who));
        } else if (author.filter().lets(other)) {
            author.tell(phrases.text("unignore.not", other.name()));
        } else {
            author.room().filter(author, author.filter().notIgnoring(other));
            author.tell(phrases.text("unignore.you", other.name()));
        }
    }

    void quiet(Session author, String argument) {
        author.room().filter(author, author.filter().hidingNotices(true));
        author.tell(phrases.text("quiet.you"));
    }

    void unquiet(Session author, String argument) {
        author.room().filter(author, author.filter().hidingNotices(false));
        author.tell(phrases.text("unquiet.you"));
    }

    void bell(Session author, String argument) {
        choice(author, "bell", argument).ifPresent(on -> {
            author.room().filter(author, author.filter().ringing(on));
            author.tell(phrases.text(on ? "bell.on" : "bell.off"));
        });
    }

    /** The choice is that of the room. Without an argument, the time is turned on if it is off, and off if it is on. */
    void time(Session author, String argument) {
        String other = author.filter().tellsTime() ? OFF : ON;
        choice(author, "time", argument.isEmpty() ? other : argument).ifPresent(on -> {
            chat.moves().tellTime(author, on);
            author.tell(phrases.text(on ? "time.on" : "time.off"));
        });
    }

    /** Whether the argument is on or off; empty, and the author is told the usage, if it is neither. */
    private Optional<Boolean> choice(Session author, String command, String argument) {
        String word = argument.toLowerCase(Locale.ROOT);
        if (word.equals(ON) || word.equals(OFF)) {
            return Optional.of(word.equals(ON));
        }
        author.tell(phrases.text("usage", Command.usage(phrases, command)));
        return Optional.empty();
    }
}
