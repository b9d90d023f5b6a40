package chatd.chat;

import chatd.chat.PublicActions.Ownership;
import chatd.store.KeyCheck;

/**
 * The login of the dialect "chat" while names can be registered: reads names and keys, {@code alice 7hq2-...}. A
 * registered name needs its key. Never repeats a right or wrong key to anybody.
 */
final class KeyLogin {

    private final ChatService chat;
    private final Phrases phrases;
    private final Arrivals arrivals;
    private final LocalUsers localUsers;
    private final boolean registeredOnly;

    /** @param registeredOnly whether other names are refused */
    KeyLogin(ChatService chat, Phrases phrases, Arrivals arrivals, LocalUsers localUsers, boolean registeredOnly) {
        this.chat = chat;
        this.phrases = phrases;
        this.arrivals = arrivals;
        this.localUsers = localUsers;
        this.registeredOnly = registeredOnly;
    }

    /**
     * Reads the answer of a client that was asked for a name.
     *
     * @param claimed the name whose key the client was asked for; null if it was asked only for a name
     */
    void answer(Session newcomer, String claimed, String line) {
        String[] words = Command.firstWord(line.strip());
        boolean isPair = words.length == 2;
        String name = isPair ? Names.normalize(words[0]) : claimed;
        String typed = isPair ? words[1] : words[0];
        KeyCheck check = chat.registrations().check(name == null ? "" : name, typed);
        if (check == KeyCheck.NO_KEY_SHAPE) {
            nameAlone(newcomer, Names.normalize(line));
        } else if (name == null) {
            // Without its hyphens a key is a valid name, which everybody would read.
            chat.refuseName(newcomer, phrases.text("key.alone"));
        } else {
            nameAndKey(newcomer, name, check);
        }
    }

    private void nameAlone(Session newcomer, String name) {
        if (chat.registrations().isRegistered(name)) {
            registeredNameAlone(newcomer, name);
            return;
        }
        String problem = chat.names().problem(newcomer, name);
        if (problem != null) {
            chat.refuseName(newcomer, problem);
        } else if (localUsers.isOwn(newcomer, name)) {
            chat.enter(newcomer, name, Ownership.USER);
        } else if (registeredOnly) {
            refuseUnregistered(newcomer);
        } else {
            chat.enter(newcomer, name, Ownership.NONE);
        }
    }

    private void registeredNameAlone(Session newcomer, String name) {
        if (chat.registrations().isOfUser(newcomer, name)) {
            arriveAsOwner(newcomer, name);
        } else {
            chat.askKey(newcomer, name, phrases.text("key.ask", name));
        }
    }

    private void nameAndKey(Session newcomer, String name, KeyCheck check) {
        if (!chat.registrations().isRegistered(name)) {
            String problem = chat.names().problem(newcomer, name);
            chat.refuseName(newcomer, problem == null ? notRegistered(name) : problem);
            return;
        }
        switch (check) {
            case RIGHT -> arriveAsOwner(newcomer, name);
            case WRONG -> chat.wrongKey(newcomer, name);
            default -> chat.askKey(newcomer, name, phrases.text("key.mistyped"));
        }
    }

    private String notRegistered(String name) {
        return registeredOnly ? phrases.text("name.only") : phrases.text("key.none", name);
    }

    private void arriveAsOwner(Session newcomer, String name) {
        Member holder = chat.called(name);
        if (holder == null || chat.actions().isLeaving(holder)) {
            chat.enter(newcomer, name, Ownership.KEY);
        } else if (holder instanceof Session ghost && chat.isRegistered(ghost)) {
            arrivals.takeOver(newcomer, ghost);
            chat.registrations().own(ghost);
        } else if (holder instanceof RemoteMember ghost && ghost.isRegistered()) {
            chat.enterInsteadOf(ghost, newcomer, name);
        } else {
            chat.refuseName(newcomer, phrases.text("name.taken"));
        }
    }

    /** Refuses a client without a registered name. */
    void refuseUnregistered(Session newcomer) {
        chat.refuseName(newcomer, phrases.text("name.only"));
    }
}
