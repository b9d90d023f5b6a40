package chatd.admin;

import chatd.net.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one command, which ends with an empty line and is given once. Until it is given, the next command of
 * the same connection is not read, so that answers come in the order of the commands.
 */
final class Answer {

    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

    private final Connection connection;
    private final String command;
    private boolean isLogged;
    private boolean isGiven;
    private boolean isAwaited;

    /** @param command the line that this answers */
    Answer(Connection connection, String command) {
        this.connection = connection;
        this.command = command;
    }

    /** The command changes something, so it is logged with its answer when it is done. */
    void logged() {
        isLogged = true;
    }

    void give(String text) {
        give(text, text);
    }

    /** @param forLog the answer without its secrets */
    void give(String text, String forLog) {
        if (isLogged) {
            LOG.info("Administrator {}: {}: {}", connection.address(), command, forLog);
        }
        send(text);
    }

    /** Answers that the command has failed and changed nothing. */
    void fail(String problem) {
        send("error: " + problem);
    }

    private void send(String text) {
        isGiven = true;
        connection.send(text);
        connection.send("");
        if (isAwaited) {
            connection.unpause();
        }
    }

    /** Called after the command has run. If the connection ends before the answer, that is noticed after the answer. */
    void await() {
        if (!isGiven) {
            isAwaited = true;
            connection.pause();
        }
    }
}
