package chatd.chat;

import chatd.link.RecordWriter;
import java.time.Clock;

/** Receives the events of this node, which all nodes apply in one order. Knows the time of the event being applied. */
interface EventLink {

    /**
     * Begins an event.
     *
     * @param room the room that it belongs to
     * @return receives the content, until {@link #end}
     */
    RecordWriter begin(Room room, LinkedEvent kind);

    void end();

    /** The wall clock; while an event is being applied, a clock that shows the time of the event. */
    Clock clock();

    /** The position in the order of all nodes of the event being applied; 0 if only this node applies it. */
    long sequence();

    /** Whether an event is being applied. */
    boolean isApplying();
}
