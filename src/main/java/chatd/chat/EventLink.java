package chatd.chat;

import chatd.link.RecordWriter;

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

    /** The time, and whether an event is being applied. */
    EventClock clock();
}
