package chatd.room;

/** How somebody left. */
enum Departure {
    /** By their own will, or because the connection broke. */
    LEFT,
    /** They said nothing for too long. */
    IDLE,
    /** They took nothing of what was written to them for too long. */
    NOT_READING
}
