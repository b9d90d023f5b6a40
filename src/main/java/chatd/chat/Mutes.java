package chatd.chat;

import chatd.access.MuteList;
import chatd.access.Origin;
import chatd.store.RegisteredName;
import chatd.store.RegisteredNames;
import chatd.text.Durations;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The mutes. A mute applies to a registered name and is then kept in the names file. It also applies to the origin of
 * the connection until the daemon ends. An IP address, which many people may share, silences members without a
 * registered name. On a Unix domain socket the origin is the user, who is silenced under any name; or one connection
 * if the system does not tell the user. Sends no messages.
 */
public final class Mutes {

    private static final int MILLIS = 1000;

    private final MuteList origins;
    /** Null if names cannot be registered. */
    private final Registrations registrations;
    private final RegisteredNames names;
    private final Clock clock;
    /** Null if nobody wants to know of changes. */
    private Watcher watcher;
    /** Muted registered names, including mutes that have expired since the last count. */
    private int mutedNames;

    /** @param registrations null if names cannot be registered */
    Mutes(ChatResources resources, Registrations registrations) {
        origins = new MuteList(resources.bans().nanoClock());
        this.registrations = registrations;
        names = resources.names();
        clock = resources.clock();
        countNames();
    }

    private void countNames() {
        mutedNames = registered().size();
    }

    private List<RegisteredName> registered() {
        List<RegisteredName> muted = new ArrayList<>(0);
        if (names != null) {
            for (RegisteredName name : names.all()) {
                if (name.isMuted(clock.millis())) {
                    muted.add(name);
                }
            }
        }
        return muted;
    }

    /** Whether the list is empty. Expired mutes may still count. */
    boolean isEmpty() {
        return mutedNames == 0 && origins.isEmpty();
    }

    /** The time that is left of a mute: null if the person is not muted, zero if muted for ever. */
    Duration remaining(Session session) {
        if (isEmpty()) {
            return null;
        }
        RegisteredName name = registrations == null ? null : registrations.registration(session);
        boolean isNameMuted = name != null && name.isMuted(clock.millis());
        boolean originCounts = name == null || session.connection().ip() == null;
        return longer(isNameMuted ? remaining(name) : null, originCounts ? origins.remaining(session.origin()) : null);
    }

    private static Duration longer(Duration one, Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isZero() || !other.isZero() && one.compareTo(other) > 0 ? one : other;
    }

    /** The file has whole seconds, rounded up. Rounds them down, so that a new mute of 5 minutes shows 5 minutes. */
    private Duration remaining(RegisteredName muted) {
        return muted.mutedUntil() == RegisteredName.FOR_EVER
                ? Duration.ZERO
                : Duration.ofSeconds(Math.max(1, (muted.mutedUntil() - clock.millis()) / MILLIS));
    }

    /** The target of a mute of this person. */
    MuteTarget target(Member member) {
        if (member instanceof Session session) {
            boolean isRegistered = registrations != null && registrations.isOwner(session);
            return new MuteTarget(session.origin(), isRegistered ? session.foldedName() : null);
        }
        RemoteMember remote = (RemoteMember) member;
        boolean isRegistered = names != null && remote.isRegistered();
        return new MuteTarget(remote.origin(), isRegistered ? remote.foldedName() : null);
    }

    /** A registered name, in any case; empty if it is not registered. */
    public Optional<MuteTarget> named(String typed) {
        String folded = Names.fold(Names.normalize(typed));
        return names == null || names.find(folded) == null
                ? Optional.empty()
                : Optional.of(new MuteTarget(null, folded));
    }

    /** The origin that {@link #list} shows as this text; empty if it is not muted. */
    public Optional<MuteTarget> find(String text) {
        return origins.find(text).map(MuteTarget::of);
    }

    /** Is told of the changes that were made here, for other servers. */
    interface Watcher {
        /** @param time zero is for ever */
        void muted(Origin origin, Duration time);

        void unmuted(Origin origin);
    }

    /** Tells somebody of each change from now on. */
    void watch(Watcher newWatcher) {
        watcher = newWatcher;
    }

    /** Another server has muted an origin; zero is for ever. */
    void adopt(Origin origin, Duration time) {
        origins.add(origin, time);
    }

    /** Another server has changed a registered name, which may be muted now. */
    void adoptName(String folded) {
        RegisteredName name = names.find(folded);
        if (name != null && name.isMuted(clock.millis())) {
            mutedNames++;
        }
    }

    /** The muted origins with the times that are left; zero is for ever. A copy. */
    Map<Origin, Duration> origins() {
        return origins.remaining();
    }

    /** Another server has lifted a mute. */
    void adoptRemoval(Origin origin) {
        origins.remove(origin);
    }

    /**
     * Mutes for a time; zero is for ever.
     *
     * @param done is called with null once the mute is saved, which may be at once; or else with the reason why the
     *     name is not muted. The origin is muted in any case.
     * @return false, without a mute, if {@link MuteList#MAX_MUTES} other origins are muted already
     */
    public boolean add(MuteTarget target, Duration time, Consumer<String> done) {
        if (target.origin() != null && !origins.add(target.origin(), time)) {
            return false;
        }
        if (target.origin() != null && watcher != null) {
            watcher.muted(target.origin(), time);
        }
        long until = time.isZero() ? RegisteredName.FOR_EVER : clock.millis() + time.toMillis();
        change(target.name(), until, done);
        return true;
    }

    /** Ends a mute; false if there is none. {@code done} is as for {@link #add}. */
    public boolean remove(MuteTarget target, Consumer<String> done) {
        RegisteredName name = target.name() == null ? null : names.find(target.name());
        boolean isNameMuted = name != null && name.isMuted(clock.millis());
        boolean isOriginMuted = target.origin() != null && remove(target.origin());
        // The local user would be silenced under the name, too.
        boolean isUserMuted = name != null && name.user() != null && remove(Session.origin(name.user()));
        boolean isMuted = isNameMuted || isOriginMuted || isUserMuted;
        if (isMuted) {
            change(isNameMuted ? target.name() : null, RegisteredName.NOT_MUTED, done);
        }
        return isMuted;
    }

    private boolean remove(Origin origin) {
        boolean wasMuted = origins.remove(origin);
        if (wasMuted && watcher != null) {
            watcher.unmuted(origin);
        }
        return wasMuted;
    }

    private void change(String name, long until, Consumer<String> done) {
        if (name == null) {
            done.accept(null);
            return;
        }
        names.mute(name, until, failure -> {
            countNames();
            done.accept(failure);
        });
        countNames();
    }

    /** All mutes, each with its remaining time: first the origins, then the registered names, marked with {@code *}. */
    public List<String> list() {
        List<String> list = new ArrayList<>(origins.list());
        List<String> muted = new ArrayList<>();
        for (RegisteredName name : registered()) {
            muted.add(name.name() + '*' + Durations.forAnother(remaining(name)));
        }
        Collections.sort(muted);
        list.addAll(muted);
        return list;
    }

    /** A connection ends. A mute of this connection alone ends, too. */
    void left(Session session) {
        if (!isEmpty() && session.connection().ip() == null) {
            remove(Origin.local(session.address()));
        }
    }
}
