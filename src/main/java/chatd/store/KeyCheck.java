package chatd.store;

/** The result of checking a text that a client typed as the key of a name. */
public enum KeyCheck {
    /** The key of the name. */
    RIGHT,
    /** A key, but not that of the name. */
    WRONG,
    /** Probably meant as a key: its check symbol or its length is wrong. */
    MISTYPED,
    /** Something else: perhaps another name. */
    NO_KEY_SHAPE
}
