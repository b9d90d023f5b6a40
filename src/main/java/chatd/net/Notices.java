package chatd.net;

import chatd.access.Rejection;

/** Words the lines that the server itself sends to clients. They have no line ending and no LF in them. */
public interface Notices {

    /** The last line for a client that is rejected for this reason. */
    String rejected(Rejection reason);

    /**
     * The line that takes the place of lines that a client missed because it read too slowly.
     *
     * @param lines how many lines were skipped, at least 1
     */
    String skipped(int lines);

    /** The line of {@link #skipped(int)} as this client is to read it. The service still knows the client. */
    default String skipped(Connection client, int lines) {
        return skipped(lines);
    }
}
