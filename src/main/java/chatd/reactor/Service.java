package chatd.reactor;

import java.util.Locale;

/**
 * The program that a {@link Reactor} runs: a chat room, a game. All its methods are called on the loop's thread, so
 * they must not block. If one throws, the connection that it was called for is closed and the others go on.
 */
public interface Service {

    /** Why a connection ended that the service itself did not close. */
    enum Cause {
        /** The client said all it had to say. What waits for it is still written. */
        END_OF_INPUT,
        /** The connection broke. */
        RESET,
        /** The client took nothing for the write timeout while something waited for it. */
        NOT_READING,
        /** The service threw an exception. */
        FAILURE
    }

    /** Why somebody is not let in. */
    enum Refusal {
        /** There are as many clients as may be. */
        FULL,
        /** Their address is banned. */
        BANNED,
        /** Nobody from their address is let in. */
        NOT_ALLOWED,
        /** There are as many from their address as may be. */
        TOO_MANY,
        /** They come faster from their address than they may. */
        TOO_FAST,
        /** They are a proxy, or came by one, that did not say who they are. */
        NO_PROXY_HEADER;

        /** As it is written in the log. */
        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Somebody connected. */
    void connected(Connection connection);

    /** A client sent a line. It is valid only until this method returns. */
    void line(Connection connection, Line line);

    /** A client sent a line over the limit, which was dropped. */
    void lineTooLong(Connection connection);

    /** The deadline passed that the service set for this connection. */
    void expired(Connection connection);

    /** A connection ended by itself; the last call for it. Not made when the service closed the connection. */
    void disconnected(Connection connection, Cause cause);

    /** The reactor is stopping; what is sent now is the last that the client gets. The last call for it. */
    void stopping(Connection connection);

    /** The line, without its ending, for a client that is not let in. */
    String refusal(Refusal why);

    /** The line, without its ending, that stands where {@code lines} lines were skipped, at least 1. */
    String skipped(int lines);
}
