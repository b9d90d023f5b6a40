package chatd.link;

/**
 * Writes the frames of this node and hands them to the engine. Owns the name and term that they carry. A frame is
 * begun, its body may be written, and then it is published, broadcast or sent.
 */
final class Sender {

    private final Engine engine;
    private final RecordWriter frame = new RecordWriter();
    private Node own;
    private FrameType type = FrameType.UNKNOWN;
    private long number;
    private long attempts;

    Sender(Engine engine, Node own) {
        this.engine = engine;
        this.own = own;
    }

    /** Sets the author of the frames from now on. */
    void become(Node node) {
        own = node;
    }

    Node own() {
        return own;
    }

    /** The longest body of a frame, in bytes. */
    int maxBodyBytes() {
        return engine.maxBytes() - Frame.MAX_HEAD_BYTES;
    }

    /** Begins a frame; its body is to be written to the result. */
    RecordWriter begin(FrameType itsType, long itsNumber, Node subject) {
        type = itsType;
        number = itsNumber;
        return Frame.write(frame, type, own, number, subject);
    }

    /** Appends the frame to the stream. */
    void publish() {
        attempts++;
        engine.publish(own.name() + '-' + own.term() + '-' + type.code() + '-' + number + '-' + attempts,
                frame.toBytes());
    }

    /** Sends the frame to all nodes. */
    void broadcast() {
        engine.broadcast(frame.toBytes());
    }

    /** Sends the frame to one node. */
    void send(String node) {
        engine.send(node, frame.toBytes());
    }
}
