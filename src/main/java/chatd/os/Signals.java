package chatd.os;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;

/**
 * Handles SIGHUP, which has two meanings: an administrator wants the files read again, or the terminal that started the
 * daemon was closed. Java has no public API for signals. This class uses the JDK's {@code sun.misc.Signal}, by
 * reflection, because the compiler warns about code that names it.
 */
public final class Signals {

    private static final String TERMINAL = "/dev/tty";

    private Signals() {
    }

    /**
     * Installs the handler.
     *
     * @param requested runs on a thread of the JVM when a process has sent the signal
     * @param terminalClosed runs on a thread of the JVM when the daemon had a terminal and has lost it
     * @throws ReflectiveOperationException if this JVM lacks the class; the signal then ends the process
     */
    public static void onHangup(Runnable requested, Runnable terminalClosed) throws ReflectiveOperationException {
        boolean hadTerminal = hasTerminal();
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object listener = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                (proxy, method, arguments) -> {
                    (hadTerminal && !hasTerminal() ? terminalClosed : requested).run();
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), listener);
    }

    /** Whether this process has a controlling terminal. */
    private static boolean hasTerminal() {
        try (FileInputStream terminal = new FileInputStream(TERMINAL)) {
            return terminal.getFD().valid();
        } catch (IOException e) {
            return false;
        }
    }
}
