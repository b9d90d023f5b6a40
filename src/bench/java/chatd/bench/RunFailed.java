package chatd.bench;

/** A run measured nothing: a line was lost, duplicated or reordered, or the server stopped answering. */
final class RunFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    RunFailed(String message) {
        super(message);
    }
}
