package chatd;

/** Says in one line what is wrong with the command line, and what would be right. */
final class BadOption extends Exception {

    private static final long serialVersionUID = 1;

    BadOption(String message) {
        super(message);
    }
}
