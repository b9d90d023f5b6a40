package chatd.net;

import chatd.wire.Line;

/**
 * The program that a {@link Server} runs, such as a chat or a game. The server calls it for each event, on the loop's
 * thread, so no method may block. If a method throws, only the connection that it was called for is closed.
 */
public interface Service {

    /** A client has connected and was admitted. */
    default void connected(Connection connection) {
    }

    /** A client has sent a line. The line is valid only until this method returns. */
    void line(Connection connection, Line line);

    /** A client has sent a line over the limit; the line was dropped. */
    default void lineTooLong(Connection connection) {
    }

    /** The user of a client has pressed Ctrl-C in telnet. */
    default void interrupted(Connection connection) {
        connection.close();
    }

    /** A client has sent a line of Ctrl-C or Ctrl-D alone: its user wants to leave, but these keys do not do that. */
    default void leaveKey(Connection connection) {
    }

    /** The deadline that the service set for this connection has passed. */
    default void expired(Connection connection) {
    }

    /** A connection has ended, and the service did not close it. This is the last call for the connection. */
    default void disconnected(Connection connection, CloseReason reason) {
    }

    /** Whether further input may join what the service sends elsewhere at the end of this turn. */
    default boolean gathers() {
        return false;
    }

    /** A turn of the loop ends, and its output is about to be written. */
    default void turnEnds() {
    }

    /**
     * The server is stopping. The lines that the service sends now are the last ones that the client receives. This is
     * the last call for the connection.
     */
    default void stopping(Connection connection) {
    }
}
