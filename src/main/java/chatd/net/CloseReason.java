package chatd.net;

/** Why a connection ended that the service itself did not close. */
public enum CloseReason {
    /** The client said all it had to say. What waits for it is still written. */
    END_OF_INPUT,
    /** The connection broke. */
    RESET,
    /** The client took nothing for the write timeout while something waited for it. */
    NOT_READING,
    /** The service threw an exception. */
    FAILURE
}
