package chatd.bench;

/** A run lost something, got it twice or in another order, or came to no end: it measured nothing. */
final class Lost extends RuntimeException {

    private static final long serialVersionUID = 1;

    Lost(String what) {
        super(what);
    }
}
