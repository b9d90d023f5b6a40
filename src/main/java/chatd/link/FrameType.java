package chatd.link;

/**
 * The types of {@link Frame}. A member is a node that takes part; see {@link Membership}. The codes are part of the
 * format: a code is never reused for another type.
 */
enum FrameType {
    /** A type of a later version. */
    UNKNOWN(0),

    /** Stream: events of a member. Number: their counter, from 1. */
    EVENTS(1),
    /** Stream: a node begins to join. */
    HELLO(2),
    /** Stream: a part of the state, for the node that is the subject. Number: the sequence of its HELLO. */
    STOCK(3),
    /** Stream: a node has installed the state, and is a member from now on. Number: the sequence of its HELLO. */
    JOIN(4),
    /** Stream: a node received no state, and is the only member from now on. Number: the sequence of its HELLO. */
    FOUND(5),
    /** Stream: the subject does not answer, and is no member any more. */
    DOWN(6),
    /** Stream: a member stops. */
    BYE(7),

    /** Message: a member is alive. Number: the sequence of the last block that it has applied. */
    BEAT(16),
    /** Message: the subject cannot join under its name, because another process has it. */
    TAKEN(17),
    /**
     * Message: the subject cannot join in its term. Number: the greater term in which a node of its name joined before.
     */
    OUTDATED(18),
    /** Message: a letter, which is a request to one node. Number: identifies the answer. */
    LETTER(19),
    /** Message: the answer to a letter. Number: that of the letter. */
    ANSWER(20),
    /** Message: a process that starts asks whether another process has its name. If so, the answer is TAKEN. */
    ASK(21);

    private static final FrameType[] TYPES = values();

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    boolean hasSubject() {
        return this == STOCK || this == DOWN || this == TAKEN || this == OUTDATED;
    }

    static FrameType of(long code) {
        for (FrameType type : TYPES) {
            if (type.code == code) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
