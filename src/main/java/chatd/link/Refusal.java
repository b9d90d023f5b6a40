package chatd.link;

/** The reason why events of users are to be refused. */
public enum Refusal {
    NONE,
    /** Too many events wait. */
    FULL,
    /** The engine cannot be reached, and events have waited too long. */
    CUT
}
