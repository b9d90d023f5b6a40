package chatd.link;

/**
 * The engine between the nodes. It stores blocks in one stream, in the same order for all nodes, and passes on messages
 * without storing them. All methods are called on the loop's thread and never block. The only sign that a block was
 * stored is that it comes back by {@link Events#block}. A block or message may be lost, and a block may be stored
 * twice.
 */
public interface Engine {

    /** Receives the reports of the engine. All methods are called on the loop's thread. */
    interface Events {

        /**
         * The engine can be reached, perhaps again. It sends no blocks before {@link Engine#read}.
         *
         * @param first the sequence number of the oldest block that is kept, from 1
         * @param last the sequence number of the newest one; {@code first - 1} if there is none
         */
        void connected(long first, long last);

        /**
         * The engine cannot be reached. Attempts to reconnect go on until {@link Engine#close}.
         *
         * @param why one line, for the log
         */
        void disconnected(String why);

        /**
         * A block of the stream. Each comes once, in the order of the stream. Numbers are missing only if the engine
         * does not have these blocks any more.
         *
         * @param millis when it was stored, by the engine's clock, in milliseconds since 1970
         */
        void block(long sequence, long millis, byte[] block);

        /** A message from a node, perhaps from this one. */
        void message(byte[] message);

        /** Messages were dropped because the queue to the loop was full, perhaps messages of a node that is alive. */
        default void messagesDropped() {
        }
    }

    /** Starts to report to these events. To be called once. */
    void start(Events events);

    /**
     * Identifies the stream as of the last {@link Events#connected}: another value means that the old stream was lost.
     */
    default long stream() {
        return 0;
    }

    /**
     * Reads the stream from this sequence number on, or from the oldest later block if that one is not kept any more.
     */
    void read(long from);

    /**
     * Appends a block to the stream.
     *
     * @param id differs for each attempt; the engine may store only one of two blocks with the same id
     */
    void publish(String id, byte[] block);

    /** Sends a message to all nodes, perhaps also to this one. */
    void broadcast(byte[] message);

    /** Sends a message to one node. */
    void send(String node, byte[] message);

    /** The longest block and message, in bytes. */
    int maxBytes();

    /** Disconnects. No event is reported afterwards. */
    void close();
}
