package chatd.os;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToIntFunction;

/**
 * The wall clock in the time zone of this machine, or of the variable TZ, as libc reads it; so its time is that of
 * date(1). Java itself reads {@code GMT+8} with the opposite sign, and most other POSIX forms as UTC.
 */
public final class LocalClock extends Clock {

    private static final String MACHINE = "/etc/localtime";
    private static final String DIRECTORY = "/usr/share/zoneinfo";

    private final Clock clock;
    private final LongToIntFunction offset;
    private final String warning;

    private LocalClock(Clock clock, LongToIntFunction offset, String warning) {
        this.clock = clock;
        this.offset = offset;
        this.warning = warning;
    }

    /** The clock for these variables of the environment: TZ, and TZDIR for the directory of time zones. */
    public static LocalClock of(Map<String, String> environment) {
        return of(environment, Clock.systemUTC());
    }

    static LocalClock of(Map<String, String> environment, Clock clock) {
        LongToIntFunction utc = second -> 0;
        String typed = environment.get("TZ");
        if (typed == null) {
            LongToIntFunction machine = TimeZoneFile.read(MACHINE);
            return new LocalClock(clock, machine == null ? utc : machine, null);
        }
        String name = typed.startsWith(":") ? typed.substring(1) : typed;
        if (name.isEmpty()) {
            return new LocalClock(clock, utc, null);
        }
        LongToIntFunction zone = named(name, environment.getOrDefault("TZDIR", DIRECTORY));
        return zone != null
                ? new LocalClock(clock, zone, null)
                : new LocalClock(clock, utc, "TZ=" + typed + " is not a time zone, as in Europe/Berlin, GMT+8 (8 hours "
                        + "west of Greenwich) or CET-1CEST,M3.5.0,M10.5.0/3; times are in UTC");
    }

    private static LongToIntFunction named(String name, String directory) {
        LongToIntFunction zone = TimeZoneFile.read(name.startsWith("/") ? name : directory + '/' + name);
        if (zone == null) {
            zone = PosixTimeZone.parse(name);
        }
        // A small system may lack the files. Java has zones of its own.
        if (zone == null && ZoneId.getAvailableZoneIds().contains(name)) {
            ZoneId known = ZoneId.of(name);
            zone = second -> known.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
        }
        return zone;
    }

    /** The warning about an invalid TZ; empty if TZ is valid or not set. */
    public Optional<String> warning() {
        return Optional.ofNullable(warning);
    }

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public long millis() {
        return clock.millis();
    }

    /** The offset from UTC that is in force now. */
    @Override
    public ZoneId getZone() {
        return ZoneOffset.ofTotalSeconds(offset.applyAsInt(Math.floorDiv(clock.millis(), 1000L)));
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return clock.withZone(zone);
    }
}
