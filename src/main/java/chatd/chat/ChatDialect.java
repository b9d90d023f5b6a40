package chatd.chat;

import chatd.chat.PublicActions.Ownership;
import chatd.store.EventKind;
import chatd.wire.Line;

/**
 * The dialect "chat", the default: newcomers are asked for a name, or go by their address; a line that begins with a
 * slash is a command, {@code //x} says {@code /x}, and any other line is said to everybody.
 */
final class ChatDialect implements Dialect {

    private final ChatService chat;
    private final boolean namesAsked;
    private final Phrases phrases;
    private final ChatNotices notices;
    private final Arrivals arrivals;
    private final LocalUsers localUsers;
    private final Commands commands;
    private final boolean registeredOnly;
    /** Null if names cannot be registered. */
    private final KeyLogin keyLogin;

    ChatDialect(ChatService chat, Settings settings, Phrases phrases) {
        this.chat = chat;
        this.phrases = phrases;
        namesAsked = settings.login().namesAsked();
        notices = new ChatNotices(phrases);
        localUsers = new LocalUsers(chat);
        arrivals = new Arrivals(chat, phrases, notices, namesAsked);
        RegistrationSettings registration = settings.login().registration();
        registeredOnly = registration != null && registration.registeredOnly();
        keyLogin = registration == null ? null : new KeyLogin(chat, phrases, arrivals, localUsers, registeredOnly);
        commands = new Commands(chat, phrases, arrivals, registration);
    }

    @Override
    public ChatNotices notices() {
        return notices;
    }

    @Override
    public void connected(Session newcomer) {
        if (namesAsked) {
            newcomer.tell(question(newcomer));
            chat.awaitName(newcomer);
        } else {
            chat.enter(newcomer, newcomer.address(), Ownership.NONE);
        }
    }

    @Override
    public void welcome(Session newcomer) {
        arrivals.welcome(newcomer);
    }

    /** The question for a name. It names the effect of Enter, if Enter can let the client in. */
    private String question(Session newcomer) {
        String offered = localUsers.offered(newcomer);
        return registeredOnly && !localUsers.isOwn(newcomer, offered)
                ? phrases.text("ask.registered")
                : phrases.text("ask", offered);
    }

    @Override
    public void name(Session newcomer, Line line) {
        key(newcomer, null, line);
    }

    /** @param claimed the name whose key the client was asked for; null if it was asked only for a name */
    @Override
    public void key(Session newcomer, String claimed, Line line) {
        if (line.isBlank()) {
            enter(newcomer);
        } else if (line.startsWith('/')) {
            command(newcomer, line.toString());
        } else if (keyLogin != null) {
            keyLogin.answer(newcomer, claimed, line.toString());
        } else {
            name(newcomer, Names.normalize(line.toString()));
        }
    }

    /** A client has pressed Enter in place of a name. */
    private void enter(Session newcomer) {
        String offered = localUsers.offered(newcomer);
        boolean isLocalUser = localUsers.isOwn(newcomer, offered);
        if (registeredOnly && !isLocalUser) {
            keyLogin.refuseUnregistered(newcomer);
            return;
        }
        chat.enter(newcomer, offered, isLocalUser ? Ownership.USER : Ownership.NONE);
    }

    /** A client that has no name yet cannot use commands, but can leave. */
    private void command(Session newcomer, String line) {
        if (commands.isToLeave(line)) {
            chat.departures().quit(newcomer, null);
        } else {
            String offered = localUsers.offered(newcomer);
            chat.refuseName(newcomer, registeredOnly && !localUsers.isOwn(newcomer, offered)
                    ? phrases.text("name.command.only")
                    : phrases.text("name.command", offered));
        }
    }

    private void name(Session newcomer, String name) {
        String problem = chat.names().problem(newcomer, name);
        if (problem == null) {
            chat.enter(newcomer, name, Ownership.NONE);
        } else {
            chat.refuseName(newcomer, problem);
        }
    }

    @Override
    public void line(Session author, Line line) {
        if (!line.startsWith('/')) {
            talk(author, line);
        } else if (line.startsWith("//", 0)) {
            say(author, line.dropFirstChar());
        } else {
            commands.run(author, line.toString());
        }
    }

    /** A command after white space is refused, because everybody would read it. */
    private void talk(Session author, Line line) {
        int indent = line.indent();
        if (indent == line.length()) {
            return;
        }
        if (indent > 0 && line.startsWith("/", indent) && !line.startsWith("//", indent)) {
            author.tell(phrases.text("blank"));
        } else {
            say(author, line);
        }
    }

    private void say(Session author, Line line) {
        if (keyLogin != null && KeyGuard.hasKey(line)) {
            author.tell(phrases.text("key.said"));
        } else if (!chat.isMuted(author)) {
            author.room().say(author, line);
        }
    }

    @Override
    public String prefix(Member member, String name) {
        return name + ": ";
    }

    @Override
    public String words(Message message) {
        String name = message.name();
        return switch (message.kind()) {
            case ACTION -> "* " + name + ' ' + message.text();
            case ARRIVED -> phrases.text("arrived", name);
            case JOINED -> message.text() == null
                    ? phrases.text("joined.from-elsewhere", name)
                    : phrases.text("joined", name, message.text());
            case MOVED -> message.text() == null
                    ? phrases.text("moved.elsewhere", name)
                    : phrases.text("moved", name, message.text());
            case RETURNED -> phrases.text("returned", name);
            case REMOVED -> message.text() == null
                    ? phrases.text("removed", name, message.byName())
                    : phrases.text("removed.saying", name, message.byName(), message.text());
            case RENAMED -> phrases.text("renamed", message.text(), name);
            case TOPIC -> phrases.text("topic.set", name, message.text());
            default -> left(name, message.departure(), message.text());
        };
    }

    @Override
    public String words(EventKind kind, String name, String text) {
        return switch (kind) {
            case SAID -> name + ": " + text;
            case ME -> "* " + name + ' ' + text;
            case TOPIC -> phrases.text("topic.set", name, text);
            default -> null;
        };
    }

    @Override
    public String howToLeave() {
        return phrases.text("leave", "/quit");
    }

    private String left(String name, Departure how, String lastWord) {
        return switch (how) {
            case IDLE -> phrases.text("left.idle", name);
            case NOT_READING -> phrases.text("left.not-reading", name);
            case KICKED -> lastWord == null
                    ? phrases.text("left.kicked", name)
                    : phrases.text("left.kicked.saying", name, lastWord);
            default -> lastWord == null
                    ? phrases.text("left", name)
                    : phrases.text("left.saying", name, lastWord);
        };
    }
}
