package chatd.system.faults;

/** This machine has not what a fault needs. */
final class Skipped extends Exception {

    private static final long serialVersionUID = 1;

    Skipped(String why) {
        super(why);
    }
}
