package chatd.sim;

import chatd.store.Key;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Model of the login with keys, and of the commands about a member's own name while names can be registered. */
final class KeyLoginModel {

    static final int TRIES = 3;
    static final String FAILED = "Disconnected: wrong key.";

    private static final String ONLY = "Only registered names are allowed. Enter a name and its key: NAME KEY";
    private static final String ALONE = "That looks like a key. Enter the name before it: NAME KEY";
    private static final String MISTYPED = "That key has a typing error. Enter it again.";
    private static final String TAKEN = "That name is taken. Choose another.";
    /** The shortest and the longest text of a key in a line that is said. */
    private static final int SHORTEST = 27;
    private static final int LONGEST = 63;

    private final ChatModel model;
    private final RegistrationModel registrations;

    KeyLoginModel(ChatModel model) {
        this.model = model;
        registrations = model.registrations;
    }

    // The login.

    /** The answer of a client to the question for a name, or for the key of a name. */
    void answer(ModelMember member, String text) {
        String[] words = text.strip().split("(?U)\\s+", 2);
        String name = words.length == 2 ? Words.normalize(words[0]) : member.claimed;
        String typed = words[words.length - 1];
        if (!isLikeKey(typed)) {
            nameAlone(member, Words.normalize(text));
        } else if (name == null) {
            model.refuseName(member, ALONE);
        } else if (registrations.find(name) == null) {
            model.refuseName(member, problemWithUnregistered(member, name));
        } else if (Key.parse(typed) == null) {
            model.askKey(member, name, MISTYPED);
        } else if (!registrations.isRight(name, Key.parse(typed))) {
            wrongKey(member, name);
        } else {
            arrive(member, name);
        }
    }

    private static boolean isLikeKey(String typed) {
        return Key.parse(typed) != null || Key.looksLikeKey(typed);
    }

    private void nameAlone(ModelMember member, String name) {
        if (registrations.find(name) != null) {
            model.askKey(member, name, name + " is registered. Enter its key, or choose another name.");
            return;
        }
        String problem = model.problemWithName(member, name);
        if (problem == null && registrations.registeredOnly()) {
            problem = ONLY;
        }
        if (problem == null) {
            model.enter(member, name);
        } else {
            model.refuseName(member, problem);
        }
    }

    private String problemWithUnregistered(ModelMember member, String name) {
        String problem = model.problemWithName(member, name);
        return problem != null ? problem : registrations.registeredOnly() ? ONLY
                : name + " is not registered, so it has no key. To use it, enter the name without a key.";
    }

    private void arrive(ModelMember member, String name) {
        ModelMember holder = model.called(name);
        if (holder == null) {
            model.enter(member, name);
            registrations.own(member);
        } else if (registrations.isOwner(holder)) {
            takeOver(member, holder);
        } else {
            model.refuseName(member, TAKEN);
        }
    }

    private void takeOver(ModelMember taker, ModelMember owner) {
        model.takeOver(taker, owner);
        model.showRoom(owner);
        registrations.own(owner);
    }

    void refuseUnregistered(ModelMember member) {
        model.refuseName(member, ONLY);
    }

    private void wrongKey(ModelMember member, String name) {
        Duration wait = Duration.ofSeconds(1L << member.wrongKeys++);
        if (member.isHere()) {
            member.hasToWait = true;
            member.keyWaitEnd = model.now().plus(wait);
            return;
        }
        member.isRefusedForGood = member.wrongKeys == TRIES;
        model.refuse(member, member.isRefusedForGood ? FAILED : wrongKey(member), wait);
        member.claimed = name;
    }

    static String wrongKey(ModelMember member) {
        int left = TRIES - member.wrongKeys;
        return "Wrong key. " + left + (left == 1 ? " try" : " tries") + " left.";
    }

    /** Whether a line ends with a key, so that it is not said. */
    static boolean endsWithKey(String line) {
        List<String> words = List.of(line.split("[\\x00-\\x20]+"));
        String last = words.isEmpty() ? "" : words.get(words.size() - 1);
        return last.length() >= SHORTEST && last.length() <= LONGEST && Key.parse(last) != null;
    }

    // Commands.

