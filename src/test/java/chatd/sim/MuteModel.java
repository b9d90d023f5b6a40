package chatd.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Model of the mutes. A mute applies to a registered name, and is then kept in the names file. It also applies to the
 * network of an address, where it silences members without a registered name.
 */
final class MuteModel {

    /**
     * The target of a mute.
     *
     * @param network as {@link Rules#network} has it; null if none is muted
     * @param name null if no registered name is muted
     */
    record Target(String network, String name) {
    }

    private record Mute(Instant since, Duration time) {
    }

    private static final int MILLIS = 1000;

    private final Model model;
    private final Map<String, Mute> networks = new HashMap<>();
    private long told;

    MuteModel(Model model) {
        this.model = model;
    }

    Target target(ModelMember member) {
        return new Target(Rules.network(member.person.origin.ip()), model.isOwner(member) ? member.name : null);
    }

    /** Tells a member that it is muted, if it is. */
    boolean tell(ModelMember member) {
        Duration left = remaining(member);
        if (left != null) {
            told++;
            model.tell(member, words(left));
        }
        return left != null;
    }

    /** How often members were told that they are muted. */
    long told() {
        return told;
    }

    /** Zero is for ever. */
    static String words(Duration left) {
        return "You are muted" + (left.isZero() ? "." : " for " + Words.remaining(left) + '.');
    }

    /** Null if a member is not muted, zero if it is for ever. */
    private Duration remaining(ModelMember member) {
        if (model.isOwner(member)) {
            long until = model.registrations.of(member).mutedUntil();
            long left = until - model.now().toEpochMilli();
            // The end is rounded up to a second, so the rest is rounded down.
            Duration rest = left > 0 ? Duration.ofSeconds(Math.max(1, left / MILLIS)) : null;
            return until == RegistrationModel.FOR_EVER ? Duration.ZERO : rest;
        }
        Mute mute = networks.get(Rules.network(member.person.origin.ip()));
        if (mute == null || mute.time().isZero()) {
            return mute == null ? null : Duration.ZERO;
        }
        Duration left = mute.time().minus(Duration.between(mute.since(), model.now()));
        return left.isZero() || left.isNegative() ? null : left;
    }

    /** @param end receives whether the mute is saved, which may be at once */
    void add(Target target, Duration time, Consumer<Boolean> end) {
        if (target.network() != null) {
            networks.put(target.network(), new Mute(model.now(), time));
        }
        long until = model.now().plus(time).toEpochMilli();
        long stored = time.isZero() ? RegistrationModel.FOR_EVER : (until + MILLIS - 1) / MILLIS * MILLIS;
        change(target.name(), stored, end);
    }

    /** Ends a mute; false if there is none. */
    boolean remove(Target target, Consumer<Boolean> end) {
        RegistrationModel.Registered name = target.name() == null ? null : model.registrations.find(target.name());
        boolean isNameMuted = name != null && model.now().toEpochMilli() < name.mutedUntil();
        Mute mute = target.network() == null ? null : networks.remove(target.network());
        boolean isNetworkMuted = mute != null && (mute.time().isZero()
                || Duration.between(mute.since(), model.now()).compareTo(mute.time()) < 0);
        if (isNameMuted || isNetworkMuted) {
            change(isNameMuted ? target.name() : null, RegistrationModel.NOT_MUTED, end);
        }
        return isNameMuted || isNetworkMuted;
    }

    private void change(String name, long until, Consumer<Boolean> end) {
        if (name == null) {
            end.accept(true);
        } else {
            model.registrations.change(name, known -> new RegistrationModel.Registered(known.name(), known.key(),
                    known.lastUsed(), known.isOperator(), until), end);
        }
    }
}
