package chatd.net;

import chatd.access.Rejection;

/** The lines that the server itself says to clients, without their line ending. */
public interface Notices {

    /** Tells a client why it was rejected; it is disconnected next. */
    String rejected(Rejection reason);

    /** Stands where lines were skipped because the client reads too slowly; {@code lines} is at least 1. */
    String skipped(int lines);

    /** The same as this client, which is still being served, is to read it. */
    default String skipped(Connection client, int lines) {
        return skipped(lines);
    }
}
