package chatd.chat;

import chatd.link.RecordWriter;
import java.time.Clock;

/** Takes the events of this node, which all nodes apply in one order, and has the time of the event being applied. */
interface EventLink {

    /**
     * Begins an event.
     *
     * @param room the room that it belongs to
     * @return receives the content, until {@link #end}
     */
    RecordWriter begin(Room room, LinkedEvent kind);

    void end();

    /** The wall clock, which has the time of the event while one is being applied. */
    Clock clock();

    /** The place of the event that is being applied in the order of all nodes; 0 if only this node applies it. */
    long sequence();

    /** Whether an event is being applied. */
    boolean isApplying();
}
