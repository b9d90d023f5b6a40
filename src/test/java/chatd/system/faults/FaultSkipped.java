package chatd.system.faults;

/** A fault can't be injected, because this machine lacks something it needs. */
final class FaultSkipped extends Exception {

    private static final long serialVersionUID = 1;

    FaultSkipped(String why) {
        super(why);
    }
}
