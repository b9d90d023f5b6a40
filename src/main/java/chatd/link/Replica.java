package chatd.link;

/**
 * The state that all nodes share: people and rooms. The link changes it by events, in one order on all nodes, so every
 * node that has applied the same events has the same state. All methods are called on the loop's thread.
 */
public interface Replica {

    /** The reason why a node has left. */
    enum Departure {
        /** It does not answer, or the connection between it and the engine is cut. */
        DOWN,
        /** It was stopped by its administrator. */
        STOPPED,
        /** It joins again, with the same people or without them. */
        REJOINS
    }

    /** The state of the link. */
    enum State {
        /** No client may be let in yet. */
        STARTING,
        /** The nodes exchange events. */
        LINKED,
        /** The engine cannot be reached. Events wait. */
        WAITING,
        /** This node goes on alone: its events are applied at once, and no other node receives them. */
        ALONE,
        /** The engine cannot be reached, and events are refused. */
        CUT
    }

    /**
     * The link has changed its state. Before ALONE, {@link #left} is not called for the other nodes: the replica has to
     * forget their people itself.
     */
    void changed(State state);

    /**
     * Applies an event of a node.
     *
     * @param sequence of its block, greater for later blocks; 0 if this node is alone
     * @param millis when the event was stored, in milliseconds since 1970
     * @param isOwn whether this node wrote the event
     * @param room the room that the event was written for
     * @param kind at least 0; an unknown kind is of a later version, and to be skipped
     */
    void apply(Node node, boolean isOwn, long sequence, long millis, String room, int kind, RecordReader event);

    /**
     * An event of the past, from before this node joined: it is not applied, but its line may belong to the history.
     * This method is not called for events that were applied already, nor for those of this process.
     */
    void past(String node, long sequence, long millis, String room, int kind, RecordReader event);

    /** Writes this node's part of the state: those of its people that the other nodes know, and their rooms. */
    void writeStock(RecordWriter stock);

    /**
     * Forgets the people of other nodes. The people of this node stay, but the other nodes do not know them any more.
     */
    void beginInstall();

    /** Receives the part of another node, as that node wrote it. */
    void install(Node node, RecordReader stock);

    /** All parts are installed. */
    void endInstall();

    /**
     * A node takes part from now on, without people. If it is this node, the replica writes events that announce its
     * people; these come before all others.
     */
    void joined(Node node, boolean isOwn);

    /** A node has left, and its people with it. */
    void left(Node node, Departure why);

    /**
     * Answers a letter of another node.
     *
     * @return the answer; an empty one is an answer, too
     */
    byte[] answer(Node from, RecordReader letter);

    /** Number of people of this node, for the other nodes. */
    int people();
}
