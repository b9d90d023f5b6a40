package chatd.store;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;

/**
 * Settings of the registered names.
 *
 * @param most names that may be registered
 * @param age a name that its owner has not used for this time is removed; zero is never
 * @param fold the form in which names are compared: without regard to case
 * @param clock the wall clock
 */
public record NamesSettings(int most, Duration age, UnaryOperator<String> fold, Clock clock) {

    /** Today, in days since 1970, UTC. */
    int today() {
        return (int) LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
    }

    /** Whether nobody has used a name for longer than the age. */
    boolean isOld(RegisteredName name, int today) {
        return !age.isZero() && today - name.usedDay() > age.toDays();
    }
}
