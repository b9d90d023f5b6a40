package chatd.system.faults;

/** A fault outside the daemon. */
@FunctionalInterface
interface Fault {

    /** Injects the fault. Returns a description of it for the table. */
    String play(FaultFixture fixture) throws Exception;
}
