package chatd.chat;

/**
 * Decides which names a client may have. Checks the form, the reserved words of the dialect, addresses, the names of
 * other members, and registered names. Words the refusals, but sends nothing.
 */
final class NamePolicy {

    private final Names names;
    private final Dialect dialect;
    private final Roster roster;
    /** Null if names cannot be registered. */
    private final Registrations registrations;
    private final PublicActions actions;

    /** @param registrations null if names cannot be registered */
    NamePolicy(Names names, Dialect dialect, Roster roster, Registrations registrations, PublicActions actions) {
        this.names = names;
        this.dialect = dialect;
        this.roster = roster;
        this.registrations = registrations;
        this.actions = actions;
    }

    /** The notice that says why this client cannot have this name now; null if it can. */
    String problem(Session session, String name) {
        if (isClosedTo(session, name)) {
            return dialect.notices().registered(name);
        }
        String problem = keyOfProblem(session, name);
        return problem == null ? null : dialect.notices().badName(problem);
    }

    /** The phrase that says why this client cannot have this name now, even with its key; null if it can. */
    String keyOfProblem(Session session, String name) {
        String problem = problemWithForm(session, name);
        if (problem != null) {
            return problem;
        }
        Member holder = roster.called(name);
        // A member that is leaving has left on all nodes before what this client does happens.
        boolean isFree = holder == null || holder == session || actions.isLeaving(holder);
        return isFree ? null : "name.taken";
    }

    /** Whether a name is registered, and not this client's. */
    boolean isClosedTo(Session session, String name) {
        return registrations != null && registrations.isClosedTo(session, name);
    }

    /** Whether a name is registered, so that a member of another node cannot be given it. */
    boolean isClosedTo(String name) {
        return registrations != null && registrations.isRegistered(name);
    }

    /** The phrase that says why this name cannot be registered; null if it can. */
    String keyOfProblem(String name) {
        return Names.isAddress(name) ? "name.address" : dialect.problemWithName(names, name);
    }

    /** The notice of the problem with the name of a new room; null if the name is valid. */
    String problemWithRoom(String name) {
        String problem = names.problem(name);
        return problem == null ? null : dialect.notices().badName(problem);
    }

    /** Administrators name clients by their addresses, so a name that is an address must be the client's own. */
    private String problemWithForm(Session session, String name) {
        if (Names.isAddress(name)) {
            String own = session.address();
            if (name.equals(own)) {
                return null;
            }
            if (!own.startsWith(name + ':')) {
                return "name.address";
            }
        }
        return dialect.problemWithName(names, name);
    }
}
