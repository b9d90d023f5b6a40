package chatd.net;

import chatd.access.Rejection;
import chatd.wire.Line;

/**
 * The program that a {@link Server} runs: a chat room, a game. All its methods are called on the loop's thread, so
 * they must not block. If one throws, the connection that it was called for is closed and the others go on.
 */
public interface Service {

    /** Somebody connected. */
    void connected(Connection connection);

    /** A client sent a line. It is valid only until this method returns. */
    void line(Connection connection, Line line);

    /** A client sent a line over the limit, which was dropped. */
    void lineTooLong(Connection connection);

    /** The deadline passed that the service set for this connection. */
    void expired(Connection connection);

    /** A connection ended by itself; the last call for it. Not made when the service closed the connection. */
    void disconnected(Connection connection, CloseReason cause);

    /** The reactor is stopping; what is sent now is the last that the client gets. The last call for it. */
    void stopping(Connection connection);

    /** The line, without its ending, for a client that is not let in. */
    String refusal(Rejection why);

    /** The line, without its ending, that stands where {@code lines} lines were skipped, at least 1. */
    String skipped(int lines);
}
