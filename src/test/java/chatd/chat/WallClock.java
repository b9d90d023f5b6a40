package chatd.chat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock that a test sets. It begins at the time of {@link ChatFixture#CLOCK}, in UTC. */
final class WallClock extends Clock {

    private Instant now = ChatFixture.CLOCK.instant();
    private ZoneOffset zone = ZoneOffset.UTC;

    void advance(Duration duration) {
        now = now.plus(duration);
    }

    /** From now on the clock shows the time of this offset from UTC, as when summer time begins. */
    void zone(ZoneOffset offset) {
        zone = offset;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
        return now;
    }
}
