package chatd.store;

import java.time.LocalDate;

/**
 * A registered name.
 *
 * @param name as its owner writes it
 * @param keyHash the SHA-256 of its key; null if it has no key
 * @param madeDay the day on which it was registered, in days since 1970, UTC
 * @param usedDay the last day on which its owner used it
 * @param user the login name of the local user who owns it without a key; null if none does
 * @param isOperator whether its owner is an operator
 * @param mutedUntil the time until which its owner is muted, in milliseconds since 1970; {@link #NOT_MUTED} or {@link
 *     #FOR_EVER}
 */
public record RegisteredName(String name, byte[] keyHash, int madeDay, int usedDay, String user, boolean isOperator,
        long mutedUntil) {

    public static final long NOT_MUTED = 0;
    public static final long FOR_EVER = Long.MAX_VALUE;

    /** A name without a key, registered today. */
    static RegisteredName of(String name, int today) {
        return new RegisteredName(name, null, today, today, null, false, NOT_MUTED);
    }

    /** The day on which it was registered. */
    public LocalDate made() {
        return LocalDate.ofEpochDay(madeDay);
    }

    /** The last day on which its owner used it. */
    public LocalDate lastUsed() {
        return LocalDate.ofEpochDay(usedDay);
    }

    public boolean hasKey() {
        return keyHash != null;
    }

    /** Whether its owner is muted at this time, in milliseconds since 1970. */
    public boolean isMuted(long nowMillis) {
        return nowMillis < mutedUntil;
    }

    RegisteredName withName(String changed) {
        return new RegisteredName(changed, keyHash, madeDay, usedDay, user, isOperator, mutedUntil);
    }

    RegisteredName withKeyHash(byte[] changed) {
        return new RegisteredName(name, changed, madeDay, usedDay, user, isOperator, mutedUntil);
    }

    RegisteredName withUsedDay(int changed) {
        return new RegisteredName(name, keyHash, madeDay, changed, user, isOperator, mutedUntil);
    }

    RegisteredName withUser(String changed) {
        return new RegisteredName(name, keyHash, madeDay, usedDay, changed, isOperator, mutedUntil);
    }

    RegisteredName withOperator(boolean changed) {
        return new RegisteredName(name, keyHash, madeDay, usedDay, user, changed, mutedUntil);
    }

    RegisteredName withMutedUntil(long changed) {
        return new RegisteredName(name, keyHash, madeDay, usedDay, user, isOperator, changed);
    }

    @Override
    public String toString() {
        return name;
    }
}
