package chatd.chat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalTime;

/** The time before lines, {@code 14:03 }, formatted once a minute. */
final class TimePrefix {

    private static final long MILLIS_PER_MINUTE = 60_000;

    private final Clock clock;
    private long minute = Long.MIN_VALUE;
    private byte[] bytes;

    /** @param clock the server's wall clock, with its zone */
    TimePrefix(Clock clock) {
        this.clock = clock;
    }

    /** The time now, in ASCII; not to be written to. */
    byte[] bytes() {
        long now = Math.floorDiv(clock.millis(), MILLIS_PER_MINUTE);
        if (now != minute) {
            minute = now;
            // The first five characters of ISO 8601.
            bytes = (LocalTime.now(clock).toString().substring(0, 5) + ' ').getBytes(StandardCharsets.US_ASCII);
        }
        return bytes;
    }
}