    void rename(ModelMember member, String argument) {
        String[] words = ChatModel.words(argument);
        boolean isPair = argument.split("(?U)\\s+", 2).length == 2;
        String name = Words.normalize(words[0]);
        String typed = isPair ? words[1] : words[0];
        if (!isLikeKey(typed)) {
            rename(member, Words.normalize(argument), false);
        } else if (!isPair) {
            model.tell(member, ALONE);
        } else if (registrations.find(name) == null) {
            model.tell(member, problemWithUnregistered(member, name));
        } else if (Key.parse(typed) == null) {
            model.tell(member, MISTYPED);
        } else if (registrations.isRight(name, Key.parse(typed))) {
            renameOwner(member, name);
        } else {
            wrongKey(member, name);
        }
    }

    private void renameOwner(ModelMember member, String name) {
        ModelMember holder = model.called(name);
        if (name.equals(member.name)) {
            model.tell(member, registrations.isOwner(member) ? "You are already " + name + "." : "You are " + name);
            registrations.own(member);
        } else if (holder == null || holder == member) {
            rename(member, name, true);
        } else if (registrations.isOwner(holder)) {
            takeOver(member, holder);
        } else {
            model.tell(member, TAKEN);
        }
    }

    private void rename(ModelMember member, String name, boolean isOwner) {
        String problem = isOwner ? null
                : name.equals(member.name) ? "You are already " + name + "." : model.problemWithName(member, name);
        boolean isSame = Words.fold(name).equals(Words.fold(member.name));
        if (problem == null && !isOwner && !isSame && registrations.registeredOnly()) {
            problem = ONLY;
        }
        if (problem != null) {
            model.tell(member, problem);
            return;
        }
        String before = member.name;
        member.name = name;
        member.hasGivenKey &= isSame;
        if (isOwner) {
            registrations.own(member);
        }
        model.announceRenamed(member, before);
    }

    void register(ModelMember member) {
        String name = member.name;
        if (Words.isAddress(name)) {
            model.tell(member, "An address cannot be registered. To choose a name, type: /name NEW");
        } else if (registrations.isChanging(name)) {
            model.tell(member, "Your name is still being saved. Try again in a moment.");
        } else if (!registrations.isOwner(member) && registrations.find(name) != null) {
            model.tell(member, name + " is registered. If it is yours, type: /name " + name + " KEY");
        } else if (!registrations.isOwner(member) && registrations.registeredOnly()) {
            model.tell(member, "Only an administrator can register names here.");
        } else if (!registrations.isOwner(member) && registrations.isFull()) {
            model.tell(member, "No more names can be registered: the limit is reached.");
        } else {
            RegistrationModel.Registered before = registrations.of(member);
            registrations.beginChange(name);
            registrations.register(name, key -> registered(member, name, key, before));
        }
    }

    /** @param before null if the name was not registered before */
    private void registered(ModelMember member, String name, Key key, RegistrationModel.Registered before) {
        registrations.endChange(name);
        if (key == null) {
            tellIfHere(member, name + " is not registered: it could not be saved. Try again later.");
            return;
        }
        boolean isHere = model.isHere(member);
        boolean isRenamed = isHere && !Words.fold(member.name).equals(Words.fold(name));
        if (isHere && (!isRenamed || before != null)) {
            member.hasGivenKey |= !isRenamed;
            model.tell(member, name + (before == null ? " is now yours. Your key: " + key.text()
                    : " has a new key: " + key.text() + ". The old one no longer works")
                    + ". To return, enter: " + name + ' ' + key.text());
            registrations.tell(name, key);
        } else if (before != null) {
            registrations.change(name, known -> known.with(known.name(), before.key(), known.lastUsed()),
                    isSaved -> { });
        } else {
            free(name, isSaved -> { });
            tellIfHere(member, name + " is not registered, because you have changed your name.");
        }
    }

    void unregister(ModelMember member) {
        String name = member.name;
        if (registrations.isChanging(name)) {
            model.tell(member, "Your name is still being saved. Try again in a moment.");
        } else if (!registrations.isOwner(member)) {
            model.tell(member, name + " is not registered.");
        } else {
            free(name, isSaved -> tellIfHere(member, name + (isSaved
                    ? " is no longer registered. Anybody can take it when you leave."
                    : " is still registered: the change could not be saved. Try again later.")));
        }
    }

    private void free(String name, Consumer<Boolean> end) {
        registrations.beginChange(name);
        registrations.remove(name, isSaved -> {
            registrations.endChange(name);
            ModelMember holder = model.called(name);
            if (isSaved && holder != null) {
                holder.hasGivenKey = false;
            }
            end.accept(isSaved);
        });
    }

    private void tellIfHere(ModelMember member, String line) {
        if (model.isHere(member)) {
            model.tell(member, line);
        }
    }
}
