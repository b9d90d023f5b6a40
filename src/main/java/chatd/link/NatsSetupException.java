package chatd.link;

import java.io.IOException;

/** The engine is not set up as the link needs it: trying again does not help. The message is one line for the user. */
final class NatsSetupException extends IOException {
    private static final long serialVersionUID = 1;

    NatsSetupException(String message) {
        super(message);
    }

    NatsSetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
