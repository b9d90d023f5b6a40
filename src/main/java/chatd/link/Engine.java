package chatd.link;

/**
 * The engine between the nodes. It keeps one stream of blocks, in one order for all, and passes messages that are not
 * kept. All methods are called on the loop's thread and never block. Nothing confirms that a block was stored: it was
 * when it comes back by {@link Events#block}. A block or message may be lost, and a block may be stored twice.
 */
public interface Engine {

    /** What happens at the engine. All methods are called on the loop's thread. */
    interface Events {

        /**
         * The engine can be reached, perhaps again. It sends no blocks before {@link Engine#read}.
         *
         * @param first the sequence number of the oldest block that is kept, from 1
         * @param last the sequence number of the newest one; {@code first - 1} if there is none
         */
        void connected(long first, long last);

        /**
         * The engine cannot be reached. It tries again until {@link Engine#close}.
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

        /** A message of a node, perhaps of this one. */
        void message(byte[] message);

        /** Messages were dropped because too much waited for the loop, perhaps those of a node that is alive. */
        default void messagesDropped() {
        }
    }

    /** Starts to report to these events. To be called once. */
    void start(Events events);

    /** Identifies the stream as of the last {@link Events#connected}: differs if it was lost and is another one now. */
    default long stream() {
        return 0;
    }

    /** Reads the stream from this sequence number on, or from the oldest block that is kept after it. */
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
