package chatd.chat;

import chatd.chat.PublicActions.Ownership;
import chatd.wire.Line;
import chatd.chat.PublicActions.Ownership;
import chatd.wire.Visibility;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dialect "messenger": numbered clients, whose names are their numbers, and nothing is said to everybody.
 * {@code 1 text} goes to client 1, and nobody else receives it.
 */
final class MessengerDialect implements Dialect {

    private static final Pattern MESSAGE = Pattern.compile("(?U)\\s*([0-9]+)\\s(.*)");

    private final ChatService chat;
    private final Phrases phrases;
    private final ChatNotices notices;

    MessengerDialect(ChatService chat, Phrases phrases) {
        this.chat = chat;
        this.phrases = phrases;
        notices = new ChatNotices(phrases);
    }

    @Override
    public ChatNotices notices() {
        return notices;
    }

    @Override
    public void connected(Session newcomer) {
        chat.enter(newcomer, Integer.toString(newcomer.number()), Ownership.NONE);
    }

    @Override
    public void welcome(Session newcomer) {
        newcomer.tell(phrases.text("you", newcomer.name()));
    }

    @Override
    public void line(Session author, Line line) {
        Matcher message = MESSAGE.matcher(line.toString());
        if (!message.matches() || Visibility.isBlank(message.group(2))) {
            author.tell(phrases.text("messenger.usage"));
            return;
        }
        Member to = chat.called(message.group(1));
        if (to == null) {
            author.tell(phrases.text("messenger.none", message.group(1)));
        } else if (!chat.isMuted(author)) {
            chat.privateLines().send(author, to, message.group(2));
        }
    }

    @Override
    public String prefix(Member member, String name) {
        return name + "->> ";
    }

    @Override
    public String privateLine(Member author, String text) {
        return prefix(author, author.name()) + text;
    }

    /** As in the textbook program. */
    @Override
    public boolean confirmsPrivateLines() {
        return false;
    }

    /** As in the textbook program that the dialect is that of. */
    @Override
    public int firstNumber() {
        return 0;
    }

    @Override
    public boolean hasNames() {
        return false;
    }

    @Override
    public String words(Message message) {
        return null;
    }
}
