package chatd.net;

/** Why a connection ended, other than by {@link Connection#close} or {@link Connection#disconnect}. */
public enum CloseReason {
    /** The client ended its input. Its pending output is still written. */
    END_OF_INPUT,
    /** The connection broke. */
    RESET,
    /**
     * The client read nothing for the write timeout while output was pending; or it had one of the largest backlogs
     * when the buffer memory was used up. Its output was dropped, but the input that it had sent was passed on.
     */
    NOT_READING,
    /** The client began as a client of another protocol does, such as HTTP. It was told, and passed on no line. */
    NOT_CHAT,
    /** The service threw an exception. */
    FAILURE
}
