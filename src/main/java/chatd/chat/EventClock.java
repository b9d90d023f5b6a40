package chatd.chat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The wall clock, except while an event of the link is applied: then the time is the event's, on all nodes. */
final class EventClock extends Clock {

    private final Clock wall;
    private long eventMillis;
    private long sequence;
    private boolean isApplying;

    EventClock(Clock wall) {
        this.wall = wall;
    }

    /**
     * Begins an event.
     *
     * @param millis its time, in milliseconds since 1970
     * @param number its position in the order of all nodes; 0 if only this node applies it
     */
    void begin(long millis, long number) {
        eventMillis = millis;
        sequence = number;
        isApplying = true;
    }

    /** The event has been applied. */
    void end() {
        isApplying = false;
    }

    /** The position of the event being applied; 0 if only this node applies it. */
    long sequence() {
        return sequence;
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
