package chatd.chat;

import java.util.HashMap;
import java.util.Map;

/**
 * The names of all members, in whatever room they are. Case makes no difference. Two members may share an address for
 * a while, if the daemon listens at two ports; the roster then finds the one that came last.
 */
final class Roster {

    private final Map<String, Member> byName = new HashMap<>();

    /** Finds a member by this name from now on, and no more by the one before. */
    void rename(Member member, String name) {
        remove(member);
        String fold = Names.fold(name);
        // Most names are their own folded form: one string is enough then.
        String folded = fold.equals(name) ? name : fold;
        byName.put(folded, member);
        member.foldedName(folded);
    }

    /** Finds a member no more, if it had a name. */
    void remove(Member member) {
        byName.remove(member.foldedName(), member);
    }

    /** The member with this folded name; null if there is none. */
    Member folded(String folded) {
        return byName.get(folded);
    }

    /** The member with this name, in any case; null if there is none. */
    Member called(String name) {
        return byName.get(Names.fold(name));
    }
}
