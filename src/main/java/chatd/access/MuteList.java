package chatd.access;

import chatd.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The muted origins, each for a time or for ever. Their number is bounded. Mutes expire without a timer: an expired
 * mute is removed when it is looked up, or when the list is full.
 */
public final class MuteList {

    public static final int MAX_MUTES = 1000;

    private record Mute(long sinceNanos, Duration time) {
        boolean isOver(long nowNanos) {
            return !time.isZero() && nowNanos - sinceNanos >= time.toNanos();
        }

        /** Zero if it is for ever. */
        Duration remaining(long nowNanos) {
            return time.isZero() ? time : time.minusNanos(nowNanos - sinceNanos);
        }
    }

    private final LongSupplier nanoClock;
    private final Map<Origin, Mute> mutes = new LinkedHashMap<>();

    /** @param nanoClock monotonic, in nanoseconds, from any origin */
    public MuteList(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Mutes an origin for a time; zero is for ever. Replaces a mute of the same origin.
     *
     * @return false if there are {@link #MAX_MUTES} other mutes already
     */
    public boolean add(Origin origin, Duration time) {
        if (!hasRoomFor(origin)) {
            return false;
        }
        mutes.remove(origin);
        mutes.put(origin, new Mute(nanoClock.getAsLong(), time));
        return true;
    }

    /** Whether this origin can be muted: it is muted already, or there are fewer than {@link #MAX_MUTES} mutes. */
    public boolean hasRoomFor(Origin origin) {
        if (mutes.size() >= MAX_MUTES) {
            removeExpired();
        }
        return mutes.size() < MAX_MUTES || mutes.containsKey(origin);
    }

    /** Ends the mute of an origin; false if it is not muted. */
    public boolean remove(Origin origin) {
        boolean isMuted = remaining(origin) != null;
        mutes.remove(origin);
        return isMuted;
    }

    /** The time that is left of a mute: null if the origin is not muted, zero if it is muted for ever. */
    public Duration remaining(Origin origin) {
        Mute mute = mutes.get(origin);
        if (mute == null) {
            return null;
        }
        long now = nanoClock.getAsLong();
        if (mute.isOver(now)) {
            mutes.remove(origin);
            return null;
        }
        return mute.remaining(now);
    }

    /** The muted origin whose text this is; empty if there is none. */
    public Optional<Origin> find(String text) {
        return mutes.keySet().stream().filter(origin -> origin.toString().equals(text)).findFirst();
    }

    /** Whether the list is empty. Expired mutes may still count. */
    public boolean isEmpty() {
        return mutes.isEmpty();
    }

    /** All mutes, each as {@code 10.0.0.1 for ever} or {@code 2001:db8::/64 for another 59m}, in the order of adding. */
    public List<String> list() {
        removeExpired();
        long now = nanoClock.getAsLong();
        List<String> list = new ArrayList<>(mutes.size());
        mutes.forEach((origin, mute) -> list.add(origin + Durations.forAnother(mute.remaining(now))));
        return list;
    }

    /** All mutes with the times that are left, in the order of adding; zero is for ever. A copy. */
    public Map<Origin, Duration> remaining() {
        removeExpired();
        long now = nanoClock.getAsLong();
        Map<Origin, Duration> all = new LinkedHashMap<>();
        mutes.forEach((origin, mute) -> all.put(origin, mute.remaining(now)));
        return all;
    }

    private void removeExpired() {
        long now = nanoClock.getAsLong();
        mutes.values().removeIf(mute -> mute.isOver(now));
    }
}
