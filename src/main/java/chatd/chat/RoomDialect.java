package chatd.chat;

import chatd.store.EventKind;
import chatd.chat.PublicActions.Outcome;
import chatd.chat.PublicActions.Ownership;
import chatd.wire.Line;
import java.util.stream.Stream;

/**
 * The dialect "room": nobody is asked for a name, every line is framed by address and name, and a few bare words are
 * commands: {@code who}, {@code rename|NEW}, {@code exit}. Only the exact words are; all else is said to everybody.
 */
final class RoomDialect implements Dialect {

    private static final String RENAME = "rename|";

    private final ChatService chat;
    private final Phrases phrases;
    private final ChatNotices notices;
    private final Lookalike ownWords;

    RoomDialect(ChatService chat, Phrases phrases) {
        this.chat = chat;
        this.phrases = phrases;
        notices = new ChatNotices(phrases);
        ownWords = new Lookalike(Stream.of("room.login", "room.left", "room.idle").map(phrases::text).toList());
    }

    @Override
    public ChatNotices notices() {
        return notices;
    }

    @Override
    public void connected(Session newcomer) {
        chat.enter(newcomer, newcomer.address(), Ownership.NONE);
    }

    @Override
    public void welcome(Session newcomer) {
        chat.moves().showHistory(newcomer);
        newcomer.room().listen(newcomer);
        newcomer.room().arrived(newcomer);
    }

    @Override
    public void line(Session author, Line line) {
        if (line.isBlank()) {
            return;
        }
        String text = line.toString();
        if (text.equals("who")) {
            list(author);
        } else if (text.equals("exit")) {
            chat.departures().quit(author, null);
        } else if (text.startsWith(RENAME)) {
            rename(author, text.substring(RENAME.length()));
        } else if (looksLikeNotice(text)) {
            author.tell(phrases.text("room.own"));
        } else if (!chat.isMuted(author)) {
            author.room().say(author, line);
        }
    }

    private void list(Session author) {
        author.tell(phrases.text("room.list"));
        author.room().members().forEach(other ->
                author.tell(phrases.text("room.list.line", other.address(), other.name())));
    }

    private void rename(Session author, String typed) {
        String name = Names.normalize(typed);
        if (name.isEmpty()) {
            author.tell(phrases.text("room.rename"));
            return;
        }
        String problem = chat.names().problem(author, name);
        if (problem != null) {
            author.tell(problem);
            return;
        }
        if (chat.isMuted(author)) {
            return;
        }
        chat.actions().rename(author, name, Ownership.NONE, outcome -> author.tell(
                outcome == Outcome.DONE ? phrases.text("room.renamed") : notices.badName("name.taken")));
    }

    /** Whether the author would seem to log in or leave: in this dialect notices have the same frame as lines. */
    private boolean looksLikeNotice(String text) {
        return ownWords.matches(text);
    }

    @Override
    public String prefix(Member member, String name) {
        return '[' + member.address() + ':' + name + "]: ";
    }

    @Override
    public String words(Message message) {
        return switch (message.kind()) {
            case ARRIVED -> framed(message, "room.login");
            case LEFT -> framed(message,
                    message.departure() == Departure.IDLE ? "room.idle" : "room.left");
            default -> null;
        };
    }

    /** Has another frame than a line that was just said, because the history has no addresses. */
    @Override
    public String words(EventKind kind, String name, String text) {
        return kind == EventKind.SAID ? '[' + name + "]: " + text : null;
    }

    @Override
    public String howToLeave() {
        return phrases.text("leave", "exit");
    }

    private String framed(Message message, String key) {
        return prefix(message.author(), message.name()) + phrases.text(key);
    }
}
