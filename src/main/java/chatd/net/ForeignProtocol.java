package chatd.net;

import chatd.wire.Line;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A protocol of clients that are not meant for a chat, recognized by the first bytes of a connection. Without this, a
 * web page could speak in the room: the body of a request that a browser posts would be lines.
 *
 * <p>The beginnings form a tree, whose edges are bytes. The state of a connection is the number of a node, in one byte:
 * the search looks at each byte once, and copies none.
 */
enum ForeignProtocol {
    HTTP, TLS, SSH;

    /** The state before the first byte: the root of the tree. */
    static final byte BEGIN = 0;
    /** The state once the bytes are not one of the beginnings. */
    static final byte NONE = -1;

    /** The usual methods, above all those that browsers send without asking. A target begins with a slash. */
    private static final String[] HTTP_BEGINNINGS = {"GET /", "HEAD /", "POST /", "PUT /", "DELETE /", "OPTIONS /",
        "OPTIONS *", "PATCH /", "TRACE /", "PRI *"};
    private static final String[] SSH_BEGINNINGS = {"SSH-1.", "SSH-2."};
    /** The record type and the major version of a ClientHello. */
    private static final String[] TLS_BEGINNINGS = {"\u0016\u0003"};

    /** The nodes of the tree, with their edges. */
    private static final Node[] NODES = new Node[Byte.MAX_VALUE + 1];
    private static int nodes;

    /** Any method, also an unknown one: {@code PROPFIND / HTTP/1.1}. */
    private static final Pattern REQUEST_LINE = Pattern.compile("[A-Z][A-Z-]{2,} \\S+ HTTP/\\d\\.\\d");
    private static final int VERSION_BYTES = "/1.1".length();

    /** A node: the byte that leads to it, and the first of its children and of its next siblings; 0 is none. */
    private static final class Node {
        private final char edge;
        private byte child;
        private byte sibling;
        /** The protocol whose beginning ends here; null if none does. */
        private ForeignProtocol protocol;

        Node(char edge) {
            this.edge = edge;
        }
    }

    static {
        NODES[nodes++] = new Node('\0');
        HTTP.add(HTTP_BEGINNINGS);
        SSH.add(SSH_BEGINNINGS);
        TLS.add(TLS_BEGINNINGS);
    }

    private void add(String... beginnings) {
        for (String beginning : beginnings) {
            int node = BEGIN;
            for (int i = 0; i < beginning.length(); i++) {
                int next = child(node, beginning.charAt(i));
                node = next == NONE ? addChild(node, beginning.charAt(i)) : next;
            }
            NODES[node].protocol = this;
        }
    }

    private static int addChild(int parent, char edge) {
        Node child = new Node(edge);
        child.sibling = NODES[parent].child;
        NODES[nodes] = child;
        NODES[parent].child = (byte) nodes;
        return nodes++;
    }

    private static int child(int parent, int edge) {
        for (int child = NODES[parent].child; child != 0; child = NODES[child].sibling) {
            if (NODES[child].edge == edge) {
                return child;
            }
        }
        return NONE;
    }

    /**
     * Looks at the next bytes of a connection.
     *
     * @param state {@link #BEGIN}, or the result of the last call if that is not {@link #NONE}
     * @param bytes the first {@code count} are looked at, up to the end of a beginning
     * @return the new state
     */
    static byte next(byte state, byte[] bytes, int count) {
        int node = state;
        for (int i = 0; i < count && node != NONE && NODES[node].protocol == null; i++) {
            node = child(node, bytes[i] & 0xFF);
        }
        return (byte) node;
    }

    /** The protocol of a connection with this state; null if it is not known to be one of these. */
    static ForeignProtocol of(byte state) {
        return state == NONE ? null : NODES[state].protocol;
    }

    /** Whether the first line of a client is the request line of HTTP, with whatever method. */
    static boolean isRequestLine(Line line) {
        int slash = line.offset() + line.length() - VERSION_BYTES;
        // Most lines are not made strings.
        return line.length() > VERSION_BYTES && line.bytes()[slash] == '/'
                && REQUEST_LINE.matcher(line.toString()).matches();
    }

    /**
     * The answer that such a client can read; empty if there is none.
     *
     * @param words one line without LF, for a person
     */
    byte[] answer(String words) {
        String text = switch (this) {
            case HTTP -> "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Connection: close\r\n\r\n" + words + '\n';
            case SSH -> words + '\n';
            case TLS -> "";
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
