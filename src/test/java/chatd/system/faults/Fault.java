package chatd.system.faults;

/** Something that goes wrong in the world, not in the daemon. */
@FunctionalInterface
interface Fault {

    /** Plays it. Returns what was thrown at the daemon. */
    String play(Stage stage) throws Exception;
}
