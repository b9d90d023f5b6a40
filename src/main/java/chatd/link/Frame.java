package chatd.link;

/**
 * A block of the stream or a message, with its head parsed. The head of every version begins with the version, the type
 * and the name of the node.
 *
 * @param node the author
 * @param number depends on the type
 * @param subject the node that the frame is about; null for most types
 * @param body the rest of the frame, after its head
 */
record Frame(FrameType type, Node node, long number, Node subject, RecordReader body) {

    /** A frame of another version of the format. */
    static final class OtherVersion extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String node;

        OtherVersion(String node, long version) {
            super("node " + node + " writes records of version " + version + ", this node reads " + VERSION);
            this.node = node;
        }

        String node() {
            return node;
        }
    }

    /** The version of the format, which each frame begins with. */
    static final int VERSION = 1;
    /** Limit of the length of a head. */
    static final int MAX_HEAD_BYTES = 256;

    /**
     * Reads the head of a frame.
     *
     * @throws RecordReader.BadRecord if it cannot be read
     * @throws OtherVersion if it is of another version of the format
     */
    static Frame read(byte[] bytes) {
        RecordReader reader = new RecordReader(bytes);
        long version = reader.number();
        FrameType type = FrameType.of(reader.number());
        String name = name(reader);
        if (version != VERSION) {
            throw new OtherVersion(name, version);
        }
        Node node = new Node(name, reader.number());
        long number = reader.number();
        Node subject = type.hasSubject() ? new Node(name(reader), reader.number()) : null;
        return new Frame(type, node, number, subject, reader);
    }

    /** Writes the head of a frame; the body is to be written after it. */
    static RecordWriter write(RecordWriter to, FrameType type, Node node, long number, Node subject) {
        to.clear();
        to.number(VERSION).number(type.code()).text(node.name()).number(node.term()).number(number);
        if (type.hasSubject()) {
            to.text(subject.name()).number(subject.term());
        }
        return to;
    }

    /** Reads and checks the name of a node, since the name may be logged. */
    static String name(RecordReader reader) {
        String name = reader.text();
        if (name == null || !Node.isName(name)) {
            throw new RecordReader.BadRecord("the name of a node is not valid");
        }
        return name;
    }
}
