package chatd.loop;

/**
 * Distinguishes errors that concern one client or task, such as a class that cannot be loaded, from errors after which
 * the Java runtime cannot continue, such as a full heap.
 */
public final class FatalErrors {

    /** With {@code -ea}, as in tests, a failed assertion ends the loop. */
    private static final boolean ASSERTS = FatalErrors.class.desiredAssertionStatus();

    private FatalErrors() {
    }

    /** Throws the exception again if the Java runtime cannot continue after it. */
    public static void rethrow(Throwable e) {
        if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
            throw error;
        }
        if (ASSERTS && e instanceof AssertionError error) {
            throw error;
        }
    }
}
