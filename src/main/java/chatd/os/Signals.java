package chatd.os;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;

/**
 * The signal SIGHUP, which means two things: an administrator asks for something, or the terminal is gone that the
 * daemon was started from. Java has no public way to hear it; this is the JDK's, {@code sun.misc.Signal}, by reflection,
 * because the compiler warns of whoever names that class.
 */
public final class Signals {

    private static final String TERMINAL = "/dev/tty";

    private Signals() {
    }

    /**
     * Has something done, on a thread of the JVM's, whenever the signal comes.
     *
     * @param asked what is done if somebody sent it
     * @param terminalGone what is done if there was a terminal and is none any more
     * @throws ReflectiveOperationException if this JVM doesn't have it; the signal then ends the process
     */
    public static void hear(Runnable asked, Runnable terminalGone) throws ReflectiveOperationException {
        boolean hadTerminal = hasTerminal();
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object listener = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                (proxy, method, arguments) -> {
                    (hadTerminal && !hasTerminal() ? terminalGone : asked).run();
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), listener);
    }

    /** Whether this process has a terminal that it is controlled by. */
    private static boolean hasTerminal() {
        try (FileInputStream terminal = new FileInputStream(TERMINAL)) {
            return terminal.getFD().valid();
        } catch (IOException e) {
            return false;
        }
    }
}
