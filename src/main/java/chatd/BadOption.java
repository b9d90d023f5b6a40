package chatd;

/** An error in the command line. Its message says in one line what is wrong, and what would be valid. */
final class BadOption extends Exception {

    private static final long serialVersionUID = 1;

    BadOption(String message) {
        super(message);
    }
}
