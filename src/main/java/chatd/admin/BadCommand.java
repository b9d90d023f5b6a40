package chatd.admin;

/** Says what is wrong with a command. */
final class BadCommand extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadCommand(String message) {
        super(message, null, false, false);
    }
}
