package chatd.chat;

import chatd.store.KeyCheck;
import chatd.store.RegisteredName;
import chatd.store.RegisteredNames;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered names, and the members that own them. A member becomes an owner when it gives the key or registers the
 * name, and stops being one when it leaves or changes its name. Nobody else can take a name while it is registered, or
 * while its registration is changing. There is an object of this class only if names can be registered.
 */
final class Registrations {

    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private final RegisteredNames names;
    private final Roster roster;
    private final KeyTries tries = new KeyTries();
    private final Set<Member> owners = new HashSet<>();
    /** Folded names with a change that is not saved yet. */
    private final Set<String> changing = new HashSet<>();
    private boolean isStopping;

    Registrations(RegisteredNames names, Roster roster) {
        this.names = names;
        this.roster = roster;
        names.keepWhile(this::isInUse);
    }

    /** A name is in use only while its owner has it. A stranger with an old name does not keep it registered. */
    private boolean isInUse(String folded) {
        Member holder = roster.folded(folded);
        return holder != null && owners.contains(holder);
    }

    /** The names without their owners. */
    RegisteredNames names() {
        return names;
    }

    KeyTries tries() {
        return tries;
    }

    // Questions

    /** Whether a name is registered, in upper or lower case. */
    boolean isRegistered(String name) {
        return names.find(Names.fold(name)) != null;
    }

    /** Whether no further name may be registered. */
    boolean isFull() {
        return names.isFull();
    }

    /** Checks a text that was typed as the key of a name. */
    KeyCheck check(String name, String typed) {
        return names.check(Names.fold(name), typed);
    }

    /** Whether a client needs the key of a name to have it. */
    boolean isClosedTo(Session session, String name) {
        String folded = Names.fold(name);
        if (folded.equals(session.foldedName())) {
            return false;
        }
        RegisteredName registered = names.find(folded);
        return registered == null ? changing.contains(folded) : !isOfUser(session, registered);
    }

    /** Whether a registered name belongs to the local user of a client. */
    boolean isOfUser(Session session, String name) {
        RegisteredName registered = names.find(Names.fold(name));
        return registered != null && isOfUser(session, registered);
    }

    private static boolean isOfUser(Session session, RegisteredName name) {
        return name.user() != null && name.user().equals(session.user());
    }

    /** Whether a member's name is registered. Then the member is its owner. */
    boolean isOwner(Member member) {
        return registration(member) != null;
    }

    /** The registration of a member's name; null if it has none. */
    RegisteredName registration(Member member) {
        return owners.contains(member) ? names.find(member.foldedName()) : null;
    }

    /** Whether a change of the name of a member is not saved yet. */
    boolean isChanging(Session member) {
        return changing.contains(member.foldedName());
    }

    /** Whether a change of a name is not saved yet. It may be undone. */
    boolean isChanging(String name) {
        return changing.contains(Names.fold(name));
    }

    // Owners

    /** A member has given the key to its name. */
    void own(Session member) {
        owners.add(member);
        tries.forget(member);
        names.touch(member.foldedName());
    }

    /** A local user has taken the login name, which is registered for the user if it is not yet. */
    void ownByUser(Session member) {
        String name = member.name();
        String folded = member.foldedName();
        if (names.find(folded) != null) {
            own(member);
            return;
        }
        changing.add(folded);
        names.registerUser(name, folded, member.user(), failure -> {
            changing.remove(folded);
            if (failure != null) {
                LOG.debug("{} is not registered: {}", name, failure);
            } else if (folded.equals(member.foldedName())) {
                owners.add(member);
            }
        });
    }

    /** A member has changed its name. */
    void renamed(Member member) {
        owners.remove(member);
    }

    /** Marks a name as used today when its use ends, perhaps days after it began. */
    private void touch(Session member) {
        if (isOwner(member)) {
            names.touch(member.foldedName());
        }
    }

    /** The server stops: from now on no client reads an answer. */
    void stop(Session session) {
        isStopping = true;
        touch(session);
    }

    /** A client leaves, perhaps a member. */
    void leave(Session session) {
        touch(session);
        owners.remove(session);
        tries.forget(session);
    }

    // Changes

    /**
     * Registers the name of a member, or gives it a new key. If the key cannot be shown once it is saved, because the
     * member has left or the server stops, a new registration is undone, and a name that had a key keeps it.
     */
    void register(Session member, RegisterAnswer answer) {
        String name = member.name();
        String folded = member.foldedName();
        RegisteredName before = registration(member);
        changing.add(folded);
        names.register(name, folded, registration -> {
            changing.remove(folded);
            if (registration.problem() != null) {
                LOG.debug("{} is not registered: {}", name, registration.problem());
                if (member.isHere()) {
                    answer.failed();
                }
                return;
            }
            boolean isRenamed = !folded.equals(member.foldedName());
            boolean canBeTold = member.isHere() && !isStopping;
            if (canBeTold && !isRenamed) {
                owners.add(member);
                answer.registered(registration.key());
            } else if (canBeTold && before != null) {
                answer.registered(registration.key());
            } else {
                undo(folded, before);
                if (canBeTold) {
                    answer.abandoned();
                }
            }
        });
    }

    /** @param before the registration before the one that is undone; null if there was none */
    private void undo(String folded, RegisteredName before) {
        if (before == null) {
            unregister(folded, failure -> { });
        } else {
            names.restoreKey(folded, before);
        }
    }

    /**
     * Frees a registered name, which must not be changing.
     *
     * @param done receives null once that is saved, or else the reason why it is not
     */
    void unregister(String folded, Consumer<String> done) {
        changing.add(folded);
        names.remove(folded, failure -> {
            changing.remove(folded);
            if (failure == null) {
                disown(roster.folded(folded));
            }
            done.accept(failure);
        });
    }

    /** Another server has freed a name. */
    void removed(String folded) {
        disown(roster.folded(folded));
    }

    private void disown(Member holder) {
        if (holder != null) {
            owners.remove(holder);
        }
    }
}
