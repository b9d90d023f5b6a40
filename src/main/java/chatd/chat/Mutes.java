package chatd.chat;

import chatd.access.MuteList;
import chatd.access.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The muted people. A mute follows the origin of a connection, so it outlasts the connection, but not the daemon.
 * Somebody whom a Unix domain socket does not name is muted for one connection only. It tells nobody anything.
 */
public final class Mutes {

    private final MuteList origins;

    Mutes(ChatResources resources) {
        origins = new MuteList(resources.bans().nanoClock());
    }

    /** Whether nobody is muted, so that nobody need be looked for. Mutes that have ended may count. */
    boolean isEmpty() {
        return origins.isEmpty();
    }

    /** How long somebody is still muted: null if they are not, zero if it is for ever. */
    Duration remaining(Session session) {
        return origins.remaining(origin(session));
    }

    /** What is to be muted if this person is. */
    MuteTarget target(Session session) {
        return new MuteTarget(origin(session));
    }

    private static Origin origin(Session session) {
        return session.connection().ip() == null
                ? Origin.local(session.address())
                : Origin.of(session.connection().ip());
    }

    /** The origin that {@link #list} writes so; empty if it is not muted. */
    public Optional<MuteTarget> find(String text) {
        return origins.find(text).map(MuteTarget::new);
    }

    /** Mutes for a time; zero is for ever. Returns false if {@link MuteList#MAX_MUTES} others are muted already. */
    public boolean add(MuteTarget target, Duration time) {
        return origins.add(target.origin(), time);
    }

    /** Ends a mute; false if there is none. */
    public boolean remove(MuteTarget target) {
        return origins.remove(target.origin());
    }

    /** All mutes, each with the time that is left. */
    public List<String> list() {
        return origins.list();
    }

    /** Somebody has left the server. Their connection, if it is muted itself, never comes back. */
    void left(Session session) {
        if (!isEmpty() && session.connection().ip() == null) {
            origins.remove(Origin.local(session.address()));
        }
    }
}
