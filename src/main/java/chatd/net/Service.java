package chatd.net;

import chatd.wire.Line;

/**
 * The program that a {@link Server} runs: a chat, a game. It is told of events and does nothing between them. All
 * methods are called on the loop's thread and must not block. If one throws, the connection it was called for is closed
 * and the others go on.
 */
public interface Service {

    /** A client has connected and was accepted. */
    default void connected(Connection connection) {
    }

    /** A client has sent a line. The line is valid only until this method returns. */
    void line(Connection connection, Line line);

    /** A client has sent a line over the limit; the line was dropped. */
    default void lineTooLong(Connection connection) {
    }

    /** The deadline that the service set for this connection has passed. */
    default void expired(Connection connection) {
    }

    /** A connection has ended that the service did not close. The last call for this connection. */
    default void disconnected(Connection connection, CloseReason reason) {
    }

    /** The server is stopping; what the service sends now is the last the client gets. The last call for it. */
    default void stopping(Connection connection) {
    }
}
