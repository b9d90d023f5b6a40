package chatd.chat;

import chatd.store.RegisteredName;
import chatd.store.RegisteredNames;
import java.util.HashSet;
import java.util.Set;

/**
 * The members whose registered names these are. A member is an owner from when it has given the key, or registered the
 * name, until it leaves or changes the name. There is no object of this class unless names can be registered.
 */
final class Registrations {

    private final RegisteredNames names;
    private final Roster roster;
    private final Set<Session> owners = new HashSet<>();

    Registrations(RegisteredNames names, Roster roster) {
        this.names = names;
        this.roster = roster;
        names.keepWhile(this::isInUse);
    }

    /** A stranger who has a forgotten name does not keep it registered. */
    private boolean isInUse(String folded) {
        Session holder = roster.folded(folded);
        return holder != null && owners.contains(holder);
    }

    RegisteredNames names() {
        return names;
    }

    /** Whether a name, in any case, belongs to somebody. */
    boolean isRegistered(String name) {
        return names.find(Names.fold(name)) != null;
    }

    /** Whether a member's name is registered, and so its own. */
    boolean isOwner(Session member) {
        return registration(member) != null;
    }

    /** The registration of a member's name; null if it has none. */
    RegisteredName registration(Session member) {
        return owners.contains(member) ? names.find(member.foldedName()) : null;
    }
}
