package chatd.chat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The wall clock, except while an event of the link is applied: then the time is the event's, on all nodes. */
final class EventClock extends Clock {

    private final Clock wall;
    private long eventMillis;
    private boolean isApplying;

    EventClock(Clock wall) {
        this.wall = wall;
    }

    /** @param millis the time of the event that is applied from now on, in milliseconds since 1970 */
    void begin(long millis) {
        eventMillis = millis;
        isApplying = true;
    }

    /** The event has been applied. */
    void end() {
        isApplying = false;
    }

    /** Whether an event is being applied. */
    boolean isApplying() {
        return isApplying;
    }

    @Override
    public ZoneId getZone() {
        return wall.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new EventClock(wall.withZone(zone));
    }

    @Override
    public long millis() {
        return isApplying ? eventMillis : wall.millis();
    }

    @Override
    public Instant instant() {
        return isApplying ? Instant.ofEpochMilli(eventMillis) : wall.instant();
    }
}
