package chatd.loop;

/**
 * Tells errors that concern one client or task, such as a class that cannot be loaded, from those after which the Java
 * runtime cannot go on, such as a full heap.
 */
public final class FatalErrors {

    /** With {@code -ea}, as in tests, an assertion that fails ends the loop. */
    private static final boolean ASSERTS = FatalErrors.class.desiredAssertionStatus();

    private FatalErrors() {
    }

    /** Throws the exception again if the Java runtime cannot go on after it. */
    public static void rethrow(Throwable e) {
        if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
            throw error;
        }
        if (ASSERTS && e instanceof AssertionError error) {
            throw error;
        }
    }
}
