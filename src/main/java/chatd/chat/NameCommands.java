package chatd.chat;

import chatd.chat.PublicActions.Outcome;
import chatd.chat.PublicActions.Ownership;
import chatd.store.KeyCheck;
import chatd.store.RegisteredName;

/** The commands about a member's own name: name, register, unregister. */
final class NameCommands {

    private final ChatService chat;
    private final Phrases phrases;
    private final Arrivals arrivals;
    private final boolean registeredOnly;

    /** @param registeredOnly whether members may have only registered names */
    NameCommands(ChatService chat, Phrases phrases, Arrivals arrivals, boolean registeredOnly) {
        this.chat = chat;
        this.phrases = phrases;
        this.arrivals = arrivals;
        this.registeredOnly = registeredOnly;
    }

    void rename(Session author, String typed) {
        if (chat.registrations() != null && hasKey(author, typed)) {
            return;
        }
        String name = Names.normalize(typed);
        if (name.equals(author.name())) {
            author.tell(phrases.text("name.same", name));
            return;
        }
        if (chat.registrations() != null && chat.registrations().isOfUser(author, name)) {
            renameOwner(author, name);
            return;
        }
        String problem = chat.names().problem(author, name);
        if (problem == null && registeredOnly && !Names.fold(name).equals(author.foldedName())) {
            problem = phrases.text("name.only");
        }
        if (problem != null) {
            author.tell(problem);
            return;
        }
        rename(author, name, Ownership.NONE);
    }

    private void rename(Session author, String name, Ownership ownership) {
        chat.actions().rename(author, name, ownership, outcome -> {
            if (outcome != Outcome.DONE) {
                author.tell(chat.words().badName("name.taken"));
            } else if (!author.filter().letsNotices()) {
                author.tell(phrases.text("you", name));
            }
        });
    }

    /** Whether a member has typed a key, with or without a name. If so, this has answered it. */
    private boolean hasKey(Session author, String typed) {
        String[] words = Command.firstWord(typed);
        boolean isPair = words.length == 2;
        String name = isPair ? Names.normalize(words[0]) : "";
        KeyCheck check = chat.registrations().check(name, words[words.length - 1]);
        if (check == KeyCheck.NO_KEY_SHAPE) {
            return false;
        }
        if (isPair) {
            rename(author, name, check);
        } else {
            author.tell(phrases.text("key.alone"));
        }
        return true;
    }

    private void rename(Session author, String name, KeyCheck check) {
        if (!chat.registrations().isRegistered(name)) {
            String problem = chat.names().problem(author, name);
            author.tell(problem == null ? notRegistered(name) : problem);
            return;
        }
        switch (check) {
            case RIGHT -> renameOwner(author, name);
            case WRONG -> chat.wrongKey(author, name);
            default -> author.tell(phrases.text("key.mistyped"));
        }
    }

    private String notRegistered(String name) {
        return registeredOnly ? phrases.text("name.only") : phrases.text("key.none", name);
    }

    private void renameOwner(Session author, String name) {
        Member holder = chat.called(name);
        if (name.equals(author.name())) {
            ownName(author);
        } else if (holder == null || holder == author || chat.actions().isLeaving(holder)) {
            rename(author, name, Ownership.KEY);
        } else if (holder instanceof Session ghost && chat.isRegistered(ghost)) {
            arrivals.takeOver(author, ghost);
            chat.registrations().own(ghost);
        } else if (holder instanceof RemoteMember ghost && ghost.isRegistered()) {
            chat.linkedAdministration().evict(ghost);
            rename(author, name, Ownership.KEY);
        } else {
            author.tell(phrases.text("name.taken"));
        }
    }

    /** A member has given the key of the name that it already has, perhaps since before the name was registered. */
    private void ownName(Session author) {
        author.tell(phrases.text(chat.isRegistered(author) ? "name.same" : "you", author.name()));
        chat.registrations().own(author);
    }

    void register(Session author, String argument) {
        Registrations registrations = chat.registrations();
        if (registrations == null) {
            author.tell(phrases.text("register.off"));
        } else if (Names.isAddressOfMember(author.name())) {
            author.tell(phrases.text("register.address"));
        } else if (registrations.isChanging(author)) {
            author.tell(phrases.text("register.busy"));
        } else if (!registrations.isOwner(author) && registrations.isRegistered(author.name())) {
            // Freeing the name was undone after the author had taken it.
            author.tell(phrases.text("name.registered", author.name()));
        } else if (registeredOnly && !registrations.isOwner(author)) {
            author.tell(phrases.text("register.only"));
        } else if (!registrations.isOwner(author) && registrations.isFull()) {
            author.tell(phrases.text("register.full"));
        } else {
            RegisteredName registered = registrations.registration(author);
            boolean hadKey = registered != null && registered.hasKey();
            registrations.register(author, new RegisterAnswer(author, phrases, hadKey));
        }
    }

    void unregister(Session author, String argument) {
        Registrations registrations = chat.registrations();
        String name = author.name();
        if (registrations == null) {
            author.tell(phrases.text("register.off"));
        } else if (registrations.isChanging(author)) {
            author.tell(phrases.text("register.busy"));
        } else if (!registrations.isOwner(author)) {
            author.tell(phrases.text("unregister.not", name));
        } else {
            registrations.unregister(author.foldedName(), failure -> {
                if (author.isHere()) {
                    author.tell(phrases.text(failure == null ? "unregister.you" : "unregister.failed", name));
                }
            });
        }
    }
}
